import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startService, type LocalService } from '../../local/service/index.js';
import {
  createTicket,
  createTokenHandler,
  KvsError,
  toNodeHandler,
  type TokenHandlerOptions,
  type ViewerTicket,
} from '../../src/server/index.js';

const keys = { accessKeyId: 'AKIDSERVER', secretAccessKey: 'server-secret-planted' };
const weak = {
  accessKeyId: 'AKIDWEAK',
  secretAccessKey: 'weak-secret',
  allow: { actions: ['ConnectAsMaster'] },
};
const iceServers = [
  { Uris: ['turn:relay.example:443?transport=udp'], Username: 'u', Password: 'p', Ttl: 300 },
];

let service: LocalService;
before(async () => {
  // Many tests ask for one channel within a second.
  const limits = { throttleCalls: false };
  service = await startService({ credentials: [keys, weak], limits, iceServers: () => iceServers });
  for (const name of ['front-door', 'back-door']) service.createChannel(name);
});
after(() => service.stop());

const options = (): { region: string; endpoint: string; credentials: typeof keys } => ({
  region: 'us-west-2',
  endpoint: service.endpoint,
  credentials: keys,
});

describe('createTicket', () => {
  it('makes a ticket that the service lets in, as the client that it names', async () => {
    const ticket = await createTicket({ ...options(), channel: 'front-door', clientId: 'guard-7' });
    assert.deepEqual(ticket.iceServers, [
      { urls: ['turn:relay.example:443?transport=udp'], username: 'u', credential: 'p' },
    ]);
    const lifeMs = Number(ticket.expiresAt) - Date.now();
    assert.ok(lifeMs > 250_000 && lifeMs <= 299_000, `${lifeMs}`);
    const socket = new WebSocket(ticket.signalingUrl);
    await service.waitFor(
      'front-door',
      ({ viewers }) => viewers[0]?.clientId === 'guard-7',
      5_000,
      'the viewer',
    );
    socket.close();
  });

  it('looks a channel up once, and asks for fresh ICE servers each time', async () => {
    const wish = { ...options(), channel: 'back-door', clientId: 'guard-7' };
    await createTicket(wish);
    await createTicket(wish);
    const { calls } = service.channel('back-door');
    assert.deepEqual(
      [calls['DescribeSignalingChannel'], calls['GetSignalingChannelEndpoint'], calls['GetIceServerConfig']],
      [1, 1, 2],
    );
  });

  it('finds a channel that was made anew since it was looked up', async () => {
    service.createChannel('short-lived');
    const wish = { ...options(), channel: 'short-lived', clientId: 'guard-7' };
    await createTicket(wish);
    service.deleteChannel('short-lived');
    const arn = service.createChannel('short-lived');
    const { signalingUrl } = await createTicket(wish);
    assert.equal(new URL(signalingUrl).searchParams.get('X-Amz-ChannelARN'), arn);
  });

  it('hands the end of the right to watch on', async () => {
    const sessionExpiresAt = '2030-01-01T00:00:00Z';
    const ticket = await createTicket({
      ...options(),
      channel: 'front-door',
      clientId: 'a',
      sessionExpiresAt,
    });
    assert.equal(ticket.sessionExpiresAt, sessionExpiresAt);
  });

  const refusals = [
    ['an unknown channel', { channel: 'nowhere' }, 'channel-not-found'],
    ['no region', { region: undefined }, 'bad-configuration'],
    ['a client id of AWS', { clientId: 'AWS_1' }, 'bad-configuration'],
    ['a client id with a blank', { clientId: 'guard 7' }, 'bad-configuration'],
    ['keys that may not', { credentials: weak }, 'access-denied'],
    ['a service that is not there', { endpoint: 'http://127.0.0.1:1' }, 'token-failed'],
  ] as const;
  for (const [what, change, code] of refusals) {
    it(`refuses ${what} as ${code}`, async () => {
      const wish = { ...options(), channel: 'front-door', clientId: 'guard-7', ...change };
      await assert.rejects(createTicket(wish), (error) => error instanceof KvsError && error.code === code);
    });
  }
});

describe('createTokenHandler', () => {
  const ask = (body: unknown, init: RequestInit = {}): Request =>
    new Request('https://portal.example/api/kvs/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      ...init,
    });
  const wish = { channel: 'front-door', clientId: 'guard-7', reason: 'connect' };
  const handlerWith = (
    authorize: TokenHandlerOptions['authorize'],
    onError?: (error: unknown) => void,
  ): ReturnType<typeof createTokenHandler> =>
    createTokenHandler({ ...options(), authorize, ...(onError && { onError }) });

  it('cannot be made without authorize', () => {
    assert.throws(() => createTokenHandler({} as TokenHandlerOptions), /authorize/);
    assert.throws(() => createTokenHandler(undefined as unknown as TokenHandlerOptions), /authorize/);
  });

  it('asks authorize with the request and the wish, and answers a ticket that nobody keeps', async () => {
    const seen: unknown[] = [];
    const handle = handlerWith((request, wanted) => {
      seen.push(request.headers.get('cookie'), wanted);
      return true;
    });
    const request = ask(wish, { headers: { 'content-type': 'application/json', cookie: 'id=7' } });
    const response = await handle(request);
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.deepEqual(seen, ['id=7', wish]);
    const { signalingUrl, clientId } = (await response.json()) as ViewerTicket;
    assert.equal(new URL(signalingUrl).searchParams.get('X-Amz-ClientId'), 'guard-7');
    assert.equal(clientId, 'guard-7');
  });

  it('lives on when whoever hears of trouble fails, now or later', async () => {
    const trouble = (): never => {
      throw new Error('refused');
    };
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { error } = console;
    const said: unknown[] = [];
    console.error = (...words: unknown[]) => void said.push(words);
    try {
      for (const onError of [trouble, async () => Promise.reject(new Error('the reporter is down'))]) {
        const response = await handlerWith(trouble, onError)(ask(wish));
        assert.equal(response.status, 500);
        assert.equal(((await response.json()) as { code: string }).code, 'token-failed');
      }
      await new Promise((resolve) => setImmediate(resolve));
    } finally {
      process.off('unhandledRejection', note);
      console.error = error;
    }
    assert.deepEqual(unhandled, []);
    assert.equal(said.length, 2);
  });

  it('lets in only who is clearly allowed', async () => {
    for (const answer of [false, undefined, null, 0, '', 'yes', 1]) {
      const response = await handlerWith(() => answer as boolean)(ask(wish));
      assert.equal(response.status, 403, String(answer));
      assert.equal(((await response.json()) as { code: string }).code, 'access-denied');
    }
  });

  it('takes for a grant only a plain object of a grant’s fields', async () => {
    const rows = [
      new Response(null, { status: 403 }),
      new Error('no'),
      [],
      {},
      { allowed: false },
      { channel: 'front-door', endpoint: 'http://127.0.0.1:1' },
      { clientId: 'guard-7', credentials: weak },
    ];
    for (const row of rows) {
      const response = await handlerWith(() => row as object)(ask(wish));
      assert.equal(response.status, 403, Object.prototype.toString.call(row));
    }
  });

  it('does not let a grant without a region lead to the viewer’s', async () => {
    const handle = handlerWith(() => ({ channel: 'front-door', region: undefined as unknown as string }));
    const ticket = (await (await handle(ask({ ...wish, region: 'eu-west-1' }))).json()) as ViewerTicket;
    assert.match(new URL(ticket.signalingUrl).searchParams.get('X-Amz-Credential') ?? '', /us-west-2/);
  });

  it('signs for what is granted, not for what was asked', async () => {
    const handle = handlerWith(() => ({ channel: 'back-door', clientId: 'chosen', sessionExpiresAt: 4e12 }));
    const ticket = (await (await handle(ask(wish))).json()) as ViewerTicket;
    const query = new URL(ticket.signalingUrl).searchParams;
    assert.match(query.get('X-Amz-ChannelARN') ?? '', /channel\/back-door\//);
    assert.deepEqual(
      [query.get('X-Amz-ClientId'), ticket.clientId, ticket.sessionExpiresAt],
      ['chosen', 'chosen', 4e12],
    );
  });

  const bad: readonly (readonly [string, Request, number])[] = [
    ['no JSON', ask('{'), 400],
    ['a form', ask('channel=front-door', { headers: { 'content-type': 'text/plain' } }), 415],
    ['no channel', ask({ clientId: 'a' }), 400],
    ['a channel that is no name', ask({ channel: '<script>', clientId: 'a' }), 400],
    ['no client id', ask({ channel: 'front-door' }), 400],
    ['a client id of AWS', ask({ ...wish, clientId: 'aws_1' }), 400],
    ['too much', ask({ ...wish, reason: 'x'.repeat(5_000) }), 413],
    ['a list', ask('[]'), 400],
    ['a GET', new Request('https://portal.example/'), 405],
  ];
  for (const [what, request, status] of bad) {
    it(`refuses ${what} before anybody is asked`, async () => {
      let asked = false;
      const response = await handlerWith(() => (asked = true))(request);
      assert.deepEqual([response.status, asked], [status, false]);
    });
  }

  it('says so when something before it has read the body, or reads it still', async () => {
    const [read, locked] = [ask(wish), ask(wish)];
    await read.json();
    locked.body?.getReader();
    for (const request of [read, locked]) {
      const errors: unknown[] = [];
      const response = await handlerWith(
        () => true,
        (error) => errors.push(error),
      )(request);
      const { code, message } = (await response.json()) as { code: string; message: string };
      assert.deepEqual([response.status, code], [500, 'token-failed']);
      assert.match(message, /has read the body.*request\.clone\(\)/);
      assert.deepEqual(errors.map(String), [`KvsError: ${message}`]);
    }
  });

  it('tells the operator what went wrong, and the viewer no more than the code', async () => {
    const errors: unknown[] = [];
    const throwing = handlerWith(
      () => {
        throw new Error('database at 10.0.0.7 is down');
      },
      (error) => errors.push(error),
    );
    const response = await throwing(ask(wish));
    assert.equal(response.status, 500);
    assert.doesNotMatch(await response.text(), /10\.0\.0\.7/);
    assert.match(String(errors[0]), /10\.0\.0\.7/);

    const denied = createTokenHandler({ ...options(), credentials: weak, authorize: () => true });
    const answer = await denied(ask(wish));
    assert.deepEqual(await answer.json(), { code: 'token-failed', message: 'The ticket could not be made' });
    const missing = await handlerWith(() => true)(ask({ ...wish, channel: 'nowhere' }));
    assert.deepEqual(
      [missing.status, ((await missing.json()) as { code: string }).code],
      [404, 'channel-not-found'],
    );
  });

  it('tells the operator nothing of viewers who went before they had an answer, but of what else went wrong', async (t) => {
    const deaf = createServer(() => {}).listen(0, '127.0.0.1');
    t.after(() => {
      deaf.closeAllConnections();
      deaf.close();
    });
    await once(deaf, 'listening');
    const endpoint = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
    const gone = new AbortController();
    const errors: unknown[] = [];
    const onError = (error: unknown): void => void errors.push(error);
    const left = (): Request => new Request(ask(wish), { signal: gone.signal });
    const unanswered = createTokenHandler({ ...options(), endpoint, authorize: () => true, onError })(left());
    const aborted = handlerWith(
      ({ signal }) =>
        once(signal, 'abort').then(() => {
          signal.throwIfAborted();
          return true;
        }),
      onError,
    )(left());
    await once(deaf, 'request');
    gone.abort(new Error('nobody is there'));
    await Promise.all([unanswered, aborted]);
    assert.deepEqual(errors, []);
    await handlerWith(() => Promise.reject(new Error('database at 10.0.0.7 is down')), onError)(left());
    assert.match(String(errors), /10\.0\.0\.7/);
  });

  it('serves node:http, with a body that a parser has read or not', async () => {
    const listener = toNodeHandler(handlerWith(() => true));
    for (const parse of [false, true]) {
      const server = createServer((request, response) => {
        if (!parse) return void listener(request, response);
        request.on('data', () => {});
        request.on('end', () => void listener(Object.assign(request, { body: wish }), response));
      });
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(wish) });
      assert.equal(response.status, 200);
      assert.equal(((await response.json()) as ViewerTicket).clientId, 'guard-7');
      server.closeAllConnections();
      server.close();
    }
  });
});
