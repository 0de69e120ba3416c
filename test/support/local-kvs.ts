import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { TestRunnerConfig, TestRunnerPlugin } from '@web/test-runner';
import { openDesk } from '../../local/desk.js';
import { KEYS, startStack } from '../../local/stack.js';
import { createTokenHandler, KvsError, toNodeHandler } from '../../src/server/index.js';

type Middleware = NonNullable<TestRunnerConfig['middleware']>[number];
type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Runs KVS beside the tests: `/desk/…` is its switchboard, `/api/token` a token server made with `src/server`,
 * `/api/command` a device that takes commands; `/api/commands` tells which it got.
 */
export function localKvs(): { plugin: TestRunnerPlugin; middleware: Middleware } {
  const life = new AbortController();
  const routes = new Map<string, Listener>();
  const plugin: TestRunnerPlugin = {
    name: 'local-kvs',
    async serverStart() {
      const stack = await startStack({ signal: life.signal });
      const handler = createTokenHandler({
        authorize: (_, { channel }) => !channel.includes('forbidden'),
        credentials: KEYS.server,
        endpoint: stack.service.endpoint,
        region: stack.service.region,
        onError: (error) => {
          if (!(error instanceof KvsError && error.code === 'channel-not-found'))
            console.error('token server:', error);
        },
      });
      const device = new CommandLog();
      routes
        .set('/desk/', openDesk(stack))
        .set('/api/token', toNodeHandler(handler))
        .set('/api/commands', device.list)
        .set('/api/command', device.take);
    },
    serverStop: () => life.abort(),
  };
  const middleware: Middleware = async (context, next) => {
    const route = [...routes].find(([path]) => context.url.startsWith(path));
    if (!route) return next();
    context.respond = false;
    await route[1](context.req, context.res);
  };
  return { plugin, middleware };
}

/** A device behind a command URL. A channel whose name says `refuse` refuses. */
class CommandLog {
  readonly #commands: { readonly channel: string; readonly command: string; readonly at: number }[] = [];

  readonly take: Listener = async (request, response) => {
    const { channel, command } = (await json(request)) as { channel: string; command: string };
    this.#commands.push({ channel, command, at: Date.now() });
    response.writeHead(channel.includes('refuse') ? 409 : 204).end();
  };

  readonly list: Listener = async (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.#commands));
  };
}
