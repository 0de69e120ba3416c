import type { CDPSession, Page } from 'puppeteer-core';
import { HeapGraph } from './heap-graph.js';
import type { Wall } from './page/wall.js';

/** Classes that are counted on the heap, and what tells whether one of them still runs. */
const CLASSES = {
  RTCPeerConnection: 'connectionState',
  WebSocket: 'readyState',
  RTCDataChannel: 'readyState',
  MediaStreamTrack: 'readyState',
  MediaStream: 'active',
  HTMLVideoElement: 'isConnected',
} as const;

type ClassName = keyof typeof CLASSES;
type States = Readonly<Record<ClassName, readonly string[]>>;

const OVER: readonly string[] = ['closed', 'ended', 'false', String(WebSocket.CLOSED)];
const COLLECTIONS = 3;
/**
 * What Chromium itself holds on to: an event that was due when a peer was closed is never dispatched, and its
 * closure keeps the closed peer, with whatever hangs on it, until the page ends.
 */
const BROWSERS_OWN = /\bblink::RTCPeerConnection::Change\w+/;

/** What runs in a page. */
export interface Running {
  /** Instances that still run, by class: not closed, not ended, in the document. */
  readonly open: Readonly<Record<ClassName, number>>;
  readonly timers: number;
}

/** What a page has, after the garbage is collected. */
export interface Count extends Running {
  /** Instances on the heap that a script could still reach, or the browser itself keeps. */
  readonly kept: Readonly<Record<ClassName, number>>;
  /** Platform objects that are kept by something else than {@link BROWSERS_OWN}, with or without a script's sight. */
  readonly held: Readonly<Record<string, number>>;
  readonly listeners: number;
  readonly nodes: number;
}

/** Counts what lives in a page, through the browser's debugging protocol. */
export class Census {
  readonly #page: Page;
  readonly #cdp: CDPSession;

  private constructor(page: Page, cdp: CDPSession) {
    this.#page = page;
    this.#cdp = cdp;
  }

  static async of(page: Page): Promise<Census> {
    const cdp = await page.createCDPSession();
    await cdp.send('Performance.enable');
    return new Census(page, cdp);
  }

  /** Collects the garbage, then counts. */
  async take(): Promise<Count> {
    await this.collect();
    const states = await this.#states();
    const kept = mapped(states, ({ length }) => length);
    const graph = await HeapGraph.of(this.#cdp);
    const held = graph.count(
      ['RTCPeerConnection', 'RTCDataChannel', 'MediaStreamTrack', 'MediaStream'],
      BROWSERS_OWN,
    );
    const { JSEventListeners: listeners = 0, Nodes: nodes = 0 } = await this.#metrics();
    return { ...(await this.#running(states)), kept, held, listeners, nodes };
  }

  /** Waits until the page runs what is wanted, or the time is up, then counts. */
  async settled(isWanted: (running: Running) => boolean, timeoutMs: number): Promise<Count> {
    const end = performance.now() + timeoutMs;
    while (!isWanted(await this.#running(await this.#states())) && performance.now() < end)
      await this.collect();
    return this.take();
  }

  /** Bytes of the JavaScript heap after the garbage is collected. */
  async heap(): Promise<number> {
    await this.collect();
    return (await this.#metrics())['JSHeapUsedSize'] ?? Number.NaN;
  }

  async collect(): Promise<void> {
    for (let round = 0; round < COLLECTIONS; round += 1) await this.#cdp.send('HeapProfiler.collectGarbage');
  }

  async #metrics(): Promise<Readonly<Record<string, number>>> {
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  async #running(states: States): Promise<Running> {
    const open = mapped(states, (all) => all.filter((state) => !OVER.includes(state)).length);
    const timers = await this.#page.evaluate(() =>
      (Reflect.get(window, 'wall') as Pick<Wall, 'timersRunning'>).timersRunning(),
    );
    return { open, timers };
  }

  async #states(): Promise<States> {
    const states: Partial<Record<ClassName, string[]>> = {};
    for (const name of Object.keys(CLASSES) as ClassName[]) states[name] = await this.#statesOf(name);
    return states as States;
  }

  async #statesOf(name: ClassName): Promise<string[]> {
    const objectGroup = 'census';
    const prototype = await this.#cdp.send('Runtime.evaluate', {
      expression: `${name}.prototype`,
      objectGroup,
    });
    const prototypeObjectId = prototype.result.objectId ?? '';
    const { objects } = await this.#cdp.send('Runtime.queryObjects', { prototypeObjectId, objectGroup });
    const { result } = await this.#cdp.send('Runtime.callFunctionOn', {
      functionDeclaration: `function () { return this.map((one) => String(one.${CLASSES[name]})); }`,
      objectId: objects.objectId ?? '',
      returnByValue: true,
    });
    await this.#cdp.send('Runtime.releaseObjectGroup', { objectGroup });
    return result.value as string[];
  }
}

function mapped(states: States, number: (all: readonly string[]) => number): Record<ClassName, number> {
  return Object.fromEntries(Object.entries(states).map(([name, all]) => [name, number(all)])) as Record<
    ClassName,
    number
  >;
}

/** By how much something may have become more, by its name in {@link excess}. */
export type Spare = Readonly<Record<string, number>>;

/** What has become more than expected, as sentences. */
export function excess(found: Count, expected: Count, spare: Spare = {}): string[] {
  const before = flat(expected);
  return Object.entries(flat(found))
    .filter(([name, count]) => count > (before[name] ?? 0) + (spare[name] ?? 0))
    .map(([name, count]) => `${name} has become ${count}, from ${before[name] ?? 0}`);
}

/** What can be compared. Tracks and streams are counted as held: script objects of theirs come and go. */
function flat({ open, kept, held, timers, listeners, nodes }: Count): Record<string, number> {
  return {
    'running peers': open.RTCPeerConnection,
    'running sockets': open.WebSocket,
    sockets: kept.WebSocket,
    pictures: kept.HTMLVideoElement,
    ...held,
    timers,
    listeners,
    nodes,
  };
}
