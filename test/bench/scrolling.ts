import { lightCameras } from './light-cameras.js';
import { table } from './table.js';
import { World } from './world.js';

const CAMERAS = 200;
const NEAR = { rttMs: 0, isSetUpCharged: false };
const LONG_MS = 50;
const KINDS = ['<kvs-camera>, lazy', '<kvs-grid max-live="9">', 'empty boxes'] as const;

/** What a page was busy with while it was scrolled. */
export interface Scrolled {
  /** Milliseconds of the longest task in which the cameras were made, before all scrolling. */
  readonly fillingMs: number;
  /** Milliseconds of each task that took longer than 50. */
  readonly longTasks: readonly number[];
  /** Milliseconds that the element's script took in each frame that was late, the handlers of its callbacks included. */
  readonly ownScript: readonly number[];
  /** Of all live cameras at the end. */
  readonly live: number;
}

/** A page with 200 cameras, from its top to its end and back, slowly and then fast. */
export async function scrolling(): Promise<{ text: string; json: unknown }> {
  const results: (Scrolled & { readonly kind: string })[] = [];
  for (const kind of KINDS) {
    await using world = await World.open(lightCameras(CAMERAS));
    const scrolled = await world.visitLast('/long-page', NEAR, async ({ page, wish }) => {
      await page.setViewport({ width: 1280, height: 1000 });
      return page.evaluate((name, told) => globalThis.scroll200(name, told), kind, wish);
    });
    if (scrolled) results.push({ kind, ...scrolled });
    console.log(`scrolling: ${kind} ${scrolled ? 'scrolled' : 'is not there yet'}`);
  }
  const rows = results.map(({ kind, fillingMs, longTasks, ownScript, live }) => [
    kind,
    fillingMs.toFixed(0),
    `${longTasks.length}`,
    longest(longTasks),
    `${ownScript.filter((ms) => ms > LONG_MS).length}`,
    longest(ownScript),
    `${live}`,
  ]);
  const head = [
    `${CAMERAS} of`,
    'made in ms',
    'tasks > 50 ms',
    'longest ms',
    'of our script',
    'our longest ms in a late frame',
    'live at the end',
  ];
  return { text: table(head, rows), json: results };
}

function longest(all: readonly number[]): string {
  return all.length > 0 ? Math.max(...all).toFixed(0) : '–';
}
