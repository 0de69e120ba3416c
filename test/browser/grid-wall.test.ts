import { expect } from 'chai';
import type { KvsGrid } from '../../src/index.js';
import '../../src/index.js';
import { clear, paintedIdentity, until } from './support/page.js';
import { addGrid, identityAt, newCameras, startTally, tilesInView } from './support/wall.js';

const MOST_LIVE = 9;
/** From one end to the other. */
const FRAMES = 20;
/** How long a tile may take from where the wall comes to rest to its picture: a busy machine included. */
const SOON_MS = 15_000;

/** Where a machine takes longer for one frame of a rush, the wall has been at rest there. */
const SMOOTH_MS = 100;
const RUSHING_MS = 60_000;

/** Scrolls as a hand at the scroll bar does: so many pixels with each frame. Gives the longest time between two. */
async function scrollThrough(to: number, pxPerFrame: number): Promise<number> {
  const step = Math.sign(to - scrollY) * pxPerFrame;
  let longestMs = 0;
  while (Math.abs(to - scrollY) > pxPerFrame) {
    const [before, scrolledAt] = [scrollY, performance.now()];
    scrollTo(0, before + step);
    await new Promise(requestAnimationFrame);
    longestMs = Math.max(longestMs, performance.now() - scrolledAt);
    if (scrollY === before) break;
  }
  scrollTo(0, to);
  return longestMs;
}

/** All tiles in view show the camera that they are for. */
async function allShown(grid: KvsGrid, channels: readonly string[]): Promise<void> {
  const tiles = tilesInView(grid);
  expect(tiles.length).to.be.within(4, MOST_LIVE);
  await until(
    () => tiles.every(({ state }) => state === 'live'),
    `live: ${tiles.map(({ channel, state }) => `${channel} ${state}`).join(', ')}`,
    SOON_MS,
  );
  for (const tile of tiles) {
    expect(await paintedIdentity(tile)).to.equal(identityAt(channels.indexOf(tile.channel)));
  }
}

for (const { cameras, rests } of [
  { cameras: 36, rests: [0.45, 1, 0.2, 0.75] },
  { cameras: 200, rests: [0.6, 0.3] },
])
  describe(`a wall of ${cameras} cameras with max-live ${MOST_LIVE}`, () => {
    let channels: readonly string[];
    before(async () => (channels = await newCameras(cameras)));
    afterEach(clear);

    it('has never more than nine viewers, hits no limit, and shows whatever rests in view', async function () {
      this.timeout(120_000);
      const tally = await startTally(channels);
      const grid = addGrid(
        { 'max-live': String(MOST_LIVE), columns: '3', style: '--kvs-aspect-ratio: 1' },
        {},
        channels,
      );
      await until(() => grid.tiles.length === cameras, 'the grid knows all cameras');
      const bottom = document.documentElement.scrollHeight - innerHeight;
      const pxPerFrame = bottom / FRAMES;
      let longestMs = Infinity;
      let connected = NaN;
      const allConnected = (): Promise<void> =>
        until(
          async () => (await tally()).viewers === MOST_LIVE,
          'those next to the view have connected too',
          SOON_MS,
        );
      const end = performance.now() + RUSHING_MS;
      while (longestMs >= SMOOTH_MS && performance.now() < end) {
        await allShown(grid, channels);
        await allConnected();
        const before = await tally();
        longestMs = 0;
        for (const to of [bottom, 0, bottom, 0])
          longestMs = Math.max(longestMs, await scrollThrough(to, pxPerFrame));
        connected = (await tally()).connects - before.connects;
      }
      expect(longestMs, 'the longest frame of the last rush').to.be.below(SMOOTH_MS);
      expect(connected, 'connected while rushing by').to.equal(0);
      for (const part of rests) {
        await scrollThrough(bottom * part, pxPerFrame);
        await allShown(grid, channels);
      }
      await allConnected();
      const { most, refused } = await tally();
      expect(most).to.equal(MOST_LIVE);
      expect(refused).to.deep.equal([]);
    });
  });
