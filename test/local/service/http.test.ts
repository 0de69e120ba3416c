import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import type { LocalService } from '../../../local/service/index.js';
import { signHeaders } from '../../../local/service/sigv4.js';
import { machineAddress } from '../../../local/turn/addresses.js';
import { hostOf, key, start, within } from './support.js';

const PATH = '/describeSignalingChannel';

function signed(service: LocalService, body: string, path = PATH): { url: string; init: RequestInit } {
  const url = `${service.endpoint}${path}`;
  const { host: unused, ...headers } = signHeaders(url, body, { date: new Date(), region: 'us-west-2' }, key);
  assert.ok(unused);
  return { url, init: { method: 'POST', headers, body } };
}

/** Origins of pages that this machine serves, and of others. */
const HERE = ['http://localhost:5173', 'https://app.localhost', 'http://127.0.0.1', 'http://[::1]:8080'];
const ELSEWHERE = [
  'https://page.example',
  'http://localhost.example',
  'http://127.0.0.1.example',
  'http://notlocalhost',
  'http://192.0.2.1:5173',
  'null',
];

function callFrom(service: LocalService, origin: string): Promise<Response> {
  const { url, init } = signed(service, '{"ChannelName":"camera"}');
  return fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), origin } });
}

function preflightOf(service: LocalService, origin: string, headers = 'authorization'): Promise<Response> {
  return fetch(service.endpoint + PATH, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': headers,
    },
  });
}

async function answerOf(response: Response): Promise<[number, string | null]> {
  await response.arrayBuffer();
  return [response.status, response.headers.get('x-amzn-errortype')];
}

async function rawAnswer(port: number, text: string): Promise<string> {
  const socket = connectTcp(port, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk.toString())).on('error', () => {});
  socket.write(text);
  await within(once(socket, 'close'), 'the end of a raw connection');
  return answer;
}

describe('HTTP of the service', () => {
  it('refuses a body that was changed after signing', async () => {
    await using service = await start();
    const { url, init } = signed(service, '{"ChannelName":"camera"}');
    const response = await fetch(url, { ...init, body: '{"ChannelName":"Camera"}' });
    assert.deepEqual(await answerOf(response), [403, 'InvalidSignatureException']);
    assert.deepEqual(await answerOf(await fetch(url, init)), [200, null]);
  });

  it('refuses calls without a usable signature', async () => {
    await using service = await start();
    const ask = async (headers: Record<string, string>): Promise<unknown> =>
      (await answerOf(await fetch(service.endpoint + PATH, { method: 'POST', headers, body: '{}' })))[1];
    assert.equal(await ask({}), 'MissingAuthenticationTokenException');
    for (const authorization of [
      'Bearer x',
      'AWS4-HMAC-SHA256',
      'AWS4-HMAC-SHA256 Credential=a/b, Signature=c',
    ]) {
      assert.equal(await ask({ authorization }), 'IncompleteSignatureException');
    }
  });

  it('refuses a body that is no JSON object', async () => {
    await using service = await start();
    for (const body of ['{', '[]', '7', 'null']) {
      const { url, init } = signed(service, body);
      assert.deepEqual(await answerOf(await fetch(url, init)), [400, 'SerializationException'], body);
    }
    const { url, init } = signed(service, '{"ChannelName":{}}');
    assert.deepEqual(await answerOf(await fetch(url, init)), [400, 'InvalidArgumentException']);
  });

  it('refuses unknown paths and methods as KVS does', async () => {
    await using service = await start();
    for (const path of ['/', '/constructor', '/v1/get-ice-server-config']) {
      const { url, init } = signed(service, '{}', path);
      const response = await fetch(url, init);
      assert.equal(response.headers.get('x-amzn-errortype'), 'AccessDeniedException');
      assert.match(await response.text(), /Unable to determine service\/operation name to be authorized/);
    }
    assert.deepEqual(await answerOf(await fetch(service.endpoint + PATH)), [403, 'AccessDeniedException']);
    const wss = await fetch(hostOf(service, 'VIEWER').replace('ws', 'http'));
    assert.deepEqual(await answerOf(wss), [400, 'InvalidArgumentException']);
  });

  it('refuses a body that never ends', async () => {
    await using service = await start();
    const { url, init } = signed(service, 'x'.repeat(2_000_000));
    assert.deepEqual(await answerOf(await fetch(url, init)), [413, 'RequestEntityTooLargeException']);
  });

  it('carries a request id and the date of its own clock', async () => {
    await using service = await start({ now: () => Date.UTC(2020, 0, 1) });
    const { headers } = await fetch(service.endpoint, { method: 'POST' });
    assert.match(headers.get('x-amzn-requestid') ?? '', /^[0-9a-f-]{36}$/);
    assert.equal(headers.get('date'), 'Wed, 01 Jan 2020 00:00:00 GMT');
  });

  it('lets pages of this machine call, by every name of loopback', async () => {
    await using service = await start();
    const asked =
      'amz-sdk-invocation-id,amz-sdk-request,authorization,content-type,x-amz-date,x-amz-user-agent';
    for (const origin of HERE) {
      const preflight = await preflightOf(service, origin, `${asked},x-other`);
      assert.equal(preflight.status, 200, origin);
      assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
      assert.equal(preflight.headers.get('access-control-allow-headers'), asked);
      assert.equal(preflight.headers.get('access-control-allow-methods'), 'POST');
      assert.equal(preflight.headers.get('access-control-allow-private-network'), 'true');
      assert.ok(Number(preflight.headers.get('access-control-max-age')) > 0);
      const { headers, status } = await callFrom(service, origin);
      assert.equal(status, 200, origin);
      assert.equal(headers.get('access-control-allow-origin'), '*');
      assert.match(headers.get('access-control-expose-headers') ?? '', /x-amzn-ErrorType/);
    }
  });

  it('refuses pages of other sites, though they know the keys', async () => {
    await using service = await start();
    for (const origin of [...ELSEWHERE, `http://${machineAddress()}`]) {
      if (HERE.includes(origin)) continue;
      for (const answer of [await preflightOf(service, origin), await callFrom(service, origin)]) {
        const told = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
        assert.deepEqual([await answerOf(answer), told], [[403, 'AccessDeniedException'], []], origin);
      }
    }
    assert.deepEqual(service.channel('camera').calls, {});
  });

  it('lets pages at addresses of this machine call, where it was told to listen beyond loopback', async () => {
    await using service = await start({ host: '0.0.0.0' });
    assert.equal((await callFrom(service, `http://${machineAddress()}:5173`)).status, 200);
    assert.equal((await callFrom(service, 'http://localhost:5173')).status, 200);
    for (const origin of ELSEWHERE) assert.equal((await callFrom(service, origin)).status, 403, origin);
  });

  it('survives bytes that are no HTTP, on every port', async () => {
    await using service = await start();
    for (const port of Object.values(service.ports)) {
      assert.match(await rawAnswer(port, 'nonsense\r\n\r\n'), /^HTTP\/1.1 400/);
      await rawAnswer(port, '\u0016 not TLS at all, but it begins like it\r\n\r\n');
      const silent = connectTcp(port, '127.0.0.1');
      await once(silent, 'connect');
      silent.destroy();
    }
    const { url, init } = signed(service, '{"ChannelName":"camera"}');
    assert.equal((await fetch(url, init)).status, 200);
  });

  it('survives a client that leaves in the middle of a body', async () => {
    await using service = await start();
    const socket = connectTcp(service.ports.control, '127.0.0.1').on('error', () => {});
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{`, () =>
      socket.resetAndDestroy(),
    );
    await once(socket, 'close');
    const { url, init } = signed(service, '{"ChannelName":"camera"}');
    assert.equal((await fetch(url, init)).status, 200);
  });

  it('shows one certificate for localhost and 127.0.0.1 on every port', async () => {
    await using service = await start();
    for (const port of Object.values(service.ports)) {
      for (const host of ['localhost', '127.0.0.1']) {
        const options = { port, host: '127.0.0.1', ca: service.certificate };
        const socket = connectTls(host === 'localhost' ? { ...options, servername: host } : options);
        await within(once(socket, 'secureConnect'), `TLS with ${host} on ${port}`);
        assert.ok(socket.authorized);
        socket.destroy();
      }
    }
  });
});
