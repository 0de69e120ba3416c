import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import {
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
} from '@aws-sdk/client-kinesis-video';
import { WebSocket } from 'ws';
import type { ChannelSnapshot, Fault } from '../../../local/service/index.js';
import { clientOf, Clock, connect, encode, key, named, refusal, start, urlOf, within } from './support.js';
import type { Peer } from './support.js';

type Service = Awaited<ReturnType<typeof start>>;

/** Both ends of the channel `camera` and of its neighbour `door`. */
async function two(
  service: Service,
): Promise<Record<'master' | 'viewer' | 'otherMaster' | 'otherViewer', Peer>> {
  const channelArn = service.createChannel('door');
  return {
    master: await connect(service, 'MASTER'),
    viewer: await connect(service, 'VIEWER'),
    otherMaster: await connect(service, 'MASTER', { channelArn }),
    otherViewer: await connect(service, 'VIEWER', { channelArn }),
  };
}

const texts = (peer: Peer, count: number): Promise<(string | undefined)[]> =>
  peer.received(count).then((received) => received.map(({ messagePayload }) => messagePayload));

const encoded = (...contents: unknown[]): string[] => contents.map((content) => encode(content));

describe('faults in handshakes', () => {
  for (const [status, type] of [
    [400, 'InvalidArgumentException'],
    [403, 'AccessDeniedException'],
    [404, 'ResourceNotFoundException'],
  ] as const) {
    it(`refuse with ${status} as often as told, in one role of one channel`, async () => {
      await using service = await start();
      const channelArn = service.createChannel('door');
      service.fault('camera', { kind: 'refuse-handshake', status, role: 'VIEWER', count: 2 });
      for (let n = 0; n < 2; n += 1) {
        const refused = await refusal(urlOf(service, 'VIEWER'));
        assert.deepEqual([refused.status, refused.type], [status, type]);
      }
      using viewer = await connect(service, 'VIEWER');
      service.fault('camera', { kind: 'refuse-handshake', status, role: 'VIEWER' });
      using master = await connect(service, 'MASTER');
      using neighbour = await connect(service, 'VIEWER', { channelArn });
      assert.ok(viewer && master && neighbour);
      assert.equal(service.channel('camera').refused.length, 2);
    });
  }

  it('refuse with another error type until undone', async () => {
    await using service = await start();
    const errorType = 'ClientLimitExceededException';
    const undo = service.fault('camera', { kind: 'refuse-handshake', status: 400, errorType });
    assert.equal((await refusal(urlOf(service, 'MASTER'))).type, errorType);
    undo();
    using master = await connect(service, 'MASTER');
    assert.ok(master);
  });

  it('stall without an answer, and let the client give up', async () => {
    await using service = await start();
    service.fault('camera', { kind: 'stall-handshake', role: 'VIEWER', count: 1 });
    const stalled = new WebSocket(urlOf(service, 'VIEWER'), { handshakeTimeout: 100 });
    const [error] = await within(once(stalled, 'error'), 'the client to give up');
    assert.match(String(error), /timed out/);
    using viewer = await connect(service, 'VIEWER');
    assert.equal(service.channel('camera').connects.viewer, 1);
    assert.ok(viewer);
  });

  it('end for stalled clients when the channel is deleted', async () => {
    await using service = await start();
    service.fault('camera', { kind: 'stall-handshake' });
    const stalled = new WebSocket(urlOf(service, 'VIEWER'));
    const ended = once(stalled, 'error');
    await once(stalled, 'redirect', { signal: AbortSignal.timeout(50) }).catch(() => {});
    service.deleteChannel('camera');
    await within(ended, 'the stalled client to be dropped');
  });
});

describe('faults in calls', () => {
  const describeIt = new DescribeSignalingChannelCommand({ ChannelName: 'camera' });

  it('refuse one operation as often as told, with any error', async () => {
    await using service = await start();
    service.createChannel('door');
    const client = clientOf(service);
    const operation = 'DescribeSignalingChannel';
    service.fault('camera', { kind: 'refuse-call', operation, errorType: 'ServiceUnavailable', count: 1 });
    await client.send(new GetSignalingChannelEndpointCommand({ ChannelARN: service.arn }));
    await client.send(new DescribeSignalingChannelCommand({ ChannelName: 'door' }));
    await assert.rejects(client.send(describeIt), named('ServiceUnavailable', 503));
    await client.send(describeIt);
    const undo = service.fault('camera', {
      kind: 'refuse-call',
      errorType: 'AccessDeniedException',
      status: 401,
    });
    await assert.rejects(client.send(describeIt), named('AccessDeniedException', 401));
    undo();
    await client.send(describeIt);
    assert.deepEqual(
      service.channel('camera').refused.map(({ errorType, status }) => [errorType, status]),
      [
        ['ServiceUnavailable', 503],
        ['AccessDeniedException', 401],
      ],
    );
  });

  it('show a channel that is not ready', async () => {
    await using service = await start();
    const client = clientOf(service);
    const undo = service.fault('camera', { kind: 'status', status: 'UPDATING' });
    const { ChannelInfo } = await client.send(describeIt);
    assert.equal(ChannelInfo?.ChannelStatus, 'UPDATING');
    const endpoint = new GetSignalingChannelEndpointCommand({ ChannelARN: service.arn });
    await assert.rejects(client.send(endpoint), named('ResourceInUseException', 400));
    undo();
    await client.send(endpoint);
  });
});

describe('faults in delivery', () => {
  it('swallow one direction, or the first few of a type, on one channel', async () => {
    await using service = await start();
    const { master, viewer, otherMaster, otherViewer } = await two(service);
    const undo = service.fault('camera', { kind: 'silence', from: 'VIEWER' });
    viewer.message('SDP_OFFER', 'lost');
    otherViewer.message('SDP_OFFER', 'there');
    master.message('SDP_ANSWER', 'back', 'viewer-1');
    assert.deepEqual(await texts(otherMaster, 1), encoded('there'));
    assert.deepEqual(await texts(viewer, 1), encoded('back'));
    undo();
    service.fault('camera', { kind: 'silence', type: 'SDP_OFFER', count: 1 });
    for (const content of ['also lost', 'kept']) viewer.message('SDP_OFFER', content);
    assert.deepEqual(await texts(master, 1), encoded('kept'));
    assert.equal(service.channel('camera').messages.fromViewers['SDP_OFFER'], 3);
    assert.equal(service.channel('camera').pending, 0);
  });

  it('touch only the viewer they name', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using one = await connect(service, 'VIEWER');
    using other = await connect(service, 'VIEWER', { clientId: 'viewer-2' });
    service.fault('camera', { kind: 'silence', clientId: 'viewer-1' });
    one.message('SDP_OFFER', 'lost');
    other.message('SDP_OFFER', 'kept');
    assert.deepEqual(await texts(master, 1), encoded('kept'));
    master.message('SDP_ANSWER', 'lost', 'viewer-1');
    master.message('SDP_ANSWER', 'kept', 'viewer-2');
    await other.raw(1);
    assert.deepEqual(one.frames, []);
  });

  it('delay messages', async () => {
    await using service = await start();
    const { master, viewer, otherMaster, otherViewer } = await two(service);
    service.fault('camera', { kind: 'delay', ms: 80, jitterMs: 20 });
    const sentAt = performance.now();
    viewer.message('SDP_OFFER', 'late');
    otherViewer.message('SDP_OFFER', 'prompt');
    await otherMaster.raw(1);
    assert.deepEqual(master.frames, []);
    await master.raw(1);
    assert.ok(performance.now() - sentAt >= 79);
  });

  it('repeat messages', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    service.fault('camera', { kind: 'duplicate', copies: 2, type: 'SDP_OFFER' });
    viewer.message('SDP_OFFER', 'again');
    viewer.message('ICE_CANDIDATE', 'once');
    assert.deepEqual(await texts(master, 4), encoded('again', 'again', 'again', 'once'));
  });

  it('turn the order round, and let go of what is held', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    const undo = service.fault('camera', { kind: 'reorder', from: 'VIEWER', window: 3, ms: Infinity });
    for (const content of [1, 2, 3, 4, 5]) viewer.message('ICE_CANDIDATE', content);
    assert.deepEqual(await texts(master, 3), encoded(3, 2, 1));
    await service.waitFor(
      'camera',
      ({ messages }) => messages.fromViewers['ICE_CANDIDATE'] === 5,
      1000,
      'all five',
    );
    undo();
    assert.deepEqual(await texts(master, 5), encoded(3, 2, 1, 5, 4));
    service.fault('camera', { kind: 'reorder', ms: 20 });
    viewer.message('SDP_OFFER', 'alone');
    assert.equal((await texts(master, 6))[5], encode('alone'));
  });

  it('bring candidates before the answer', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    const undo = service.fault('camera', { kind: 'answer-last', candidates: 2, ms: Infinity });
    master.message('SDP_ANSWER', 'answer', 'viewer-1');
    for (const content of ['a', 'b', 'c']) master.message('ICE_CANDIDATE', content, 'viewer-1');
    assert.deepEqual(await texts(viewer, 4), encoded('a', 'b', 'answer', 'c'));
    master.message('SDP_ANSWER', 'second', 'viewer-1');
    const what = 'the second answer';
    await service.waitFor('camera', ({ messages }) => messages.fromMaster['SDP_ANSWER'] === 2, 1000, what);
    undo();
    assert.equal((await texts(viewer, 5))[4], encode('second'));
  });

  it('bring the answer after a time at the latest', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    service.fault('camera', { kind: 'answer-last', ms: 20 });
    master.message('SDP_ANSWER', 'answer', 'viewer-1');
    assert.deepEqual(await texts(viewer, 1), encoded('answer'));
  });

  it('add up', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    service.fault('camera', { kind: 'duplicate' });
    service.fault('camera', { kind: 'silence', type: 'SDP_OFFER' });
    viewer.message('SDP_OFFER', 'lost');
    viewer.message('ICE_CANDIDATE', 'twice');
    assert.deepEqual(await texts(master, 2), encoded('twice', 'twice'));
  });

  it('lift the payload limit', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    service.fault('camera', { kind: 'no-payload-limit' });
    viewer.message('SDP_OFFER', 'x'.repeat(13_000));
    const [offer] = await master.received(1);
    assert.ok(offer!.messagePayload!.length > 17_000);
  });
});

function gone(service: Service, times: number): Promise<unknown> {
  const left = ({ viewers, connects }: ChannelSnapshot): boolean =>
    connects.viewer === times && viewers.length === 0;
  return service.waitFor('camera', left, 1000, `the viewer to leave for the ${times}. time`);
}

describe('stale viewers', () => {
  it('keep their slots until the fault ends, but not from themselves', async () => {
    await using service = await start({ limits: { viewersPerChannel: 1, connectsPerSecond: Infinity } });
    const undo = service.fault('camera', { kind: 'stale-viewers' });
    (await connect(service, 'VIEWER')).socket.terminate();
    await gone(service, 1);
    const other = urlOf(service, 'VIEWER', { clientId: 'viewer-2' });
    assert.equal((await refusal(other)).type, 'ClientLimitExceededException');
    const again = await connect(service, 'VIEWER');
    again.socket.terminate();
    await gone(service, 2);
    undo();
    using next = await connect(service, 'VIEWER', { clientId: 'viewer-2' });
    assert.ok(next);
  });

  it('free their slots after the time given', async () => {
    const clock = new Clock();
    const { now } = clock;
    await using service = await start({ limits: { viewersPerChannel: 1 }, now });
    service.fault('camera', { kind: 'stale-viewers', ms: 60_000 });
    (await connect(service, 'VIEWER', { now })).socket.terminate();
    await gone(service, 1);
    clock.advance(59_999);
    const url = (): string => urlOf(service, 'VIEWER', { clientId: 'viewer-2', now });
    assert.equal((await refusal(url())).type, 'ClientLimitExceededException');
    clock.advance(1);
    using next = await connect(service, 'VIEWER', { clientId: 'viewer-2', now });
    assert.ok(next);
  });
});

describe('actions', () => {
  it('send GO_AWAY and close after the grace time', async () => {
    await using service = await start({ timings: { goAwayGraceMs: 30 } });
    const { master, viewer, otherViewer } = await two(service);
    service.act('camera', { kind: 'go-away', role: 'VIEWER' });
    assert.deepEqual(await viewer.raw(1), ['{"messageType":"GO_AWAY"}']);
    assert.equal(await within(viewer.closed, 'the viewer to be closed'), 1001);
    for (const peer of [master, otherViewer]) assert.equal(peer.socket.readyState, peer.socket.OPEN);
  });

  it('send RECONNECT_ICE_SERVER with or without a payload', async () => {
    await using service = await start();
    using viewer = await connect(service, 'VIEWER');
    service.act('camera', { kind: 'reconnect-ice-server' });
    service.act('camera', { kind: 'reconnect-ice-server', messagePayload: '' });
    assert.deepEqual(await viewer.raw(2), [
      '{"messageType":"RECONNECT_ICE_SERVER"}',
      '{"messageType":"RECONNECT_ICE_SERVER","messagePayload":""}',
    ]);
  });

  it('drop sockets with a close code or a reset, of one role, viewer and channel', async () => {
    await using service = await start();
    const { master, viewer, otherMaster, otherViewer } = await two(service);
    service.act('camera', { kind: 'drop', clientId: 'viewer-1', code: 'reset' });
    assert.equal(await within(viewer.closed, 'the reset viewer to close'), 1006);
    service.act('camera', { kind: 'drop', role: 'MASTER', code: 4321 });
    assert.equal(await within(master.closed, 'the master to be closed'), 4321);
    service.act('camera', { kind: 'drop' });
    for (const peer of [otherMaster, otherViewer]) assert.equal(peer.socket.readyState, peer.socket.OPEN);
    assert.ok(service.channel('door').masterConnected);
  });

  for (const scheme of ['ws', 'wss']) {
    it(`reset the TCP connection under ${scheme}`, async () => {
      await using service = await start();
      const endpoint = `${scheme}://127.0.0.1:${service.ports.viewer}`;
      const socket = new WebSocket(urlOf(service, 'VIEWER', { endpoint }), { ca: service.certificate });
      const [response] = (await within(once(socket, 'upgrade'), 'the upgrade')) as [IncomingMessage];
      const failed = once(response.socket, 'error');
      failed.catch(() => {});
      const closed = once(socket, 'close');
      service.act('camera', { kind: 'drop', code: 'reset' });
      assert.equal((await within(closed, 'the viewer to close'))[0], 1006);
      assert.match(String((await within(failed, 'the reset'))[0]), /ECONNRESET/);
    });
  }

  it('send garbage', async () => {
    await using service = await start();
    using viewer = await connect(service, 'VIEWER');
    const kinds = [
      'empty',
      'not-json',
      'null',
      'unknown-type',
      'bad-base64',
      'bad-payload',
      'binary',
    ] as const;
    for (const frame of kinds) service.act('camera', { kind: 'garbage', frame });
    const frames = await viewer.raw(kinds.length);
    assert.deepEqual(frames.slice(0, 3), ['', '{"messageType":"SDP_ANS', 'null']);
    assert.ok(frames.at(-1) instanceof Uint8Array);
    assert.throws(
      () =>
        void JSON.parse(
          Buffer.from(String(JSON.parse(String(frames[5])).messagePayload), 'base64').toString(),
        ),
    );
  });

  it('send protocol pings', async () => {
    await using service = await start();
    using viewer = await connect(service, 'VIEWER');
    const pinged = once(viewer.socket, 'ping');
    service.act('camera', { kind: 'ping' });
    await within(pinged, 'a ping');
  });
});

describe('a fault', () => {
  it('needs a channel, and undoing it twice does nothing', async () => {
    await using service = await start({ credentials: [key] });
    const fault: Fault = { kind: 'silence' };
    assert.throws(() => service.fault('nobody', fault), { type: 'ResourceNotFoundException' });
    const undo = service.fault('camera', fault);
    undo();
    undo();
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    viewer.message('SDP_OFFER', 'kept');
    await master.raw(1);
  });
});
