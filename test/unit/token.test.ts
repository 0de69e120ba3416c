import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { KvsError, type KvsErrorCode } from '../../src/core/errors.js';
import { fetchTicket, setTokenCallback } from '../../src/core/token.js';
import type { AwsCredentials, TokenCallback, TokenRequest, ViewerTicket } from '../../src/core/ticket.js';

const ticket: ViewerTicket = { signalingUrl: 'wss://v-1.example/?X-Amz-Signature=1', iceServers: [] };
const request = (signal = new AbortController().signal): TokenRequest => ({
  channel: 'front-door',
  region: 'us-west-2',
  clientId: 'viewer-1',
  reason: 'connect',
  signal,
});
const failsWith =
  (code: KvsErrorCode, message = /./, hint = /./) =>
  (error: unknown): boolean => {
    assert.ok(error instanceof KvsError);
    assert.deepEqual(
      [error.code, message.test(error.message), hint.test(error.hint)],
      [code, true, true],
      error.message,
    );
    return true;
  };

describe('fetchTicket from a callback', () => {
  it('passes the request on and gives the ticket', async () => {
    let asked: TokenRequest | undefined;
    const getToken: TokenCallback = (wish) => {
      asked = wish;
      return Promise.resolve({ ...ticket, clientId: 'chosen', expiresAt: '2030-01-01T00:00:00Z' });
    };
    const sent = request();
    const got = await fetchTicket({ getToken }, sent);
    assert.equal(asked, sent);
    assert.deepEqual(got, { ...ticket, clientId: 'chosen', expiresAt: Date.UTC(2030, 0, 1) });
  });

  it('takes an empty client id for none', async () => {
    const getToken: TokenCallback = () => Promise.resolve({ ...ticket, clientId: '' });
    assert.deepEqual(await fetchTicket({ getToken }, request()), ticket);
    const longest = { ...ticket, clientId: 'v'.repeat(256) };
    assert.deepEqual(await fetchTicket({ getToken: () => Promise.resolve(longest) }, request()), longest);
  });

  it('names what the callback threw', async () => {
    const getToken = (): Promise<never> => Promise.reject(new Error('cameras.example answered 500'));
    await assert.rejects(
      fetchTicket({ getToken }, request()),
      failsWith('token-failed', /cameras\.example answered 500/),
    );
  });

  const rubbish: readonly (readonly [string, unknown, RegExp])[] = [
    ['nothing', undefined, /undefined, not an object/],
    ['null', null, /null, not an object/],
    ['a string', 'wss://…', /string, not an object/],
    ['an empty object', {}, /neither signalingUrl nor accessKeyId/],
    ['a Response', new Response('{}'), /neither signalingUrl nor accessKeyId/],
    ['an http URL', { signalingUrl: 'https://v-1.example/' }, /no wss:\/\/ URL/],
    ['ws:// to another machine', { signalingUrl: 'ws://cameras.example/' }, /no wss:\/\/ URL/],
    [
      'ICE servers as KVS writes them',
      { ...ticket, iceServers: [{ Uris: [] }] },
      /\{urls, username, credential\}/,
    ],
    ['ICE servers that are no list', { ...ticket, iceServers: {} }, /no array/],
    ['a client id of AWS', { ...ticket, clientId: 'Aws_viewer' }, /clientId/],
    ['a client id with a blank', { ...ticket, clientId: 'viewer 1' }, /clientId/],
    ['a client id that is too long', { ...ticket, clientId: 'v'.repeat(257) }, /clientId/],
    ['a time that is none', { ...ticket, expiresAt: 'soon' }, /ISO 8601/],
    ['a time in seconds', { ...ticket, sessionExpiresAt: 1_900_000_000 }, /not seconds/],
    ['a time without a zone', { ...ticket, sessionExpiresAt: '2099-01-01T00:00:00' }, /time zone/],
    ['a time without a zone or a T', { ...ticket, expiresAt: '2099-01-01 00:00:00.000' }, /time zone/],
  ];
  for (const [name, token, message] of rubbish) {
    it(`says what a token is when it gets ${name}`, async () => {
      const getToken = (): Promise<ViewerTicket> => Promise.resolve(token as ViewerTicket);
      await assert.rejects(
        fetchTicket({ getToken }, request()),
        failsWith('token-failed', message, /createTicket\(\)|AWS credentials/),
      );
    });
  }

  for (const time of [
    '2099-01-01T00:00Z',
    '2099-01-01 01:00:00+01:00',
    '2098-12-31T19:00-0500',
    '2099-01-01',
  ]) {
    it(`takes ${time} for the same time everywhere`, async () => {
      const getToken = (): Promise<ViewerTicket> => Promise.resolve({ ...ticket, sessionExpiresAt: time });
      const { sessionExpiresAt } = await fetchTicket({ getToken }, request());
      assert.equal(sessionExpiresAt, Date.UTC(2099, 0));
    });
  }

  it('keeps no credentials for whom nobody waits any more', async () => {
    const life = new AbortController();
    const keys = {
      accessKeyId: 'AKIDANNA',
      secretAccessKey: 's',
      expiration: new Date(Date.now() + 3_600_000),
    };
    let asked = 0;
    let answer: (token: AwsCredentials) => void = () => assert.fail();
    const getToken: TokenCallback = () => {
      asked += 1;
      if (asked > 1) return Promise.resolve(ticket);
      return new Promise((resolve) => (answer = resolve));
    };
    const gone = fetchTicket({ getToken }, request(life.signal));
    life.abort(new Error('signed out'));
    answer(keys);
    await assert.rejects(gone, /signed out/);
    assert.deepEqual(await fetchTicket({ getToken }, request()), ticket);
    assert.equal(asked, 2);
  });

  it('understands a refusal that the callback hands on', async () => {
    const body = { code: 'channel-busy', message: 'Full', retryAfter: 12 };
    const getToken = (() => Promise.resolve(body)) as unknown as TokenCallback;
    await assert.rejects(fetchTicket({ getToken }, request()), (error) => {
      assert.ok(error instanceof KvsError);
      assert.deepEqual([error.code, error.message, error.retryAfterMs], ['channel-busy', 'Full', 12_000]);
      return true;
    });
  });

  it('understands one with a code of the server’s own', async () => {
    const body = { code: 'NOT_ON_SHIFT', message: 'Your shift begins at six' };
    const getToken = (() => Promise.resolve(body)) as unknown as TokenCallback;
    await assert.rejects(
      fetchTicket({ getToken }, request()),
      failsWith('token-failed', /^Your shift begins at six$/),
    );
  });

  it('ends when the right to watch has ended', async () => {
    const getToken = (): Promise<ViewerTicket> =>
      Promise.resolve({ ...ticket, sessionExpiresAt: Date.now() - 1 });
    await assert.rejects(fetchTicket({ getToken }, request()), failsWith('session-expired'));
  });
});

describe('fetchTicket from the page', () => {
  it('uses a ticket in the page once, while it is fresh', async () => {
    let calls = 0;
    const getToken = (): Promise<ViewerTicket> => {
      calls += 1;
      return Promise.resolve(ticket);
    };
    const inPage = { ...ticket, expiresAt: Date.now() + 60_000 };
    await fetchTicket({ getToken, ticket: inPage }, request());
    assert.equal(calls, 0);
    await fetchTicket({ getToken, ticket: inPage }, request());
    assert.equal(calls, 1);
    await fetchTicket({ getToken, ticket: { ...ticket, expiresAt: Date.now() - 1 } }, request());
    assert.equal(calls, 2);
  });

  it('asks on where the ticket in the page has outlived its session', async () => {
    const getToken = (): Promise<ViewerTicket> => Promise.resolve(ticket);
    const stale = { ...ticket, sessionExpiresAt: Date.now() - 1 };
    assert.deepEqual(await fetchTicket({ getToken, ticket: stale }, request()), ticket);
    const alone = { ...stale };
    await assert.rejects(fetchTicket({ ticket: alone }, request()), failsWith('session-expired'));
  });

  for (const [what, inPage] of [
    ['a string', JSON.stringify(ticket)],
    ['a number', 1],
  ] as const) {
    it(`asks on where the ticket in the page is ${what}, or says so each time`, async () => {
      const source = { ticket: inPage as unknown as ViewerTicket };
      const getToken = (): Promise<ViewerTicket> => Promise.resolve(ticket);
      assert.deepEqual(await fetchTicket({ ...source, getToken }, request()), ticket);
      const wrong = failsWith('token-failed', /not an object/, /createTicket\(\)/);
      await assert.rejects(fetchTicket(source, request()), wrong);
      await assert.rejects(fetchTicket(source, request()), wrong);
    });
  }

  it('waits a moment for a page that sets its callback late', async () => {
    const waiting = fetchTicket({}, request());
    setTokenCallback(() => Promise.resolve(ticket));
    assert.deepEqual(await waiting, ticket);
    setTokenCallback(null);
  });

  it('has no default any more once it is taken back, by null or by nothing', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    for (const none of [null, undefined]) {
      setTokenCallback(() => Promise.resolve(ticket));
      assert.deepEqual(await fetchTicket({}, request()), ticket);
      setTokenCallback(none);
      const waiting = fetchTicket({}, request());
      context.mock.timers.tick(1_000);
      await assert.rejects(waiting, failsWith('bad-configuration'));
    }
  });

  it('says what to set when nothing supplies a token', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const waiting = fetchTicket({}, request());
    context.mock.timers.tick(1_000);
    await assert.rejects(
      waiting,
      failsWith('bad-configuration', /token/, /token-url.*getToken.*setTokenCallback/),
    );
  });

  it('refuses a default that is no function', () => {
    assert.throws(() => setTokenCallback({} as TokenCallback), TypeError);
  });
});

describe('fetchTicket from a URL', () => {
  let server: Server;
  let origin = '';
  const seen: { method: string | undefined; type: string | undefined; body: string }[] = [];
  const answers: Record<string, [number, Record<string, string>, string]> = {
    '/ticket': [200, {}, JSON.stringify(ticket)],
    '/refused': [403, {}, JSON.stringify({ code: 'session-expired', message: 'Your shift is over' })],
    '/later': [429, {}, JSON.stringify({ code: 'channel-busy', message: 'Full', retryAfter: 12 })],
    '/busy': [503, { 'retry-after': '7' }, 'Service Unavailable'],
    '/busy-until': [
      503,
      { 'retry-after': new Date(Date.now() + 90_000).toUTCString() },
      'Service Unavailable',
    ],
    '/login': [401, {}, '<html>'],
    '/invented': [400, {}, JSON.stringify({ code: 'toString', message: 'x' })],
    '/always-200': [200, {}, JSON.stringify({ code: 'access-denied', message: 'Not yours' })],
    '/html': [200, {}, '<html>'],
  };
  before(async () => {
    server = createServer((incoming, outgoing) => {
      void (async () => {
        let body = '';
        for await (const chunk of incoming) body += String(chunk);
        seen.push({ method: incoming.method, type: incoming.headers['content-type'], body });
        const [status, headers, text] = answers[incoming.url ?? ''] ?? [404, {}, ''];
        outgoing.writeHead(status, headers).end(text);
      })();
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());
  const from = (path: string): ReturnType<typeof fetchTicket> =>
    fetchTicket({ tokenUrl: origin + path }, request());

  it('posts what it wants as JSON', async () => {
    assert.deepEqual(await from('/ticket'), ticket);
    const body = { channel: 'front-door', region: 'us-west-2', clientId: 'viewer-1', reason: 'connect' };
    assert.deepEqual(seen.at(-1), { method: 'POST', type: 'application/json', body: JSON.stringify(body) });
  });

  it('understands a refusal', async () => {
    await assert.rejects(from('/refused'), failsWith('session-expired', /^Your shift is over$/));
    await assert.rejects(
      from('/later'),
      (error) => error instanceof KvsError && error.retryAfterMs === 12_000,
    );
    await assert.rejects(from('/busy'), (error) => error instanceof KvsError && error.retryAfterMs === 7_000);
    await assert.rejects(from('/busy-until'), ({ retryAfterMs }: KvsError) =>
      Boolean(retryAfterMs && retryAfterMs > 60_000 && retryAfterMs <= 90_000),
    );
    await assert.rejects(from('/login'), failsWith('access-denied', /401/, /said no.*signed in/));
    await assert.rejects(from('/invented'), failsWith('token-failed'));
    await assert.rejects(from('/always-200'), failsWith('access-denied', /^Not yours$/));
  });

  it('says when the answer is no JSON, or there is none', async () => {
    await assert.rejects(from('/html'), failsWith('token-failed', /without JSON/));
    await assert.rejects(
      fetchTicket({ tokenUrl: 'http://127.0.0.1:1/' }, request()),
      failsWith('token-failed', /could not be reached/, /runs.*CORS/),
    );
  });

  it('ends with its signal, which is no error of the token', async () => {
    const reason = new Error('moved on');
    await assert.rejects(
      fetchTicket({ tokenUrl: `${origin}/ticket` }, request(AbortSignal.abort(reason))),
      reason,
    );
  });
});
