import type { Page } from 'puppeteer-core';

/** A camera left one state for another. */
export interface Change {
  readonly channel: string;
  readonly state: string;
}

/** Waits until `check` holds in the page; rejects with what it waited for. */
export async function until(
  page: Page,
  what: string,
  timeoutMs: number,
  check: (...given: string[]) => boolean,
  ...given: string[]
): Promise<void> {
  try {
    await page.waitForFunction(check, { timeout: timeoutMs, polling: 100 }, ...given);
  } catch (cause) {
    const states = await page.$$eval('kvs-camera', (cameras) =>
      cameras.map((camera) => `${camera.getAttribute('channel')} ${camera.getAttribute('state')}`),
    );
    const told = await page.$$eval('#panel [role=status]', (lines) => lines.map((line) => line.textContent));
    const saw = `cameras: ${states.join(', ')}; the panel says: ${told.join() || 'nothing'}`;
    throw new Error(`waited ${timeoutMs} ms for ${what}; ${saw}`, { cause });
  }
}

/** Waits until a camera shows a state. */
export function untilState(page: Page, channel: string, state: string, timeoutMs: number): Promise<void> {
  return until(
    page,
    `${channel} to be ${state}`,
    timeoutMs,
    (selector) => document.querySelector(selector) !== null,
    `kvs-camera[channel="${channel}"][state="${state}"]`,
  );
}

/** Waits until a camera is no longer live. */
export function untilDisturbed(page: Page, channel: string, timeoutMs: number): Promise<void> {
  return until(
    page,
    `${channel} to be anything but live`,
    timeoutMs,
    (selector) => document.querySelector(selector) !== null,
    `kvs-camera[channel="${channel}"]:not([state="live"])`,
  );
}

/** Notes each change of state from now on. */
export async function statesSeen(page: Page): Promise<{ all: () => Promise<Change[]> }> {
  const seen = await page.evaluateHandle(() => {
    const changes: Change[] = [];
    addEventListener('kvs-statechange', (event) => {
      const { target, state } = event as Event & Change;
      changes.push({ channel: (target as Element).getAttribute('channel') ?? '', state });
    });
    return changes;
  });
  return { all: () => seen.jsonValue() };
}

/** Opens the panel of a camera as a visitor does. */
export async function select(page: Page, channel: string): Promise<void> {
  await press(page, `[data-channel="${channel}"] .caption`);
  // The report takes more lines than the dots before it, and moves what is below.
  await until(page, `the panel to have the report of ${channel}`, 20_000, () => {
    const facts = [...document.querySelectorAll('#panel .facts dd')];
    const isReported = facts.every(({ textContent }) => textContent !== '…');
    return isReported && document.querySelector('#panel [data-fault]') !== null;
  });
}

/** Presses what a selector names, once it is there and stands still. */
export async function press(page: Page, selector: string): Promise<void> {
  await page.locator(selector).setTimeout(5_000).click();
}
