import assert from 'node:assert/strict';
import { connect as connectTcp } from 'node:net';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { presignQuery } from '../../../local/service/sigv4.js';
import { Clock, connect, hostOf, key, open, refusal, start, urlOf, within } from './support.js';
import type { ConnectOptions, Refused } from './support.js';

type Service = Awaited<ReturnType<typeof start>>;

const viewer = (service: Service, options: ConnectOptions = {}): Promise<Refused> =>
  refusal(urlOf(service, 'VIEWER', options));

function expectRefused({ status, type }: Refused, expected: readonly [number, string]): void {
  assert.deepEqual([status, type], expected);
}

const DENIED = [403, 'AccessDeniedException'] as const;
const INVALID = [400, 'InvalidArgumentException'] as const;
const NOT_FOUND = [404, 'ResourceNotFoundException'] as const;
const LIMIT = [400, 'ClientLimitExceededException'] as const;

describe('a handshake', () => {
  it('lets a master and a viewer in', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using peer = await connect(service, 'VIEWER');
    const { masterConnected, viewers, connects, arn } = service.channel('camera');
    assert.ok(masterConnected && arn === service.arn && master.socket.protocol === '' && peer);
    assert.deepEqual(
      viewers.map(({ clientId }) => clientId),
      ['viewer-1'],
    );
    assert.deepEqual(connects, { master: 1, viewer: 1 });
  });

  it('lets a master in that sends a client id', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER', { clientId: 'MASTER' });
    assert.ok(master && service.channel('camera').masterConnected);
  });

  it('refuses pages of other sites, though their URL is signed', async () => {
    await using service = await start();
    for (const role of ['MASTER', 'VIEWER'] as const) {
      for (const origin of ['https://page.example', 'http://localhost.example:80', 'null']) {
        expectRefused(await refusal(urlOf(service, role), origin), DENIED);
      }
      using peer = await open(urlOf(service, role), undefined, 'http://localhost:5173');
      assert.ok(peer);
    }
    assert.deepEqual(service.channel('camera').connects, { master: 1, viewer: 1 });
  });

  it('takes none of the subprotocols that are offered', async () => {
    await using service = await start();
    const socket = new WebSocket(urlOf(service, 'VIEWER'), ['kvs-webrtc']);
    const [{ type }] = (await Promise.race([once(socket, 'open'), once(socket, 'error')])) as [Event];
    assert.equal(type, 'error');
  });

  it('reads a query in any order and encoding', async () => {
    await using service = await start();
    const url = new URL(urlOf(service, 'VIEWER', { clientId: 'a.b' }));
    const pairs = [...url.searchParams].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    const query = pairs.map((_, index) => pairs[pairs.length - 1 - index]).join('&');
    assert.match(query, /^X-Amz-SignedHeaders=host&.*ClientId=a\.b/);
    using peer = await open(`${url.origin}/?${query.replace('a.b', '%61%2Eb')}`);
    assert.ok(peer);
    assert.deepEqual(
      service.channel('camera').viewers.map(({ clientId }) => clientId),
      ['a.b'],
    );
  });

  it('refuses a signature that does not fit', async () => {
    await using service = await start();
    const other = { ...key, secretAccessKey: 'other' };
    expectRefused(await viewer(service, { credentials: other }), DENIED);
    const url = urlOf(service, 'VIEWER');
    expectRefused(await refusal(url.replace('viewer-1', 'viewer-2')), DENIED);
    expectRefused(await refusal(url.replace(/&X-Amz-Signature=[^&]*/, '')), DENIED);
    expectRefused(await refusal(url.replace('X-Amz-Expires=299', 'X-Amz-Expires=never')), DENIED);
    expectRefused(await refusal(url.replace('/?', '/path?')), DENIED);
    const { refused } = service.channel('camera');
    assert.deepEqual(new Set(refused.map(({ operation }) => operation)), new Set(['ConnectAsViewer']));
  });

  it('refuses a URL signed for the other role', async () => {
    await using service = await start();
    const url = urlOf(service, 'VIEWER').replace(hostOf(service, 'VIEWER'), hostOf(service, 'MASTER'));
    expectRefused(await refusal(url), DENIED);
  });

  it('refuses an unknown key, a wrong token and a key whose session is over', async () => {
    const clock = new Clock();
    const sts = { ...key, accessKeyId: 'ASIATEST', sessionToken: 'token/+=' };
    const expiration = new Date(clock.now() + 10_000);
    await using service = await start({ credentials: [key, { ...sts, expiration }], now: clock.now });
    const { now } = clock;
    using peer = await connect(service, 'VIEWER', { credentials: sts, now });
    expectRefused(await viewer(service, { now, credentials: { ...sts, sessionToken: 'x' } }), DENIED);
    const unknown = await viewer(service, { now, credentials: { ...key, accessKeyId: 'AKIDOTHER' } });
    expectRefused(unknown, DENIED);
    assert.match(unknown.body, /The security token included in the request is invalid/);
    clock.advance(10_000);
    const late = await viewer(service, { now, credentials: sts });
    expectRefused(late, DENIED);
    assert.match(late.body, /expired/);
    assert.equal(peer.socket.readyState, peer.socket.OPEN);
  });

  it('takes a URL until it expires, and not after', async () => {
    const clock = new Clock();
    await using service = await start({ now: clock.now });
    const url = urlOf(service, 'VIEWER', { date: clock.date });
    const short = urlOf(service, 'VIEWER', { date: clock.date, expiresSeconds: 10 });
    const long = urlOf(service, 'VIEWER', { date: clock.date, expiresSeconds: 3600 });
    clock.advance(10_001);
    expectRefused(await refusal(short), DENIED);
    clock.advance(288_000);
    using peer = await connect(service, 'VIEWER', { date: new Date(clock.now() - 298_000) });
    assert.ok(peer);
    clock.advance(1000);
    expectRefused(await refusal(url), DENIED);
    clock.advance(1000);
    const late = await refusal(long);
    expectRefused(late, DENIED);
    assert.match(late.body, /Signature expired/);
  });

  it('refuses a clock that runs ahead', async () => {
    const clock = new Clock();
    await using service = await start({ now: clock.now });
    const ahead = await viewer(service, { date: new Date(clock.now() + 301_000) });
    expectRefused(ahead, DENIED);
    assert.match(ahead.body, /Signature not yet current/);
    using peer = await connect(service, 'VIEWER', { date: new Date(clock.now() + 299_000) });
    assert.ok(peer);
  });

  it('refuses malformed and missing client ids and ARNs', async () => {
    await using service = await start();
    for (const clientId of ['', 'no spaces', 'x'.repeat(257), 'AWS_X', 'aws_x']) {
      expectRefused(await viewer(service, { clientId }), INVALID);
    }
    const endpoint = hostOf(service, 'VIEWER');
    const scope = { date: new Date(), region: 'us-west-2' };
    const sign = (parameters: [string, string][]): string => presignQuery(endpoint, parameters, scope, key);
    expectRefused(await refusal(sign([['X-Amz-ChannelARN', service.arn]])), INVALID);
    expectRefused(await refusal(sign([['X-Amz-ClientId', 'a']])), INVALID);
    expectRefused(await viewer(service, { channelArn: 'arn:aws:s3:::bucket' }), INVALID);
    expectRefused(await refusal(`${urlOf(service, 'VIEWER')}&X-Amz-ClientId=b`), INVALID);
    expectRefused(await refusal(`${endpoint}/?X-Amz-ClientId=%E0%A4%A`), INVALID);
    expectRefused(await refusal(endpoint), DENIED);
  });

  it('refuses a channel that is not there', async () => {
    await using service = await start();
    expectRefused(await viewer(service, { channelArn: service.arn.replace('camera', 'nobody') }), NOT_FOUND);
    service.deleteChannel('camera');
    service.createChannel('camera');
    expectRefused(await viewer(service, { channelArn: service.arn }), NOT_FOUND);
  });

  it('denies a role or a channel the key has no right to', async () => {
    const limited = { ...key, allow: { actions: ['ConnectAsViewer'], channels: ['camera'] } };
    await using service = await start({ credentials: [limited] });
    const door = service.createChannel('door');
    using peer = await connect(service, 'VIEWER');
    assert.ok(peer);
    expectRefused(await refusal(urlOf(service, 'MASTER')), DENIED);
    const denied = await viewer(service, { channelArn: door });
    expectRefused(denied, DENIED);
    assert.match(denied.body, /not authorized to perform: kinesisvideo:ConnectAsViewer/);
  });

  it('takes three connections per second, channel and role', async () => {
    const clock = new Clock();
    await using service = await start({ now: clock.now });
    const { now } = clock;
    for (let n = 0; n < 3; n += 1)
      (await connect(service, 'VIEWER', { now, clientId: `v${n}` })).socket.terminate();
    expectRefused(await viewer(service, { now }), LIMIT);
    using master = await connect(service, 'MASTER', { now });
    const channelArn = service.createChannel('door');
    using neighbour = await connect(service, 'VIEWER', { now, channelArn });
    clock.advance(1000);
    using again = await connect(service, 'VIEWER', { now });
    assert.ok(master && neighbour && again);
  });

  it('takes ten viewers; one that connects again needs no new slot', async () => {
    await using service = await start({ limits: { connectsPerSecond: Infinity } });
    const ids = Array.from({ length: 10 }, (_, n) => `v${n}`);
    const peers = await Promise.all(ids.map((clientId) => connect(service, 'VIEWER', { clientId })));
    const full = await viewer(service, { clientId: 'v10' });
    expectRefused(full, LIMIT);
    assert.match(full.body, /maximum number of viewers/);
    using again = await connect(service, 'VIEWER', { clientId: 'v3' });
    assert.ok(again);
    expectRefused(await viewer(service, { clientId: 'v10' }), LIMIT);
    peers[0]!.socket.close();
    await service.waitFor('camera', ({ viewers }) => viewers.length === 9, 5000, 'nine viewers');
    using tenth = await connect(service, 'VIEWER', { clientId: 'v10' });
    assert.ok(tenth);
  });

  it('answers a signed request that is no WebSocket handshake', async () => {
    await using service = await start();
    const { pathname, search, host } = new URL(urlOf(service, 'VIEWER'));
    const socket = connectTcp(service.ports.viewer, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.write(
      `GET ${pathname}${search} HTTP/1.1\r\nHost: ${host}\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    await within(once(socket, 'close'), 'the refusal of a bare upgrade');
    assert.match(answer, /^HTTP\/1.1 400/);
    assert.deepEqual(service.channel('camera').viewers, []);
  });
});
