import assert from 'node:assert/strict';
import { after, before, describe, it, type TestContext } from 'node:test';
import { setTimeout as pass } from 'node:timers/promises';
import { longestGap, type Viewer } from './support/viewer.js';
import { reasonToSkipWorld, World } from './support/world.js';

const CUT_MS = 5_000;
const BACK_MS = 5_000;
const NEW_ADDRESS_MS = 15_000;
/** Waited longer than allowed, so that what is too slow can be measured. */
const WAITED_MS = 25_000;
const LONGEST_GAP_MS = 1_000;
/** A second of picture. */
const STEADY = 15;
/** Where a machine stops for a moment, a neighbour stands still without a cut: then it is repeated. */
const MOST_CUTS = 3;

const skip = await reasonToSkipWorld();

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 120_000 };

describe('a path that goes away', { skip }, () => {
  let world: World;
  before(async () => (world = await World.open()), EACH);
  after(() => world?.[Symbol.asyncDispose]());

  it(
    'shows a camera again within 5 s after a cut of 5 s, and leaves its neighbour alone',
    EACH,
    async (t) => {
      const [cut, neighbour] = await Promise.all([
        world.addCamera('gate', 'loop', 'camera'),
        world.addCamera('workshop', 'loop', 'neighbour'),
      ]);
      await using viewer = await openWall(world, [cut, neighbour]);

      let neighbours: Disturbance | undefined;
      for (let made = 0; made < MOST_CUTS && (!neighbours || isDisturbed(neighbours)); made += 1) {
        await viewer.until(neighbour, { after: 0, frames: STEADY }, WAITED_MS);
        const before = await viewer.sight(neighbour);
        const cutAt = Date.now();
        const mend = await world.network.block('camera');
        t.after(mend);
        const isCutAt = Date.now();
        await pass(CUT_MS);
        const during = await viewer.sight(cut);
        await mend();
        await backWithin(t, viewer, cut, Date.now(), BACK_MS);

        assert.ok(during.frames.at(-1)! < isCutAt + 1_000, 'the picture went on through the cut');
        assert.equal(await viewer.painted(cut), 'gate');
        const { changes, frames } = await viewer.sight(neighbour);
        const gapMs = longestGap(frames, cutAt, Date.now());
        const states = changes.slice(before.changes.length).map(({ state }) => state);
        neighbours = { gapMs, states };
        t.diagnostic(`longest gap of the neighbour: ${gapMs} ms, changes: ${states.join() || 'none'}`);
        const [first, second, ...later] = changes.map(({ state }) => state);
        assert.deepEqual([first, second], ['connecting', 'live']);
        const lost = later.filter((state) => state !== 'frozen' && state !== 'live');
        assert.deepEqual(lost, [], 'no stall of the machine does that to the neighbour');
      }
      assert(neighbours && !isDisturbed(neighbours), 'every cut disturbed the neighbour');
      assert.equal((await viewer.sight(neighbour)).state, 'live');
      assert.equal(await viewer.painted(neighbour), 'workshop');
    },
  );

  it('shows every camera again within 5 s after the viewer’s cable was out for 5 s', EACH, async (t) => {
    const channels = [await world.addCamera('barn', 'live'), await world.addCamera('ward-3', 'live')];
    await using viewer = await openWall(world, channels);

    const plugIn = await world.network.unplug('viewer');
    t.after(plugIn);
    await pass(CUT_MS);
    await plugIn();
    const pluggedAt = Date.now();
    await Promise.all(channels.map((channel) => backWithin(t, viewer, channel, pluggedAt, BACK_MS)));

    assert.deepEqual(await Promise.all(channels.map((channel) => viewer.painted(channel))), [
      'barn',
      'ward-3',
    ]);
  });

  it('shows the camera again within 15 s after the viewer got another address', EACH, async (t) => {
    const channel = await world.addCamera('front-door', 'live');
    await using viewer = await openWall(world, [channel]);

    t.after(await world.network.readdress('viewer'));
    await backWithin(t, viewer, channel, Date.now(), NEW_ADDRESS_MS);

    assert.equal(await viewer.painted(channel), 'front-door');
  });
});

/** What a camera had of the cut of another. */
interface Disturbance {
  readonly gapMs: number;
  readonly states: readonly string[];
}

function isDisturbed({ gapMs, states }: Disturbance): boolean {
  return gapMs > LONGEST_GAP_MS || states.length > 0;
}

/** A page with cameras that have been live for a second. */
async function openWall(world: World, channels: readonly string[]): Promise<Viewer> {
  const viewer = await world.openViewer();
  const openedAt = Date.now();
  await Promise.all(channels.map((channel) => viewer.add(channel)));
  await Promise.all(
    channels.map((channel) => viewer.until(channel, { after: openedAt, frames: STEADY }, WAITED_MS)),
  );
  return viewer;
}

async function backWithin(
  t: TestContext,
  viewer: Viewer,
  channel: string,
  since: number,
  allowedMs: number,
): Promise<void> {
  const backAt = await viewer.until(channel, { after: since, frames: STEADY }, WAITED_MS);
  const tookMs = Math.round(backAt - since);
  const { changes } = await viewer.sight(channel);
  const way = changes.slice(2).map(({ state, reason }) => (reason ? `${state} (${reason})` : state));
  t.diagnostic(`${channel}: live again after ${tookMs} ms${way.length ? ` by ${way.join(', ')}` : ''}`);
  assert.ok(tookMs <= allowedMs, `${channel} was live again only after ${tookMs} ms`);
}
