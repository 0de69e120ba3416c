import assert from 'node:assert/strict';
import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { once } from 'node:events';
import { connect, createServer as createHttp2Server } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
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

const twoCookies = async (): Promise<Response> => {
  const headers = new Headers([
    ['set-cookie', 'id=8; Path=/'],
    ['set-cookie', 'theme=light'],
  ]);
  return Promise.resolve(new Response('{}', { headers }));
};

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

  it('hands back each cookie that is set', async () => {
    const result = await toLambdaHandler(twoCookies)(event);
    assert.deepEqual(result.cookies, ['id=8; Path=/', 'theme=light']);
    assert.equal(result.headers['set-cookie'], undefined);
  });

  it('hands on a GET, which has no body', async () => {
    const requestContext = { ...event.requestContext, http: { method: 'GET' } };
    const { body } = await toLambdaHandler(echo)({ ...event, requestContext, body: null, cookies: [] });
    assert.deepEqual((JSON.parse(body) as { body: string }).body, '');
  });

  for (const rawPath of ['//', '//tenant-b.example/api', 'https://tenant-b.example/api', '/a?b#c', '']) {
    it(`leads to no other host by the path "${rawPath}"`, async () => {
      const result = await toLambdaHandler(echo)({ ...event, rawPath, rawQueryString: '' });
      const url = new URL((JSON.parse(result.body) as { url: string }).url);
      assert.equal(url.host, 'abc.lambda-url.example');
      assert.equal(decodeURIComponent(url.pathname), rawPath.replace(/^(?!\/)/, '/'));
    });
  }

  const others: readonly (readonly [string, object])[] = [
    [
      'a REST API',
      { path: '/api', httpMethod: 'POST', requestContext: { stage: 'prod', httpMethod: 'POST' } },
    ],
    ['a load balancer', { path: '/api', httpMethod: 'POST', requestContext: { elb: {} } }],
    ['a test of the console', {}],
  ];
  for (const [what, other] of others) {
    it(`says what it takes to whoever sends the event of ${what}`, async () => {
      await assert.rejects(toLambdaHandler(echo)(other as LambdaEvent), {
        name: 'TypeError',
        message: /payload format 2\.0: an HTTP API or a function URL, not a REST API or a load balancer/,
      });
    });
  }

  const neither: readonly (readonly [string, Partial<LambdaEvent>])[] = [
    ['a header', { headers: { ...event.headers, 'x-name': '名' } }],
    ['cookies', { cookies: ['name=名'] }],
    ['a method', { requestContext: { ...event.requestContext, http: { method: 'TRACE' } } }],
  ];
  for (const [what, change] of neither) {
    it(`refuses ${what} that no request has`, async () => {
      const { statusCode } = await toLambdaHandler(echo)({ ...event, ...change });
      assert.equal(statusCode, 400);
    });
  }
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

  for (const host of ['a b', 'a/b', 'a?b', 'a#b', 'b@a', 'a%2Db']) {
    it(`refuses the host "${host}", which is none`, async () => {
      await using server = await serve((request, response) => void toNodeHandler(echo)(request, response));
      assert.equal((await post(server.port, '{}', { host })).statusCode, 400);
    });
  }

  for (const [target, path] of [
    ['/token?a=1&b=//c', '/token?a=1&b=//c'],
    ['//tenant-b.example/token', '//tenant-b.example/token'],
    ['http://tenant-b.example/token?a=1', '/token?a=1'],
    ['HTTPS://tenant-b.example?a=1', '/?a=1'],
    ['//', '//'],
  ] as const) {
    it(`takes for the host the one that is named, and not what is in ${target}`, async () => {
      await using server = await serve((request, response) => void toNodeHandler(echo)(request, response));
      const headers = { host: 'Tenant-A.example:8080' };
      const asked = httpRequest({
        host: '127.0.0.1',
        port: server.port,
        path: target,
        agent: false,
        headers,
      });
      asked.end();
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      const { url } = (await json(answer)) as { url: string };
      assert.equal(url, `http://tenant-a.example:8080${path}`);
    });
  }

  it('takes for the host the one that HTTP/2 names', async () => {
    const handle = toNodeHandler(echo);
    const server = createHttp2Server((request, response) => void handle(request as never, response as never));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const asked = client.request({ ':method': 'POST', ':path': '/token', ':authority': 'tenant-a.example' });
    asked.end('{}');
    const { url, body } = (await json(asked)) as { url: string; body: string };
    client.close();
    server.close();
    assert.deepEqual([url, body], ['http://tenant-a.example/token', '{}']);
  });

  it('says so where a parser has read the body and nobody handed it on, as with Fastify’s raw requests', async () => {
    const handle = toNodeHandler(echo);
    await using server = await serve((request, response) => {
      void request.toArray().then(() => handle(request, response));
    });
    const asked = httpRequest({ host: '127.0.0.1', port: server.port, method: 'POST', agent: false });
    asked.end('{"channel":"gate"}');
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    assert.equal(answer.statusCode, 500);
    assert.match(((await json(answer)) as { message: string }).message, /request\.body/);
  });

  it('answers 500, and lives on, when the handler throws', async () => {
    const broken = toNodeHandler(() => Promise.reject(new Error('at 10.0.0.7')));
    await using server = await serve((request, response) => void broken(request, response));
    const answer = await post(server.port, '{}');
    assert.deepEqual([answer.statusCode, answer.headers['content-length'] ?? '0'], [500, '0']);
    assert.equal((await post(server.port, '{}')).statusCode, 500);
  });

  it('hands back each cookie that is set', async () => {
    await using server = await serve(
      (request, response) => void toNodeHandler(twoCookies)(request, response),
    );
    const { headers } = await post(server.port, '{}');
    assert.deepEqual(headers['set-cookie'], ['id=8; Path=/', 'theme=light']);
  });

  it('answers 500, and lives on, when the body of an answer breaks off', async () => {
    const body = (): ReadableStream =>
      new ReadableStream({ start: (controller) => controller.error(new Error('at 10.0.0.7')) });
    const broken = toNodeHandler(() => Promise.resolve(new Response(body())));
    await using server = await serve((request, response) => void broken(request, response));
    assert.equal((await post(server.port, '{}')).statusCode, 500);
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
