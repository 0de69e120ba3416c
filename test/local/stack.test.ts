import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startStack, type CameraWish, type Stack } from '../../local/stack.js';

const CHANNEL = 'front-door';
const wish: CameraWish = { channel: CHANNEL, kind: 'loop', picture: 'front-door' };

describe('the camera of a channel', { timeout: 30_000 }, () => {
  const life = new AbortController();
  let stack: Stack;
  before(async () => (stack = await startStack({ signal: life.signal })));
  after(() => life.abort());

  it('is one, however many are added at once, and none when it is removed', async () => {
    const [first, second] = await Promise.all([stack.addCamera(wish), stack.addCamera(wish)]);
    assert.deepEqual([first.report().connected, second === stack.camera(CHANNEL)], [false, true]);
    // If the first were master still, it would be back in between.
    for (const times of [2, 3, 4]) {
      stack.service.act(CHANNEL, { kind: 'drop', role: 'MASTER' });
      await second.waitFor(({ connected, connects }) => connected && connects >= times, 10_000, 'the camera');
    }
    assert.equal(stack.service.channel(CHANNEL).connects.master, 5);
    await stack.removeCamera(CHANNEL);
    assert.equal(stack.camera(CHANNEL), undefined);
    await stack.service.waitFor(CHANNEL, ({ masterConnected }) => !masterConnected, 5_000, 'no master');
  });

  it('is none when it is removed while it is added', async () => {
    await Promise.all([stack.addCamera(wish), stack.removeCamera(CHANNEL)]);
    assert.equal(stack.camera(CHANNEL), undefined);
    await stack.service.waitFor(CHANNEL, ({ masterConnected }) => !masterConnected, 5_000, 'no master');
  });

  it('is added after one that could not be', async () => {
    const bad = { ...wish, behaviour: { codecs: [] } };
    const [first, second] = await Promise.allSettled([stack.addCamera(bad), stack.addCamera(wish)]);
    assert.deepEqual([first.status, second.status], ['rejected', 'fulfilled']);
    assert.ok(stack.camera(CHANNEL)?.report().connected);
    await stack.removeCamera(CHANNEL);
  });
});
