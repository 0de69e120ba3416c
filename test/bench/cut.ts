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

/** Milliseconds from the return of the network to the next frame, and to a live camera whose picture goes on. */
interface Return {
  readonly next: number;
  readonly steady: number;
}

/** How long a camera takes to come back after the network has. */
export async function cut({ runs }: { runs: number }): Promise<{ text: string; json: unknown }> {
  const reason = await reasonToSkipWorld();
  if (reason) return { text: `Not measured: ${reason}.`, json: { reason } };
  await using world = await World.open();
  const channels = await Promise.all([
    ...KINDS.map((kind) => world.addCamera('gate', kind)),
    ...KINDS.map((kind) => world.addCamera('barn', kind)),
  ]);
  const taken = new Map<string, Return[]>();
  for (let run = 0; run < runs; run += 1) {
    for (const [name, begin] of Object.entries(CUTS)) {
      // A session learns what its camera can; each cut is the first of a page.
      await using viewer = await openWall(world, channels);
      const end = await begin(world);
      await pass(CUT_MS);
      await end();
      const endedAt = Date.now();
      const times = await Promise.all(channels.map((channel) => backAfter(viewer, channel, endedAt)));
      for (const [index, time] of times.entries()) {
        const key = [name, KINDS[index % KINDS.length]].join('\n');
        taken.set(key, [...(taken.get(key) ?? []), time]);
      }
    }
    console.log(`cut: round ${run + 1} of ${runs}`);
  }
  const measured = [...taken].map(([key, times]) => {
    const [name = '', camera = ''] = key.split('\n');
    const sorted = (which: keyof Return): number[] => times.map((one) => one[which]).sort((a, b) => a - b);
    return { name, camera, next: sorted('next'), steady: sorted('steady') };
  });
  const rows = measured.map(({ name, camera, next, steady }) => [
    name,
    camera,
    ...[next, steady].flatMap((ms) =>
      [0.5, 0.95, 1].map((share) => (quantile(ms, share) / 1_000).toFixed(2)),
    ),
    `${next.length}`,
  ]);
  const heads = ['next frame', 'goes on'].flatMap((what) =>
    ['p50', 'p95', 'most'].map((how) => `${what} ${how}`),
  );
  return { text: table(['cut', 'camera', ...heads, 'n'], rows), json: measured };
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

async function backAfter(viewer: Viewer, channel: string, since: number): Promise<Return> {
  const backAt = await viewer.until(channel, { after: since, frames: STEADY }, WAITED_MS);
  const { changes, frames } = await viewer.sight(channel);
  const next = (frames.find((at) => at > since) ?? backAt) - since;
  const steady = backAt - since;
  const way = changes.slice(2).map(({ at, state }) => `${state} ${Math.round(at - since)}`);
  console.log(
    `cut: ${channel}: next frame ${Math.round(next)} ms, goes on ${Math.round(steady)} ms; ${way.join(', ')}`,
  );
  return { next, steady };
}
