import { setTimeout as pass } from 'node:timers/promises';
import { Inspector, type Held } from './inspector.js';
import { lightCameras } from './light-cameras.js';
import { trend, type Trend } from './stats.js';
import { table } from './table.js';
import { World, type VisitedPage } from './world.js';

const CAMERAS = 9;
const NEAR = { rttMs: 0, isSetUpCharged: false };
const HALF_MINUTE_MS = 30_000;
/** New connections are through with what they do once. */
const SETTLE_MS = 12_000;
const WINDOW_MS = 10_000;

/** What there is, and what it costs, at one time. */
interface Reading extends Held {
  readonly atMs: number;
  readonly timers: number;
  /** That the service has of all channels. */
  readonly sockets: number;
  /** That the cameras have. */
  readonly farPeers: number;
  /** Milliseconds per camera and second. */
  readonly scriptMs: number;
  readonly taskMs: number;
}

/** Nine cameras for a long time, each reconnected once a minute; read twice a minute. */
export async function long({ minutes }: { minutes: number }): Promise<{ text: string; json: unknown }> {
  await using world = await World.open(lightCameras(CAMERAS));
  const readings = await world.visitLast('/long', NEAR, async (visited) => {
    await visited.page.setViewport({ width: 1280, height: 1000 });
    const inspector = await Inspector.of(visited.page);
    await visited.take('wall of <kvs-camera>');
    const startedAt = performance.now();
    const taken: Reading[] = [];
    for (let half = 0; half < 2 * minutes; half += 1) {
      await pass(Math.max(0, startedAt + half * HALF_MINUTE_MS - performance.now()));
      if (half % 2 === 0) await visited.take('reconnect');
      await pass(SETTLE_MS);
      taken.push(await read(world, visited, inspector, startedAt));
      console.log(`long: ${((half + 1) / 2).toFixed(1)} of ${minutes} minutes`);
    }
    return taken;
  });
  return report(readings);
}

async function read(
  { stack }: World,
  { page, wish }: VisitedPage,
  inspector: Inspector,
  startedAt: number,
): Promise<Reading> {
  const { scriptMs, taskMs, lengthMs } = await inspector.spent(WINDOW_MS);
  const cameraSeconds = (CAMERAS * lengthMs) / 1_000;
  const held = await inspector.held();
  const sum = (count: (channel: string) => number): number =>
    wish.channels.reduce((all, channel) => all + count(channel), 0);
  return {
    ...held,
    atMs: performance.now() - startedAt,
    timers: await page.evaluate(() => globalThis.timersSet()),
    sockets: sum((channel) => stack.service.channel(channel).viewers.length),
    farPeers: sum((channel) => stack.camera(channel)?.report().viewers.length ?? 0),
    scriptMs: scriptMs / cameraSeconds,
    taskMs: taskMs / cameraSeconds,
  };
}

const ROWS: readonly (readonly [what: string, key: keyof Reading, unit: number, digits: number])[] = [
  ['heap after collection, kB', 'heapBytes', 1_000, 0],
  ['nodes', 'nodes', 1, 0],
  ['listeners', 'listeners', 1, 0],
  ['peers, with closed ones', 'peers', 1, 0],
  ['timers', 'timers', 1, 0],
  ['sockets at the service', 'sockets', 1, 0],
  ['peers at the cameras', 'farPeers', 1, 0],
  ['script, ms per camera and second', 'scriptMs', 1, 3],
  ['main thread, ms per camera and second', 'taskMs', 1, 3],
];

function report(readings: readonly Reading[]): { text: string; json: unknown } {
  const measured = ROWS.map(([what, key, unit, digits]) => {
    const values = readings.map((reading) => reading[key] / unit);
    const perHour = trend(readings.map(({ atMs }, index) => [atMs / 3_600_000, values[index] ?? Number.NaN]));
    return { what, digits, first: values[0] ?? Number.NaN, last: values.at(-1) ?? Number.NaN, perHour };
  });
  const rows = measured.map(({ what, digits, first, last, perHour }) => [
    what,
    first.toFixed(digits),
    last.toFixed(digits),
    words(perHour, digits),
  ]);
  const head = [`${CAMERAS} cameras`, 'first', 'last', 'growth per hour (95 % between)'];
  return { text: table(head, rows), json: { readings, trends: measured } };
}

function words({ slope, low, high }: Trend, digits: number): string {
  return `${slope.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
}
