import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import {
  DeleteSignalingChannelCommand,
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  UpdateSignalingChannelCommand,
} from '@aws-sdk/client-kinesis-video';
import { WebSocket } from 'ws';
import type { ChannelSnapshot } from '../../../local/service/index.js';
import { clientOf, Clock, connect, named, Peer, refusal, start, urlOf, within } from './support.js';

type Service = Awaited<ReturnType<typeof start>>;

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
    const undo = service.fault('camera', { kind: 'stall-handshake', role: 'VIEWER' });
    const stalled = new WebSocket(urlOf(service, 'VIEWER'), { handshakeTimeout: 100 });
    const [error] = await within(once(stalled, 'error'), 'the client to give up');
    assert.match(String(error), /timed out/);
    // A round trip later the service has read what the client sent, however late it was.
    using master = await connect(service, 'MASTER');
    undo();
    using viewer = await connect(service, 'VIEWER');
    assert.equal(service.channel('camera').connects.viewer, 1);
    assert.ok(master && viewer);
  });

  it('end for stalled clients when the channel is deleted', async () => {
    await using service = await start();
    service.fault('camera', { kind: 'stall-handshake', count: 1 });
    const urls = ['one', 'two'].map((clientId) => urlOf(service, 'VIEWER', { clientId }));
    const peers = urls.map((url) => new Peer(new WebSocket(url)));
    // Whichever came second is let in, so the other one is stalled by now.
    const opened = Promise.any(peers.map(({ socket }) => once(socket, 'open')));
    await within(opened, 'one viewer to be let in');
    service.deleteChannel('camera');
    await within(Promise.all(peers.map(({ closed }) => closed)), 'both viewers to be closed');
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
    assert.ok(ChannelInfo);
    assert.equal(ChannelInfo.ChannelStatus, 'UPDATING');
    const endpoint = new GetSignalingChannelEndpointCommand({ ChannelARN: service.arn });
    const remove = new DeleteSignalingChannelCommand({ ChannelARN: service.arn });
    const { Version: CurrentVersion } = ChannelInfo;
    const update = new UpdateSignalingChannelCommand({ ChannelARN: service.arn, CurrentVersion });
    for (const busy of [client.send(endpoint), client.send(remove), client.send(update)]) {
      await assert.rejects(busy, named('ResourceInUseException', 400));
    }
    undo();
    await client.send(endpoint);
  });
});

function gone(service: Service, times: number): Promise<unknown> {
  const left = ({ viewers, connects }: ChannelSnapshot): boolean =>
    connects.viewer === times && viewers.length === 0;
  return service.waitFor('camera', left, 5000, `the viewer to leave for the ${times}. time`);
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
