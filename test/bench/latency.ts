import { summarize, type Sample } from './stats.js';
import { range, table } from './table.js';
import { World, type VisitedPage } from './world.js';

/** How a camera is shown. */
export interface Setting {
  readonly name: string;
  readonly of: 'camera' | 'bare';
  readonly latency?: 'low' | 'balanced' | 'smooth';
  /** The receiver's `jitterBufferTarget`; the browser's own when it is left out. */
  readonly targetMs?: number;
  readonly isRelayed?: boolean;
}

/** A path from the camera to the page. */
interface Path {
  readonly name: string;
  readonly jitterMs?: number;
  readonly settings: readonly Setting[];
}

const SETTINGS: readonly Setting[] = [
  { name: '<kvs-camera latency="low">', of: 'camera', latency: 'low' },
  { name: 'bare <video>, target 0 ms', of: 'bare', targetMs: 0 },
  { name: 'bare <video>, the browser’s default', of: 'bare' },
  { name: '<kvs-camera latency="balanced">', of: 'camera', latency: 'balanced' },
  { name: 'bare <video>, target 150 ms', of: 'bare', targetMs: 150 },
  { name: '<kvs-camera latency="smooth">', of: 'camera', latency: 'smooth' },
  { name: 'bare <video>, target 500 ms', of: 'bare', targetMs: 500 },
];
const PATHS: readonly Path[] = [
  { name: 'direct path', settings: SETTINGS },
  // A buffer of a fixed size hides the jitter, so only the three without are of interest.
  {
    name: 'relay with 40 ms of delay and up to 30 ms of jitter',
    jitterMs: 30,
    settings: SETTINGS.filter(({ latency: wanted, targetMs }) => (wanted ?? 'low') === 'low' && !targetMs),
  },
];
const DELAY_MS = 40;
const CAMERA = { channel: 'front-door', kind: 'live', picture: 'front-door' } as const;
const NEAR = { rttMs: 0, isSetUpCharged: false };

/** Milliseconds from capture to screen by one setting. */
interface Measured {
  readonly path: string;
  readonly setting: string;
  /** Of all frames. */
  readonly frames: Sample;
  /** Of the medians of each visit. */
  readonly visits: Sample;
}

/** Time from the camera's painting of a picture to its being on the screen. */
export async function latency({ runs }: { runs: number }): Promise<{ text: string; json: unknown }> {
  await using world = await World.open([CAMERA]);
  const taken = new Map<string, number[][]>();
  for (let run = 0; run < runs; run += 1) {
    for (const { name, jitterMs, settings } of PATHS) {
      const shape = jitterMs === undefined ? {} : { delayMs: DELAY_MS, jitterMs };
      world.stack.turn.shape({ toClient: shape });
      for (const setting of settings) {
        const frames = await world.visitLast('/latency', NEAR, (visited) =>
          watch(visited, { ...setting, isRelayed: jitterMs !== undefined }),
        );
        // It would go on to encode for a bare viewer that has left without a word.
        world.stack.camera(CAMERA.channel)?.hangUp();
        const key = [name, setting.name].join('\n');
        taken.set(key, [...(taken.get(key) ?? []), frames]);
      }
    }
    console.log(`latency: round ${run + 1} of ${runs}`);
  }
  const measured = [...taken].map(([key, visits]): Measured => {
    const [path = '', setting = ''] = key.split('\n');
    const medians = summarize(visits.map((frames) => summarize(frames).median));
    return { path, setting, frames: summarize(visits.flat()), visits: medians };
  });
  return { text: print(measured), json: measured };
}

function watch({ page, wish }: VisitedPage, setting: Setting): Promise<number[]> {
  return page.evaluate((how, told) => globalThis.measureLatency(how, told), setting, wish);
}

function print(measured: readonly Measured[]): string {
  return PATHS.map(({ name }) => {
    const rows = measured
      .filter(({ path }) => path === name)
      .map(({ setting, frames, visits }) => [setting, range(frames), range(visits), `${frames.count}`]);
    const head = ['milliseconds from capture to screen', 'of all frames', 'of the visits’ medians', 'frames'];
    return `By the ${name}:\n\n${table(head, rows)}`;
  }).join('\n\n');
}
