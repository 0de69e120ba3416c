import assert from 'node:assert/strict';
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { toLambdaHandler, toNodeHandler, type LambdaEvent } from '../../src/server/index.js';

/** Answers with what it was asked. */
const echo = async (request: Request): Promise<Response> =>
  Response.json(
    {
      method: request.method,
      url: request.url,
      cookie: request.headers.get('cookie'),
      type: request.headers.get('content-type'),
      body: await request.text(),
    },
    { status: 201, headers: { 'cache-control': 'no-store' } },
  );

describe('toLambdaHandler', () => {
  const event: LambdaEvent = {
    rawPath: '/api/kvs/token',
    rawQueryString: 'a=1&b=%20',
    headers: { 'content-type': 'application/json', host: 'abc.lambda-url.example', 'x-gone': undefined },
    cookies: ['id=7', 'theme=dark'],
    body: '{"channel":"tür"}',
    isBase64Encoded: false,
    requestContext: { domainName: 'abc.lambda-url.example', http: { method: 'POST' } },
  };
  const base64 = { body: Buffer.from('{"channel":"tür"}').toString('base64'), isBase64Encoded: true };

  for (const [what, change] of [
    ['text', {}],
    ['base64', base64],
  ] as const) {
    it(`hands a request on whose body comes as ${what}, and its answer back`, async () => {
      const result = await toLambdaHandler(echo)({ ...event, ...change });
      assert.equal(result.statusCode, 201);
      assert.equal(result.headers['cache-control'], 'no-store');
      assert.deepEqual(JSON.parse(result.body), {
        method: 'POST',
        url: 'https://abc.lambda-url.example/api/kvs/token?a=1&b=%20',
        cookie: 'id=7; theme=dark',
        type: 'application/json',
        body: '{"channel":"tür"}',
      });
    });
  }

  it('hands on a GET, which has no body', async () => {
    const requestContext = { ...event.requestContext, http: { method: 'GET' } };
    const { body } = await toLambdaHandler(echo)({ ...event, requestContext, body: null, cookies: [] });
    assert.deepEqual((JSON.parse(body) as { body: string }).body, '');
  });
});

describe('toNodeHandler', () => {
  async function serve(listener: RequestListener): Promise<{ port: number } & AsyncDisposable> {
    const server = createServer(listener);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const stop = async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
    return { port, [Symbol.asyncDispose]: stop };
  }

  async function post(
    port: number,
    body: string,
    headers: Record<string, string> = {},
  ): Promise<IncomingMessage> {
    const asked = httpRequest({ host: '127.0.0.1', port, method: 'POST', agent: false, headers });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    answer.resume();
    return answer;
  }

  it('refuses a body that no token request has', async () => {
    await using server = await serve((request, response) => void toNodeHandler(echo)(request, response));
    assert.equal((await post(server.port, 'x'.repeat(20_000))).statusCode, 413);
  });

  it('refuses a host that is none', async () => {
    await using server = await serve((request, response) => void toNodeHandler(echo)(request, response));
    assert.equal((await post(server.port, '{}', { host: 'a b' })).statusCode, 400);
  });

  it('answers 500, and lives on, when the handler throws', async () => {
    const broken = toNodeHandler(() => Promise.reject(new Error('at 10.0.0.7')));
    await using server = await serve((request, response) => void broken(request, response));
    const answer = await post(server.port, '{}');
    assert.deepEqual([answer.statusCode, answer.headers['content-length'] ?? '0'], [500, '0']);
    assert.equal((await post(server.port, '{}')).statusCode, 500);
  });

  it('tells the handler when whoever asked is gone', { timeout: 5_000 }, async () => {
    const asking = new EventTarget();
    let signal: AbortSignal | undefined;
    const waiting = toNodeHandler((request) => {
      ({ signal } = request);
      asking.dispatchEvent(new Event('begun'));
      return new Promise(() => {});
    });
    await using server = await serve((request, response) => void waiting(request, response));
    const asked = httpRequest({ host: '127.0.0.1', port: server.port, method: 'POST', agent: false });
    asked.on('error', () => {});
    asked.end('{}');
    await once(asking, 'begun');
    assert(signal && !signal.aborted);
    asked.destroy();
    await once(signal, 'abort');
  });
});
