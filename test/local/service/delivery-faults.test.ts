import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fault } from '../../../local/service/index.js';
import { connect, encode, encoded, key, start, texts, twoChannels } from './support.js';

describe('faults in delivery', () => {
  it('swallow one direction, or the first few of a type, on one channel', async () => {
    await using service = await start();
    const { master, viewer, otherMaster, otherViewer } = await twoChannels(service);
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
    const { master, viewer, otherMaster, otherViewer } = await twoChannels(service);
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
      5000,
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
    await service.waitFor('camera', ({ messages }) => messages.fromMaster['SDP_ANSWER'] === 2, 5000, what);
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
