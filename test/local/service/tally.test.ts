import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { connect, refusal, start, urlOf, within } from './support.js';

describe('a tally', () => {
  it('counts the most viewers that several channels had at once, and forgets those that left', async () => {
    await using service = await start();
    const other = service.createChannel('other');
    const counting = new AbortController();
    const tally = service.tally(['camera', 'other'], counting.signal);
    const first = await connect(service, 'VIEWER', { clientId: 'one' });
    first.socket.close();
    await within(first.closed, 'the first viewer to leave');
    await service.waitFor('camera', ({ viewers }) => viewers.length === 0, 5_000, 'nobody');
    using second = await connect(service, 'VIEWER', { clientId: 'two' });
    using third = await connect(service, 'VIEWER', { channelArn: other, clientId: 'three' });
    const { viewers, most, connects, refused } = tally.snapshot();
    assert.deepEqual({ viewers, most, connects, refused }, { viewers: 2, most: 2, connects: 3, refused: [] });
    counting.abort();
    second.socket.close();
    await service.waitFor('camera', ({ viewers: left }) => left.length === 0, 5_000, 'nobody');
    assert.equal(tally.snapshot().viewers, 1);
    assert.equal(third.socket.readyState, third.socket.OPEN);
  });

  it('counts what was refused from its beginning on', async () => {
    await using service = await start();
    service.fault('camera', { kind: 'refuse-handshake', status: 403, role: 'VIEWER', count: 2 });
    await refusal(urlOf(service, 'VIEWER'));
    const tally = service.tally(['camera'], new AbortController().signal);
    assert.deepEqual(tally.snapshot().refused, []);
    await refusal(urlOf(service, 'VIEWER'));
    assert.deepEqual(
      tally.snapshot().refused.map(({ operation, status }) => [operation, status]),
      [['ConnectAsViewer', 403]],
    );
    assert.equal(service.channel('camera').refused.length, 2);
  });
});
