import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { reasonNotToImpair } from './support/namespaces.js';
import { longestGap } from './support/viewer.js';
import { reasonToSkipWorld, World } from './support/world.js';

const FIRST_FRAME_MS = 5_000;
const WATCHED_MS = 10_000;
/** Of the 150 that the camera sends meanwhile. */
const FRAMES = 100;
const LONGEST_GAP_MS = 1_500;

const skip = reasonNotToImpair() || (await reasonToSkipWorld());

describe('a path with 100 ms delay each way and 2 % loss', { skip, timeout: 60_000 }, () => {
  let world: World;
  before(async () => (world = await World.open({ impairable: true })));
  after(() => world?.[Symbol.asyncDispose]());

  it('shows the first frame within 5 s, and stays live', async (t) => {
    const channel = await world.addCamera('barn', 'loop');
    await using viewer = await world.openViewer();
    await world.network.impair({ delayMs: 100, loss: 0.02 });
    t.after(() => world.network.impair({ delayMs: 0, loss: 0 }));

    await viewer.add(channel);
    await viewer.until(channel, { after: 0, frames: 1 }, FIRST_FRAME_MS);
    const liveSince = Date.now();
    await pass(WATCHED_MS);

    const { state, changes, firstFrames, frames } = await viewer.sight(channel);
    const watched = frames.filter((at) => at > liveSince);
    const longestGapMs = longestGap(frames, liveSince, liveSince + WATCHED_MS);
    const firstFrameMs = Math.round(firstFrames[0]?.durationMs ?? Infinity);
    t.diagnostic(
      `first frame ${firstFrameMs} ms; ${watched.length} frames in 10 s, longest gap ${longestGapMs} ms`,
    );
    assert.ok(firstFrameMs <= FIRST_FRAME_MS, `first frame after ${firstFrameMs} ms`);
    assert.equal(state, 'live');
    assert.deepEqual(
      changes.map((change) => change.state),
      ['connecting', 'live'],
    );
    assert.ok(watched.length >= FRAMES, `${watched.length} frames in ${WATCHED_MS} ms`);
    assert.ok(longestGapMs <= LONGEST_GAP_MS, `no frame for ${longestGapMs} ms`);
    assert.equal(await viewer.painted(channel), 'barn');
  });
});
