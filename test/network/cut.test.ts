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

const skip = await reasonToSkipWorld();

describe('a path that goes away', { skip, timeout: 120_000 }, () => {
  let world: World;
  before(async () => (world = await World.open()));
  after(() => world?.[Symbol.asyncDispose]());

  it('shows a camera again within 5 s after a cut of 5 s, and leaves its neighbour alone', async (t) => {
    const [cut, neighbour] = await Promise.all([
      world.addCamera('gate', 'loop', 'camera'),
      world.addCamera('workshop', 'loop', 'neighbour'),
    ]);
    await using viewer = await openWall(world, [cut, neighbour]);

    const cutAt = Date.now();
    const mend = await world.network.block('camera');
    t.after(mend);
    await pass(CUT_MS);
    const during = await viewer.sight(cut);
    await mend();
    await backWithin(t, viewer, cut, Date.now(), BACK_MS);

    assert.ok(during.frames.at(-1)! < cutAt + 1_000, 'the picture went on through the cut');
    assert.equal(await viewer.painted(cut), 'gate');
    const { state, changes, frames } = await viewer.sight(neighbour);
    const gapMs = longestGap(frames, cutAt, Date.now());
    t.diagnostic(`longest gap of the neighbour: ${gapMs} ms`);
    assert.deepEqual([state, changes.length], ['live', 2], 'the neighbour changed its state');
    assert.ok(gapMs <= LONGEST_GAP_MS, `the neighbour stood still for ${gapMs} ms`);
    assert.equal(await viewer.painted(neighbour), 'workshop');
  });

  it('shows every camera again within 5 s after the viewer’s cable was out for 5 s', async (t) => {
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

  it('shows the camera again within 15 s after the viewer got another address', async (t) => {
    const channel = await world.addCamera('front-door', 'live');
    await using viewer = await openWall(world, [channel]);

    t.after(await world.network.readdress('viewer'));
    await backWithin(t, viewer, channel, Date.now(), NEW_ADDRESS_MS);

    assert.equal(await viewer.painted(channel), 'front-door');
  });
});

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
