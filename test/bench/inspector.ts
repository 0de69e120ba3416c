import type { CDPSession, Page } from 'puppeteer-core';

/** What a page holds, after the garbage is collected. */
export interface Held {
  readonly heapBytes: number;
  readonly nodes: number;
  readonly listeners: number;
  readonly peers: number;
}

/** Milliseconds of a page's main thread over a while. */
export interface Spent {
  /** In functions of scripts and what they call, and in collecting their garbage; by the profiler's samples. */
  readonly scriptMs: number;
  /** In all tasks, which is what a page of bare `<video>`s takes as well. */
  readonly taskMs: number;
  readonly lengthMs: number;
}

const SAMPLING_US = 100;
const COLLECTIONS = 3;
/** Not script: `(program)` is the browser's own code. */
const NOT_SCRIPT: readonly string[] = ['(idle)', '(program)', '(root)'];

/** Looks into a page through the browser's debugging protocol. */
export class Inspector {
  readonly #cdp: CDPSession;

  private constructor(cdp: CDPSession) {
    this.#cdp = cdp;
  }

  static async of(page: Page): Promise<Inspector> {
    const cdp = await page.createCDPSession();
    await cdp.send('Performance.enable');
    await cdp.send('Profiler.enable');
    await cdp.send('Profiler.setSamplingInterval', { interval: SAMPLING_US });
    return new Inspector(cdp);
  }

  async held(): Promise<Held> {
    for (let round = 0; round < COLLECTIONS; round += 1) await this.#cdp.send('HeapProfiler.collectGarbage');
    const metrics = await this.#metrics();
    return {
      heapBytes: metrics('JSHeapUsedSize'),
      nodes: metrics('Nodes'),
      listeners: metrics('JSEventListeners'),
      peers: metrics('RTCPeerConnections'),
    };
  }

  /** What the main thread does while nobody does anything to the page. */
  async spent(lengthMs: number): Promise<Spent> {
    await this.#cdp.send('Profiler.start');
    const before = await this.#metrics();
    await new Promise((resolve) => setTimeout(resolve, lengthMs));
    const after = await this.#metrics();
    const { profile } = await this.#cdp.send('Profiler.stop');
    const names = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame.functionName]));
    const { samples = [], timeDeltas = [] } = profile;
    const scriptUs = samples.reduce(
      (sum, id, index) => sum + (NOT_SCRIPT.includes(names.get(id) ?? '') ? 0 : (timeDeltas[index] ?? 0)),
      0,
    );
    const passed = (name: string): number => (after(name) - before(name)) * 1_000;
    return { scriptMs: scriptUs / 1_000, taskMs: passed('TaskDuration'), lengthMs: passed('Timestamp') };
  }

  async #metrics(): Promise<(name: string) => number> {
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    return (name) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  }
}
