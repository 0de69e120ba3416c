import { FROZEN_MS } from './recovery.js';

const OF_ITS_PACE = 4;

/**
 * Tells a picture that stands still from a camera that sends few frames, by counts of decoded frames. A
 * scene in which nothing moves is still sent, so it is no freeze; neither is missing sound.
 */
export class FreezeWatch {
  #frames: number | undefined;
  #counted = 0;
  #countedMs = 0;
  #changedAt: number;
  #lookedAt: number;

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: number) {
    this.#changedAt = now;
    this.#lookedAt = now;
  }

  /** Takes the number of frames decoded so far. Gives the milliseconds for which the picture is frozen; 0: it is not. */
  look(frames: number, now: number): number {
    if (frames !== this.#frames) {
      // Of a time without looks (a debugger, a frozen tab) it is not known how the pictures came.
      if (now - this.#lookedAt > FROZEN_MS) this.#changedAt = now;
      this.#count(frames, now);
    }
    this.#lookedAt = now;
    const usualMs = this.#countedMs / Math.max(1, this.#counted);
    const stillMs = now - this.#changedAt;
    return stillMs >= Math.max(FROZEN_MS, OF_ITS_PACE * usualMs) ? stillMs : 0;
  }

  #count(frames: number, now: number): void {
    const more = frames - (this.#frames ?? frames);
    if (more > 0) {
      this.#counted += more;
      this.#countedMs += now - this.#changedAt;
    }
    // Of a camera that has made a new peer, frames are counted anew, and its pace as well.
    if (more < 0) this.#counted = this.#countedMs = 0;
    this.#frames = frames;
    this.#changedAt = now;
  }
}
