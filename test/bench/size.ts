import { setTimeout as pass } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { table } from './table.js';
import { World } from './world.js';

/** A page, the roads taken on it, and what everything it loads may weigh, gzipped. */
interface Visit {
  readonly name: string;
  readonly page: string;
  readonly roads: readonly string[];
  /** Which of the files count: the page's own script does not where it only drives ours. */
  readonly counted: RegExp;
  readonly budgetKb?: number;
}

const VISITS: readonly Visit[] = [
  {
    name: 'one camera by a ticket, script tag of the camera alone',
    page: '/camera-alone',
    roads: ['ticket from token-url', 'leave'],
    counted: /^\/dist\//,
    budgetKb: 26,
  },
  {
    name: 'one camera by a ticket, script tag of all three',
    page: '/ours',
    roads: ['ticket from token-url', 'leave'],
    counted: /^\/dist\//,
    budgetKb: 34,
  },
  {
    name: 'chunks of the credentials road',
    page: '/ours',
    roads: ['AWS credentials, ARN, cold', 'leave'],
    counted: /^\/dist\/chunks\//,
    budgetKb: 75,
  },
  { name: 'floor', page: '/floor', roads: ['floor: ticket from token-url'], counted: /^\/bench\// },
  {
    name: 'reference, bundled and minified',
    page: '/reference',
    roads: ['reference: the steps of AWS’s page'],
    counted: /^\/bench\//,
  },
];
/** KVS hands out ICE servers of a channel five times a second; each visit asks twice or so. */
const BETWEEN_VISITS_MS = 600;
const NEAR = { rttMs: 0, isSetUpCharged: false };

/** What a page really loads until its camera plays. */
export async function size(): Promise<{ text: string; json: unknown }> {
  await using world = await World.open();
  const measured: { readonly name: string; readonly budgetKb?: number; readonly files: Weighed[] }[] = [];
  for (const { name, page, roads, counted, budgetKb } of VISITS) {
    await pass(BETWEEN_VISITS_MS);
    const files = await loaded(world, page, roads);
    const own = files.filter(({ path }) => counted.test(path));
    measured.push({ name, files: own, ...(budgetKb && { budgetKb }) });
  }
  const rows = measured.map(({ name, files, budgetKb }) => [
    name,
    kb(files.reduce((sum, { bytes }) => sum + bytes, 0)),
    budgetKb ? `${budgetKb}` : '',
    files.map(({ path, bytes }) => `${path.split('/').at(-1)} ${kb(bytes)}`).join(', '),
  ]);
  return { text: table(['what a page loads', 'kB gzip', 'budget', 'files'], rows), json: measured };
}

interface Weighed {
  readonly path: string;
  /** Gzipped. */
  readonly bytes: number;
}

function loaded(world: World, page: string, roads: readonly string[]): Promise<Weighed[]> {
  return world.visit(page, NEAR, async (visited) => {
    for (const road of roads) await visited.take(road);
    return Promise.all(
      visited.scripts.map(async (response) => ({
        path: new URL(response.url()).pathname,
        bytes: gzipSync(await response.buffer(), { level: 9 }).length,
      })),
    );
  });
}

/** Of 1000 bytes, as size-limit counts. */
function kb(bytes: number): string {
  return (bytes / 1_000).toFixed(1);
}
