import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { WebSocket } from 'ws';
import { connect, start, twoChannels, urlOf, within } from './support.js';

describe('actions', () => {
  it('send GO_AWAY and close after the grace time', async () => {
    await using service = await start({ timings: { goAwayGraceMs: 30 } });
    const { master, viewer, otherViewer } = await twoChannels(service);
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
    const { master, viewer, otherMaster, otherViewer } = await twoChannels(service);
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
