import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { watchVisibility } from './page.js';

interface TourHost extends ReactiveControllerHost, HTMLElement {
  readonly tour: number;
  /** Whether somebody talks to a camera, records one, or watches it elsewhere. */
  readonly isAnyHeld: boolean;
  next(): void;
}

const TOUCHES = ['pointerdown', 'pointermove', 'wheel', 'keydown', 'focusin', 'kvs-talkchange'] as const;
/** A tour that is faster shows nothing, and keeps the page busy. */
const SHORTEST_REST_MS = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Goes on to the next camera every so many seconds, but only while nobody touches the grid, holds a camera or
 * has the page hidden. Each step is a cut, so there is no motion for whoever wants less of it.
 */
export class TourController implements ReactiveController {
  readonly #host: TourHost;
  #life: AbortController | null = null;
  #seconds = 0;
  /** As `performance.now()`: the last step, or touch. */
  #restedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: TourHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    this.#start();
  }

  hostUpdated(): void {
    if (this.#seconds !== this.#host.tour) this.#start();
  }

  hostDisconnected(): void {
    this.#life?.abort();
    this.#life = null;
  }

  #start(): void {
    this.#life?.abort();
    this.#life = null;
    this.#seconds = this.#host.tour;
    if (!(this.#seconds > 0 && this.#host.isConnected)) return;
    this.#life = new AbortController();
    const { signal } = this.#life;
    const touch = (): void => void (this.#restedAt = performance.now());
    for (const type of TOUCHES) this.#host.addEventListener(type, touch, { signal, passive: true });
    const unwatch = watchVisibility((isVisible) => (isVisible ? this.#rest() : clearTimeout(this.#timer)));
    signal.addEventListener('abort', () => {
      unwatch();
      clearTimeout(this.#timer);
    });
    this.#rest();
  }

  get #restMs(): number {
    return Math.max(this.#seconds * 1_000, SHORTEST_REST_MS);
  }

  #rest(): void {
    this.#restedAt = performance.now();
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    const dueMs = this.#restedAt + this.#restMs - performance.now();
    this.#timer = setTimeout(() => this.#step(), Math.min(dueMs, LONGEST_TIMER_MS));
  }

  #step(): void {
    // Somebody has touched something in the meantime.
    if (performance.now() - this.#restedAt < this.#restMs - 1) return this.#wait();
    if (!this.#host.isAnyHeld && document.visibilityState === 'visible') this.#host.next();
    this.#rest();
  }
}
