import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { reasonNotToImpair } from './support/namespaces.js';
import { longestGap, type Viewer } from './support/viewer.js';
import { reasonToSkipWorld, World } from './support/world.js';

const FIRST_FRAME_MS = 5_000;
const WATCHED_MS = 10_000;
/** Of the 150 that the camera sends meanwhile. */
const FRAMES = 100;
const LONGEST_GAP_MS = 1_500;
/** Where a machine stops for a moment, no path is steady: then it is watched again. */
const MOST_WATCHES = 3;

const skip = reasonNotToImpair() || (await reasonToSkipWorld());

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 120_000 };

describe('a path with 100 ms delay each way and 2 % loss', { skip }, () => {
  let world: World;
  before(async () => (world = await World.open({ impairable: true })), EACH);
  after(() => world?.[Symbol.asyncDispose]());

  it('shows the first frame within 5 s, and stays live', EACH, async (t) => {
    const channel = await world.addCamera('barn', 'loop');
    await using viewer = await world.openViewer();
    await world.network.impair({ delayMs: 100, loss: 0.02 });
    t.after(() => world.network.impair({ delayMs: 0, loss: 0 }));

    await viewer.add(channel);
    await viewer.until(channel, { after: 0, frames: 1 }, FIRST_FRAME_MS);
    const { firstFrames } = await viewer.sight(channel);
    const firstFrameMs = Math.round(firstFrames[0]?.durationMs ?? Infinity);
    t.diagnostic(`first frame ${firstFrameMs} ms`);
    assert.ok(firstFrameMs <= FIRST_FRAME_MS, `first frame after ${firstFrameMs} ms`);

    let isSteady = false;
    for (let watched = 0; watched < MOST_WATCHES && !isSteady; watched += 1)
      isSteady = await staysSteady(t, viewer, channel);
    const { state, changes } = await viewer.sight(channel);
    const [first, second, ...later] = changes.map((change) => change.state);
    assert.deepEqual([first, second, state], ['connecting', 'live', 'live']);
    const lost = later.filter((one) => one !== 'frozen' && one !== 'live');
    assert.deepEqual(lost, [], 'no stall of the machine does that');
    assert.ok(isSteady, 'never a steady picture; how it was is said above');
    assert.equal(await viewer.painted(channel), 'barn');
  });
});

/** Watches a camera that is live for a while: whether enough frames came, without a pause and a change. */
async function staysSteady(t: TestContext, viewer: Viewer, channel: string): Promise<boolean> {
  const before = await viewer.sight(channel);
  const since = Date.now();
  await pass(WATCHED_MS);
  const { changes, frames } = await viewer.sight(channel);
  const count = frames.filter((at) => at > since).length;
  const gapMs = longestGap(frames, since, since + WATCHED_MS);
  t.diagnostic(`${count} frames in 10 s, longest gap ${gapMs} ms`);
  return count >= FRAMES && gapMs <= LONGEST_GAP_MS && changes.length === before.changes.length;
}
