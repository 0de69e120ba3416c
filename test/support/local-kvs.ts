import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { TestRunnerConfig, TestRunnerPlugin } from '@web/test-runner';
import { openDesk } from '../../local/desk.js';
import { KEYS, startStack } from '../../local/stack.js';
import { createTokenHandler, KvsError, toNodeHandler } from '../../src/server/index.js';

type Middleware = NonNullable<TestRunnerConfig['middleware']>[number];
type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Runs KVS beside the tests: `/desk/…` is its switchboard, `/api/token` a token server made with `src/server`,
 * `/api/command` a device that takes commands; `/api/commands` tells which it got. `/api/list/…` is a list of cameras that
 * is not always to be had; `/api/lists/…` tells when it was asked for. `/api/door` refuses every token, and another origin
 * does as well; `/api/cookies/…` tells with which cookies they were asked, and where that origin is.
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
      const lists = new Lists();
      const door = new Door();
      await door.open(life.signal);
      routes
        .set('/desk/', openDesk(stack))
        .set('/api/token', toNodeHandler(handler))
        .set('/api/commands', device.list)
        .set('/api/command', device.take)
        .set('/api/door', door.refuse)
        .set('/api/cookies/', door.asked)
        .set('/api/lists/', lists.asked)
        .set('/api/list/', lists.give);
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

/** A device behind a command URL. A channel whose name says `refuse` refuses, one of `signed-out` leads elsewhere. */
class CommandLog {
  readonly #commands: { readonly channel: string; readonly command: string; readonly at: number }[] = [];

  readonly take: Listener = async (request, response) => {
    const { channel, command } = (await json(request)) as { channel: string; command: string };
    this.#commands.push({ channel, command, at: Date.now() });
    if (channel.includes('signed-out')) response.writeHead(303, { location: '/api/commands' }).end();
    else response.writeHead(channel.includes('refuse') ? 409 : 204).end();
  };

  readonly list: Listener = async (_, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(this.#commands));
  };
}

/** Refuses tokens, on this origin and, at a port of its own, on another of the same site. */
class Door {
  readonly #cookies = new Map<string, string>();
  #elsewhere = '';

  /** Open until `signal` aborts. */
  async open(signal: AbortSignal): Promise<void> {
    const server = createServer((request, response) => void this.refuse(request, response));
    server.listen({ port: 0, host: 'localhost', signal });
    await once(server, 'listening');
    this.#elsewhere = `http://localhost:${(server.address() as AddressInfo).port}/`;
  }

  readonly refuse: Listener = async (request, response) => {
    const { method, headers } = request;
    response
      .setHeader('access-control-allow-origin', headers.origin ?? '*')
      .setHeader('access-control-allow-credentials', 'true')
      .setHeader('access-control-allow-headers', 'content-type');
    if (method !== 'OPTIONS') {
      const { channel } = (await json(request)) as { channel: string };
      this.#cookies.set(channel, headers.cookie ?? '');
    }
    response.writeHead(method === 'OPTIONS' ? 204 : 403).end();
  };

  readonly asked: Listener = async ({ url }, response) => {
    const cookies = this.#cookies.get((url ?? '').replace(/.*\//, '')) ?? null;
    response
      .writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ cookies, elsewhere: this.#elsewhere }));
  };
}

/**
 * Lists of one camera each, whose channel the path ends with, or of none where that begins with `empty`. Behind `?` stands
 * what it answers, one after the other: a status, after `;` the Retry-After; `nowhere`, where nobody answers; or `half` a
 * list. Then the list is there.
 */
class Lists {
  readonly #asked = new Map<string, number[]>();

  readonly give: Listener = async ({ url }, response) => {
    const [path = '', answers = ''] = (url ?? '').split('?');
    const channel = path.replace(/.*\//, '');
    const times = this.#asked.get(channel) ?? [];
    this.#asked.set(channel, [...times, Date.now()]);
    const [status = '', retryAfter] = (answers.split(',')[times.length] || '200').split(';');
    if (status === 'nowhere') {
      response.writeHead(302, { location: 'http://localhost:1/' }).end();
      return;
    }
    if (status === 'half') {
      response.writeHead(200, { 'content-length': 100 }).write('[', () => response.destroy());
      return;
    }
    response
      .writeHead(Number(status), {
        'content-type': 'application/json',
        ...(retryAfter && { 'retry-after': decodeURIComponent(retryAfter) }),
      })
      .end(JSON.stringify(channel.startsWith('empty') ? [] : [{ channel }]));
  };

  /** Epoch milliseconds. */
  readonly asked: Listener = async ({ url }, response) => {
    const times = this.#asked.get((url ?? '').replace(/.*\//, '')) ?? [];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(times));
  };
}
