import type { Channel } from './channel.js';
import type { Refusal } from './ledger.js';

/** What was counted over some channels since the counting began. */
export interface TallySnapshot {
  /** Viewers now. */
  readonly viewers: number;
  /** Most viewers at any one time. */
  readonly most: number;
  /** Handshakes of viewers that succeeded. */
  readonly connects: number;
  /** Most handshakes of viewers within any second. */
  readonly mostPerSecond: number;
  /** Calls and handshakes that were refused, the last 20 of each channel; its camera's as well. */
  readonly refused: readonly Refusal[];
}

const SECOND_MS = 1_000;

/** Counts the viewers of some channels together, at every change, until the signal aborts. */
export class Tally {
  readonly #channels: readonly Channel[];
  readonly #connectsBefore: number;
  readonly #refusedBefore: ReadonlySet<Refusal>;
  /** When viewers connected, lately. */
  #recent: number[] = [];
  #connects: number;
  #most = 0;
  #mostPerSecond = 0;

  constructor(channels: readonly Channel[], signal: AbortSignal) {
    this.#channels = channels;
    this.#connectsBefore = this.#countConnects();
    this.#connects = this.#connectsBefore;
    this.#refusedBefore = new Set(channels.flatMap(({ ledger }) => ledger.refusals));
    for (const { ledger } of channels) {
      const unsubscribe = ledger.subscribe(() => this.#count());
      signal.addEventListener('abort', unsubscribe, { once: true });
    }
    this.#count();
  }

  snapshot(): TallySnapshot {
    return {
      viewers: this.#viewers(),
      most: this.#most,
      connects: this.#connects - this.#connectsBefore,
      mostPerSecond: this.#mostPerSecond,
      refused: this.#refused(),
    };
  }

  #count(): void {
    this.#most = Math.max(this.#most, this.#viewers());
    const now = Date.now();
    const connects = this.#countConnects();
    const fresh = Array.from({ length: connects - this.#connects }, () => now);
    this.#recent = [...this.#recent.filter((time) => now - time < SECOND_MS), ...fresh];
    this.#connects = connects;
    this.#mostPerSecond = Math.max(this.#mostPerSecond, this.#recent.length);
  }

  #refused(): Refusal[] {
    const all = this.#channels.flatMap(({ ledger }) => ledger.refusals);
    return all.filter((refusal) => !this.#refusedBefore.has(refusal));
  }

  #viewers(): number {
    return this.#channels.reduce((sum, { room }) => sum + room.viewers.length, 0);
  }

  #countConnects(): number {
    return this.#channels.reduce((sum, { ledger }) => sum + ledger.viewerConnects, 0);
  }
}
