import { launch, type Page } from 'puppeteer-core';
import { startPortal } from '../../local/portal/portal.js';
import type { Camera } from '../../local/cameras/index.js';
import { launchOptions } from '../support/browsers.js';
import { summarize } from './stats.js';
import { table } from './table.js';

const CHANNEL = 'barn';
const PRESSES_PER_RUN = 10;
const WAIT_MS = 10_000;

/** Milliseconds from press to the camera's first packet, and from release to its last. */
interface Press {
  readonly toFirstMs: number;
  readonly toLastMs: number;
}

/** What the page is told to do, and when it did, by the clock that the camera has as well. */
const ACT = (type: string): number => {
  const button = document.querySelector('kvs-ptt-button')?.shadowRoot?.querySelector('button');
  const at = performance.timeOrigin + performance.now();
  button?.dispatchEvent(new PointerEvent(type, { pointerId: 7, isPrimary: true, button: 0, bubbles: true }));
  return at;
};

/** Time from a press to the first packet that the camera hears, and from the release to its last. */
export async function talk({ runs }: { runs: number }): Promise<{ text: string; json: unknown }> {
  const life = new AbortController();
  const portal = await startPortal({ port: 0, servicePort: 0, signal: life.signal });
  const browser = await launch(launchOptions('chromium'));
  try {
    const page = await browser.newPage();
    await page.goto(portal.url);
    await page.waitForSelector(`kvs-camera[channel="${CHANNEL}"][state="live"]`, { timeout: WAIT_MS });
    await page.evaluate((channel) => {
      const button = document.createElement('kvs-ptt-button');
      button.camera = document.querySelector(`kvs-camera[channel="${channel}"]`);
      document.body.prepend(button);
    }, CHANNEL);
    await page.waitForSelector('kvs-ptt-button[state="idle"]', { timeout: WAIT_MS });
    const camera = portal.stack.camera(CHANNEL);
    if (!camera) throw new Error(`The portal has no camera on ${CHANNEL}`);
    const presses: Press[] = [];
    // The first one loads what later ones have, and is not counted.
    for (let count = 0; count <= runs * PRESSES_PER_RUN; count += 1) {
      const taken = await press(page, camera);
      if (count > 0) presses.push(taken);
    }
    return report(presses);
  } finally {
    await browser.close();
    life.abort();
    await portal.closed;
  }
}

async function press(page: Page, camera: Camera): Promise<Press> {
  const pressedAt = await page.evaluate(ACT, 'pointerdown');
  const since = (): number => camera.report().viewers[0]?.heard.talkingSince ?? 0;
  await camera.waitFor(() => since() >= pressedAt - 1, WAIT_MS, 'the first packet of a talk');
  await page.waitForSelector('kvs-ptt-button[state="talking"]', { timeout: WAIT_MS });
  const releasedAt = await page.evaluate(ACT, 'pointerup');
  const { viewers } = await camera.waitFor(
    (seen) => Date.now() - (seen.viewers[0]?.heard.lastPacketAt ?? 0) > 400,
    WAIT_MS,
    'silence after a talk',
  );
  const { talkingSince, lastPacketAt } = viewers[0]?.heard ?? {};
  return { toFirstMs: (talkingSince ?? 0) - pressedAt, toLastMs: (lastPacketAt ?? 0) - releasedAt };
}

function report(presses: readonly Press[]): { text: string; json: unknown } {
  const rows = { 'press to first packet': 'toFirstMs', 'release to last packet': 'toLastMs' } as const;
  const json = Object.entries(rows).map(([name, key]) => ({
    name,
    ms: summarize(presses.map((each) => each[key])),
  }));
  const lines = json.map(({ name, ms }) => [
    name,
    ...[ms.median, ms.least, ms.most].map((each) => each.toFixed(0)),
  ]);
  return { text: table(['milliseconds', 'median', 'least', 'most'], lines), json };
}
