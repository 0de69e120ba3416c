import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Allocation } from './support/coturn.js';
import { reasonToSkipWorld, World } from './support/world.js';

const FIRST_FRAME_MS = 15_000;
const SWITCH_MS = 15_000;
/** Waited longer than allowed, so that what is too slow can be measured. */
const WAITED_MS = 30_000;
/** A second of picture. */
const STEADY = 15;

const skip = await reasonToSkipWorld();

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 120_000 };

describe('a relay of coturn', { skip }, () => {
  let world: World;
  before(async () => (world = await World.open()), EACH);
  after(() => world?.[Symbol.asyncDispose]());

  /** What the viewers of a channel have allocated; its camera always allocates as well. */
  const viewersOf = (channel: string): Allocation[] =>
    world.coturn.allocations().filter((one) => one.channel === channel && one.client !== 'MASTER');

  it('carries the picture over TCP where UDP is blocked', EACH, async (t) => {
    const channel = await world.addCamera('gate', 'live');
    await using viewer = await world.openViewer();
    t.after(await world.network.block('viewer', { only: 'udp' }));
    // Else the two find a path of their own over TCP.
    t.after(await world.network.block('viewer', { to: 'camera' }));

    await viewer.add(channel);
    await viewer.until(channel, { after: 0, frames: STEADY, isRelayed: true }, FIRST_FRAME_MS);

    const [first] = (await viewer.sight(channel)).firstFrames;
    t.diagnostic(`first frame over TCP after ${Math.round(first!.durationMs)} ms`);
    assert.deepEqual([first?.path, first?.codec], ['relayed', 'vp8']);
    assert.deepEqual(transportsOf(viewersOf(channel)), ['tcp']);
    assert.equal(await viewer.painted(channel), 'gate');
  });

  it('carries the picture of transport="relay" over UDP', EACH, async (t) => {
    const channel = await world.addCamera('loading-dock', 'loop');
    await using viewer = await world.openViewer();

    await viewer.add(channel, { transport: 'relay' });
    await viewer.until(channel, { after: 0, frames: STEADY, isRelayed: true }, FIRST_FRAME_MS);

    const [first] = (await viewer.sight(channel)).firstFrames;
    t.diagnostic(`first frame over a UDP relay after ${Math.round(first!.durationMs)} ms`);
    assert.equal(first?.path, 'relayed');
    assert.ok(transportsOf(viewersOf(channel)).includes('udp'), 'coturn saw no allocation over UDP');
    assert.equal(await viewer.painted(channel), 'loading-dock');
  });

  it('is not asked by transport="direct"', EACH, async (t) => {
    const channel = await world.addCamera('workshop', 'loop');
    await using viewer = await world.openViewer();

    await viewer.add(channel, { transport: 'direct' });
    await viewer.until(channel, { after: 0, frames: STEADY, isRelayed: false }, FIRST_FRAME_MS);

    const [first] = (await viewer.sight(channel)).firstFrames;
    t.diagnostic(`first frame over a direct path after ${Math.round(first!.durationMs)} ms`);
    assert.equal(first?.path, 'direct');
    assert.deepEqual(viewersOf(channel), []);
    assert.equal(await viewer.painted(channel), 'workshop');
  });

  it('takes over within 15 s when the direct path is blocked in mid-stream', EACH, async (t) => {
    const channel = await world.addCamera('ward-3', 'live');
    await using viewer = await world.openViewer();
    await viewer.add(channel);
    await viewer.until(channel, { after: 0, frames: STEADY, isRelayed: false }, FIRST_FRAME_MS);

    t.after(await world.network.block('viewer', { to: 'camera' }));
    const blockedAt = Date.now();
    const backAt = await viewer.until(
      channel,
      { after: blockedAt, frames: STEADY, isRelayed: true },
      WAITED_MS,
    );

    const tookMs = Math.round(backAt - blockedAt);
    const { changes, firstFrames } = await viewer.sight(channel);
    const way = changes.slice(2).map(({ state, reason }) => (reason ? `${state} (${reason})` : state));
    t.diagnostic(`live again by the relay after ${tookMs} ms${way.length ? ` by ${way.join(', ')}` : ''}`);
    assert.equal(firstFrames[0]?.path, 'direct');
    assert.ok(tookMs <= SWITCH_MS, `live again only after ${tookMs} ms`);
    assert.ok(
      viewersOf(channel).some(({ isOpen }) => isOpen),
      'coturn has no allocation of the viewer',
    );
    assert.equal(await viewer.painted(channel), 'ward-3');
  });
});

function transportsOf(allocations: readonly Allocation[]): string[] {
  return [...new Set(allocations.map(({ transport }) => transport))].sort();
}
