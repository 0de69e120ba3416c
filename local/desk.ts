import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CameraBehaviour } from './cameras/index.js';
import { isLoopback } from './origin.js';
import type { Action, Fault, IdentityPoolOptions } from './service/index.js';
import type { PathShape } from './turn/allocation.js';
import { KEYS, type CameraWish, type Stack } from './stack.js';

/** What can be asked of the desk; the last part of the path names it. */
interface Requests {
  readonly credentials: unknown;
  readonly 'create-identity-pool': IdentityPoolOptions;
  readonly 'identity-pool': { readonly id: string };
  readonly channel: { readonly channel: string };
  readonly 'create-channel': { readonly channel: string };
  readonly 'delete-channel': { readonly channel: string };
  readonly 'add-camera': CameraWish;
  readonly 'remove-camera': { readonly channel: string };
  readonly behave: { readonly channel: string; readonly behaviour: Partial<CameraBehaviour> };
  readonly restart: { readonly channel: string };
  readonly 'hang-up': { readonly channel: string };
  readonly 'cut-relay': unknown;
  readonly 'restore-relay': unknown;
  /** Makes the relay's paths late, narrow or lossy; without anything, good again. Says how many packets it has lost. */
  readonly 'shape-relay': PathShape;
  readonly fault: { readonly channel: string; readonly fault: Fault };
  readonly mend: { readonly channel: string };
  readonly act: { readonly channel: string; readonly action: Action };
  /** Starts to count the viewers of these channels together, and ends the count before. */
  readonly 'start-tally': { readonly channels: readonly string[] };
  readonly tally: unknown;
  readonly 'wait-viewers': { readonly channel: string; readonly viewers: number; readonly timeoutMs: number };
}

type Answers = { readonly [Name in keyof Requests]: (request: Requests[Name]) => unknown };

const LONGEST_BODY = 65_536;

/**
 * The switchboard of a stack over HTTP: cameras, faults, and what the service has seen. `POST <name>` with
 * JSON; for pages and tests of this machine only, so anything that another origin could send is refused.
 */
export function openDesk(
  stack: Stack,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const answers = answersOf(stack);
  return async (request, response) => {
    const name = request.url?.split('?')[0]?.split('/').at(-1) ?? '';
    try {
      if (!isLocal(request)) return reply(response, 403, { message: 'Only pages of this machine may ask.' });
      if (!Object.hasOwn(answers, name))
        return reply(response, 404, { message: `There is no "${name}" here.` });
      const ask = answers[name as keyof Answers] as (body: unknown) => unknown;
      reply(response, 200, (await ask(await readJson(request))) ?? {});
    } catch (error) {
      reply(response, 400, { message: error instanceof Error ? error.message : String(error) });
    }
  };
}

function answersOf(stack: Stack): Answers {
  const { service } = stack;
  const faults = new Map<string, (() => void)[]>();
  let counting = new AbortController();
  let tally = service.tally([], counting.signal);
  const cameraOf = (channel: string): NonNullable<ReturnType<Stack['camera']>> => {
    const camera = stack.camera(channel);
    if (camera) return camera;
    throw new Error(`Channel "${channel}" has no camera.`);
  };
  return {
    // What a browser gets on the credentials road, and where that leads here.
    credentials: () => ({
      endpoint: service.endpoint,
      region: service.region,
      credentials: browserCredentials(),
    }),
    'create-identity-pool': (options) => service.identityPool(service.createIdentityPool(options)),
    'identity-pool': ({ id }) => service.identityPool(id),
    channel: ({ channel }) => ({
      ...service.channel(channel),
      camera: stack.camera(channel)?.report() ?? null,
      allocations: stack.turn.allocations().length,
    }),
    'create-channel': ({ channel }) => ({ arn: service.createChannel(channel) }),
    'delete-channel': ({ channel }) => service.deleteChannel(channel),
    'add-camera': async (wish) => (await stack.addCamera(wish)).report(),
    'remove-camera': ({ channel }) => stack.removeCamera(channel),
    behave: ({ channel, behaviour }) => cameraOf(channel).behave(behaviour),
    restart: ({ channel }) => cameraOf(channel).restart(),
    'hang-up': ({ channel }) => cameraOf(channel).hangUp(),
    'cut-relay': () => stack.turn.cut(),
    'restore-relay': () => stack.turn.restore(),
    'shape-relay': (path) => {
      stack.turn.shape(path);
      return { lost: stack.turn.stats.dropped.loss };
    },
    fault: ({ channel, fault }) => {
      const undo = service.fault(channel, fault);
      faults.set(channel, [...(faults.get(channel) ?? []), undo]);
    },
    mend: ({ channel }) => {
      for (const undo of faults.get(channel) ?? []) undo();
      faults.delete(channel);
    },
    act: ({ channel, action }) => service.act(channel, action),
    'start-tally': ({ channels }) => {
      counting.abort();
      counting = new AbortController();
      tally = service.tally(channels, counting.signal);
    },
    tally: () => tally.snapshot(),
    'wait-viewers': ({ channel, viewers, timeoutMs }) =>
      service.waitFor(
        channel,
        (seen) => seen.viewers.length === viewers,
        timeoutMs,
        `${viewers} viewers on ${channel}`,
      ),
  };
}

function browserCredentials(): object {
  const { accessKeyId, secretAccessKey, sessionToken } = KEYS.browser;
  return { accessKeyId, secretAccessKey, sessionToken };
}

/** Another site's page can send requests here, but not of this type, and not without its origin. */
function isLocal({ method, headers }: IncomingMessage): boolean {
  const { host, origin } = headers;
  const isJson = headers['content-type']?.startsWith('application/json') ?? false;
  return method === 'POST' && isJson && isLoopback(host ?? '') && (!origin || isLoopback(origin));
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > LONGEST_BODY) throw new Error('The request is too long.');
  }
  return JSON.parse(text);
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}
