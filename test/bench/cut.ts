import { setTimeout as pass } from 'node:timers/promises';
import type { Undo } from '../network/support/namespaces.js';
import type { Viewer } from '../network/support/viewer.js';
import { reasonToSkipWorld, World } from '../network/support/world.js';
import { quantile } from './stats.js';
import { table } from './table.js';

const CUT_MS = 5_000;
/** A second of picture, before the cut and after it. */
const STEADY = 15;
const WAITED_MS = 25_000;
const KINDS = ['loop', 'live'] as const;

/** Ways in which the network between a viewer and a camera goes away and comes back. */
const CUTS: Readonly<Record<string, (world: World) => Promise<Undo>>> = {
  'the camera’s path is cut for 5 s; nobody notices': ({ network }) => network.block('camera'),
  'the viewer’s interface is down for 5 s': ({ network }) => network.unplug('viewer'),
};

/** Time from the return of the network to a live camera whose picture goes on. */
export async function cut({ runs }: { runs: number }): Promise<{ text: string; json: unknown }> {
  const reason = await reasonToSkipWorld();
  if (reason) return { text: `Not measured: ${reason}.`, json: { reason } };
  await using world = await World.open();
  const channels = await Promise.all([
    ...KINDS.map((kind) => world.addCamera('gate', kind)),
    ...KINDS.map((kind) => world.addCamera('barn', kind)),
  ]);
  const taken = new Map<string, number[]>();
  for (let run = 0; run < runs; run += 1) {
    for (const [name, begin] of Object.entries(CUTS)) {
      // A session learns what its camera can; each cut is the first of a page.
      await using viewer = await openWall(world, channels);
      const end = await begin(world);
      await pass(CUT_MS);
      await end();
      const endedAt = Date.now();
      const times = await Promise.all(channels.map((channel) => backAfter(viewer, channel, endedAt)));
      for (const [index, ms] of times.entries()) {
        const key = [name, KINDS[index % KINDS.length]].join('\n');
        taken.set(key, [...(taken.get(key) ?? []), ms]);
      }
    }
    console.log(`cut: round ${run + 1} of ${runs}`);
  }
  const measured = [...taken].map(([key, ms]) => {
    const [name = '', camera = ''] = key.split('\n');
    return { name, camera, ms: ms.sort((a, b) => a - b) };
  });
  const rows = measured.map(({ name, camera, ms }) => [
    name,
    camera,
    ...[0.5, 0.95, 1].map((share) => (quantile(ms, share) / 1_000).toFixed(2)),
    `${ms.length}`,
  ]);
  return { text: table(['cut', 'camera', 'p50', 'p95', 'most', 'n'], rows), json: measured };
}

async function openWall(world: World, channels: readonly string[]): Promise<Viewer> {
  const viewer = await world.openViewer();
  const openedAt = Date.now();
  await Promise.all(channels.map((channel) => viewer.add(channel)));
  await Promise.all(
    channels.map((channel) => viewer.until(channel, { after: openedAt, frames: STEADY }, WAITED_MS)),
  );
  return viewer;
}

async function backAfter(viewer: Viewer, channel: string, since: number): Promise<number> {
  const backAt = await viewer.until(channel, { after: since, frames: STEADY }, WAITED_MS);
  const { changes } = await viewer.sight(channel);
  const way = changes.slice(2).map(({ at, state }) => `${state} ${Math.round(at - since)}`);
  console.log(`cut: ${channel} after ${Math.round(backAt - since)} ms; ${way.join(', ')}`);
  return backAt - since;
}
