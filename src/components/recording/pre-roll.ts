import { onAbort, timerMs } from '../../core/lifetime.js';
import { Roll } from './roll.js';
import { typeFor } from './video-type.js';

/** What one roll may hold of the page's memory; there are two. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * Keeps what has been, so that a recording can begin before somebody asks for it. A recording cannot be cut, so two
 * overlap: the older one holds the last `seconds` at least, and twice that at most. Ends with `signal`.
 */
export class PreRoll {
  readonly #make: () => Roll;
  readonly #timer: ReturnType<typeof setInterval>;
  #older: Roll;
  #newer: Roll | null = null;
  #isHanded = false;

  constructor(tracks: readonly MediaStreamTrack[], codec: string, seconds: number, signal: AbortSignal) {
    this.#make = () => {
      const roll = new Roll(tracks, typeFor(codec));
      roll.maxBytes = MAX_BYTES;
      roll.onEnd = (reason) => {
        if (reason === 'full') this.#turn();
      };
      return roll;
    };
    this.#older = this.#make();
    this.#timer = setInterval(() => this.#turn(), timerMs(seconds * 1_000, 0));
    onAbort(signal, () => {
      if (!this.#isHanded) this.hand().stop();
    });
  }

  /** What there is, and goes on: whoever takes it answers for its end. Nothing more is kept here. */
  hand(): Roll {
    this.#isHanded = true;
    clearInterval(this.#timer);
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
