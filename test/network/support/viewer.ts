import type { Browser, Page } from 'puppeteer-core';
import type { Sight, Wanted } from './page.js';

const LOAD_MS = 60_000;

/** A page with cameras, as seen from a test. */
export class Viewer implements AsyncDisposable {
  readonly #page: Page;

  static async open(browser: Browser, url: string): Promise<Viewer> {
    const page = await browser.newPage();
    const broken = new Promise<never>((_, reject) => page.once('pageerror', reject));
    const started = page
      .goto(url, { timeout: LOAD_MS })
      .then(() => page.waitForFunction('globalThis.watch', { timeout: LOAD_MS }));
    await Promise.race([started, broken]);
    return new Viewer(page);
  }

  private constructor(page: Page) {
    this.#page = page;
  }

  /** Puts a camera into the page; its id is the channel. */
  async add(channel: string, attributes: Readonly<Record<string, string>> = {}): Promise<void> {
    const all = { channel, ...attributes };
    await this.#page.evaluate((...made) => globalThis.watch.add(...made), channel, all);
  }

  sight(channel: string): Promise<Sight> {
    return this.#page.evaluate((id) => globalThis.watch.sight(id), channel);
  }

  /** Waits until a camera is live and looks as wanted; resolves to when (epoch ms) the first frame came. */
  until(channel: string, wanted: Wanted, timeoutMs: number): Promise<number> {
    return this.#page.evaluate((...made) => globalThis.watch.until(...made), channel, wanted, timeoutMs);
  }

  /** By its colour, which camera is on the screen. */
  painted(channel: string): Promise<string> {
    return this.#page.evaluate((id) => globalThis.watch.painted(id), channel);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#page.close();
  }
}

/** Milliseconds that a picture stood still at the longest, between two times. */
export function longestGap(frames: readonly number[], from: number, to: number): number {
  const marks = [from, ...frames.filter((at) => at > from && at < to), to];
  return Math.round(Math.max(...marks.map((at, index) => at - (marks[index - 1] ?? from))));
}
