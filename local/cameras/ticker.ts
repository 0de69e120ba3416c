/** Called with the number of the newest frame or packet that is due, counted since 1970. */
export type Beat = (index: number) => void;

/** One timer that drives the media of every camera in the process; it rests while nobody listens. */
export class Ticker {
  readonly #voices = new Map<number, Set<Beat>>();
  readonly #last = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;

  /** Calls `beat` `rate` times a second, in step with the wall clock, until the signal aborts. */
  every(rate: number, beat: Beat, signal: AbortSignal): void {
    if (signal.aborted) return;
    const voices = this.#voices.get(rate) ?? new Set();
    this.#voices.set(rate, voices.add(beat));
    if (!this.#last.has(rate)) this.#last.set(rate, indexAt(Date.now(), rate));
    signal.addEventListener('abort', () => this.#leave(rate, beat), { once: true });
    this.#schedule();
  }

  /** Whether the timer runs; it does only while somebody listens. */
  get running(): boolean {
    return this.#timer !== undefined;
  }

  #leave(rate: number, beat: Beat): void {
    const voices = this.#voices.get(rate);
    voices?.delete(beat);
    if (voices?.size === 0) {
      this.#voices.delete(rate);
      this.#last.delete(rate);
    }
    this.#schedule();
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#voices.size === 0) return;
    const now = Date.now();
    const due = [...this.#voices.keys()].map((rate) => Math.ceil(((indexAt(now, rate) + 1) * 1000) / rate));
    this.#timer = setTimeout(() => this.#tick(), Math.max(1, Math.min(...due) - now));
  }

  #tick(): void {
    const now = Date.now();
    for (const [rate, voices] of this.#voices) {
      const index = indexAt(now, rate);
      if (index === this.#last.get(rate)) continue;
      this.#last.set(rate, index);
      for (const beat of voices) beat(index);
    }
    this.#schedule();
  }
}

/** Number of the frame or packet that is due at a time, counted since 1970: the phase lock. */
export function indexAt(epochMs: number, rate: number): number {
  return Math.floor((epochMs * rate) / 1000);
}

/** The ticker all cameras of this process share. */
export const ticker = new Ticker();
