import { onAbort, timerMs } from '../../core/lifetime.js';
import { Roll } from './roll.js';
import { typeFor } from './video-type.js';

/** What the newer roll may hold of the page's memory before it becomes the older; that has at most twice as much. */
const MAX_BYTES = 32 * 2 ** 20;

/** A roll for less would cost more to begin than it holds. */
const LEAST_MS = 1_000;

/**
 * Keeps what has been, so that a recording can begin before somebody asks for it. A recording cannot be cut, so two
 * overlap: the older one holds the last `seconds` at least, and twice that at most; less where that is too large. Ends
 * with `signal`.
 */
export class PreRoll {
  readonly #make: () => Roll;
  #older: Roll;
  #newer: Roll | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isHanded = false;

  constructor(tracks: readonly MediaStreamTrack[], codec: string, seconds: number, signal: AbortSignal) {
    this.#make = () => {
      const roll = new Roll(tracks, typeFor(codec));
      roll.maxBytes = MAX_BYTES;
      roll.onEnd = (reason) => {
        // One that is stopped still hands over its rest.
        const isNewest = roll === (this.#newer ?? this.#older);
        if (reason === 'full' && isNewest && !this.#isHanded) this.#turn();
      };
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#turn(), timerMs(Math.max(seconds * 1_000, LEAST_MS), LEAST_MS));
      return roll;
    };
    this.#older = this.#make();
    onAbort(signal, () => {
      if (!this.#isHanded) this.hand().stop();
    });
  }

  /** What there is, and goes on: whoever takes it answers for its end. Nothing more is kept here. */
  hand(): Roll {
    this.#isHanded = true;
    clearTimeout(this.#timer);
    this.#newer?.stop();
    this.#newer = null;
    return this.#older;
  }

  #turn(): void {
    if (this.#newer) {
      this.#older.stop();
      this.#older = this.#newer;
    }
    this.#newer = this.#make();
  }
}
