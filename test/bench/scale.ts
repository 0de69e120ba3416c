import { Inspector, type Held } from './inspector.js';
import { lightCameras } from './light-cameras.js';
import { slope, summarize, type Sample } from './stats.js';
import { range, table } from './table.js';
import { World, type VisitedPage } from './world.js';

const SIZES = [1, 4, 9, 16, 25, 36];
const PAGES = [
  { kind: '<kvs-camera>', path: '/wall', road: 'wall of <kvs-camera>' },
  { kind: 'bare <video>', path: '/bare-wall', road: 'wall of bare viewers' },
] as const;
const NEAR = { rttMs: 0, isSetUpCharged: false };
/** A burst at the start and what is done once are over by then. */
const SETTLE_MS = 2_500;
/** Two looks at the statistics, which come once a second. */
const WINDOW_MS = 2_000;

/** A wall of so many cameras. */
interface Wall {
  readonly kind: string;
  readonly cameras: number;
  /** Until all show a picture, which takes the camera's program as well. */
  readonly liveMs: number;
  readonly framesPerSecond: number;
  /** Milliseconds per camera and second. */
  readonly scriptMs: Sample;
  readonly taskMs: Sample;
  /** More than the page had without cameras. */
  readonly held: Held;
}

/** What a camera at rest costs the page, from one to 36 on a wall. */
export async function scale({ runs }: { runs: number }): Promise<{ text: string; json: unknown }> {
  const walls: Wall[] = [];
  for (const cameras of SIZES) {
    await using world = await World.open(lightCameras(cameras));
    for (const page of PAGES) {
      walls.push(await world.visit(page.path, NEAR, (visited) => measure(visited, page, cameras, runs)));
    }
    console.log(`scale: ${cameras} measured`);
  }
  return { text: print(walls), json: walls };
}

async function measure(
  visited: VisitedPage,
  { kind, road }: (typeof PAGES)[number],
  cameras: number,
  windows: number,
): Promise<Wall> {
  await visited.page.setViewport({ width: 1280, height: 1000 });
  const inspector = await Inspector.of(visited.page);
  const empty = await inspector.held();
  const liveMs = await visited.take(road);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const full = await inspector.held();
  const [scripts, tasks]: [number[], number[]] = [[], []];
  const before = await visited.take('frames');
  const startedAt = performance.now();
  for (let window = 0; window < windows; window += 1) {
    const { scriptMs, taskMs, lengthMs } = await inspector.spent(WINDOW_MS);
    const cameraSeconds = (cameras * lengthMs) / 1_000;
    scripts.push(scriptMs / cameraSeconds);
    tasks.push(taskMs / cameraSeconds);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const framesPerSecond = ((await visited.take('frames')) - before) / seconds / cameras;
  await visited.take('leave');
  const held = Object.fromEntries(
    Object.entries(full).map(([name, count]) => [name, count - empty[name as keyof Held]]),
  ) as unknown as Held;
  const spent = { scriptMs: summarize(scripts), taskMs: summarize(tasks) };
  return { kind, cameras, liveMs, framesPerSecond, ...spent, held };
}

function print(walls: readonly Wall[]): string {
  const rows = walls.map(({ kind, cameras, liveMs, framesPerSecond, scriptMs, taskMs, held }) => [
    kind,
    `${cameras}`,
    (liveMs / 1_000).toFixed(2),
    framesPerSecond.toFixed(1),
    range(scriptMs, 2),
    range(taskMs, 2),
    (held.heapBytes / 1_000).toFixed(0),
    `${held.nodes}`,
    `${held.listeners}`,
  ]);
  const head = [
    'wall of',
    'cameras',
    'all live after s',
    'frames/s each',
    'script ms per camera and second',
    'main thread ms per camera and second',
    'heap kB',
    'nodes',
    'listeners',
  ];
  const perCamera = PAGES.map(({ kind }) => {
    const own = walls.filter((wall) => wall.kind === kind);
    const grows = (pick: (held: Held) => number): number =>
      slope(own.map(({ cameras, held }) => [cameras, pick(held)]));
    const kilobytes = grows(({ heapBytes }) => heapBytes) / 1_000;
    const [nodes, listeners] = [grows((held) => held.nodes), grows((held) => held.listeners)];
    return `${kind}: each further camera takes ${kilobytes.toFixed(1)} kB of the heap, ${nodes.toFixed(0)} nodes, ${listeners.toFixed(0)} listeners.`;
  });
  return `${table(head, rows)}\n\n${perCamera.join('\n')}`;
}
