import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { CameraState } from './camera-state.js';
import { KvsSummaryEvent, type GridSummary } from './grid-events.js';

type Count = Exclude<keyof GridSummary, 'total'>;

interface SummaryHost extends ReactiveControllerHost, HTMLElement {
  readonly states: readonly CameraState[];
}

const PAUSE_MS = 250;
const SPEECH_PAUSE_MS = 1_500;

/** Those that are left out are in the total only. */
const COUNTED_AS: Partial<Record<CameraState, Count>> = {
  live: 'live',
  frozen: 'reconnecting',
  reconnecting: 'reconnecting',
  offline: 'offline',
  denied: 'failed',
  blocked: 'failed',
  failed: 'failed',
  ended: 'failed',
};

/** How many cameras are how. */
export function summarise(states: readonly CameraState[]): GridSummary {
  const counts = { live: 0, reconnecting: 0, offline: 0, failed: 0, total: states.length };
  for (const state of states) {
    const count = COUNTED_AS[state];
    if (count) counts[count] += 1;
  }
  return counts;
}

/** Counts a grid's cameras, and tells when the numbers have changed; seldom, however many change at once. */
export class SummaryController implements ReactiveController {
  readonly #host: SummaryHost;
  #summary: GridSummary = summarise([]);
  #spoken: GridSummary | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #speech: ReturnType<typeof setTimeout> | undefined;

  constructor(host: SummaryHost) {
    this.#host = host;
    host.addController(this);
    host.addEventListener('kvs-statechange', () => this.changed());
  }

  /** What there is to say aloud; null as long as no camera has been in trouble. Even calmer than the event. */
  get spoken(): GridSummary | null {
    return this.#spoken;
  }

  hostConnected(): void {
    this.changed();
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#speech);
    [this.#timer, this.#speech] = [undefined, undefined];
  }

  /** A camera has changed, come or gone. */
  changed(): void {
    if (this.#host.isConnected) this.#timer ??= setTimeout(() => this.#tell(), PAUSE_MS);
  }

  #tell(): void {
    this.#timer = undefined;
    const before = this.#summary;
    const now = summarise(this.#host.states);
    if (Object.entries(now).every(([name, count]) => Reflect.get(before, name) === count)) return;
    this.#summary = now;
    this.#speech ??= setTimeout(() => this.#speak(), SPEECH_PAUSE_MS);
    this.#host.dispatchEvent(new KvsSummaryEvent(now));
  }

  #speak(): void {
    this.#speech = undefined;
    const { reconnecting, offline, failed } = this.#summary;
    if (!this.#spoken && reconnecting + offline + failed === 0) return;
    this.#spoken = this.#summary;
    this.#host.requestUpdate();
  }
}
