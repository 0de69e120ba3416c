import { untilAborted } from './lifetime.js';
import type { Trouble } from './recovery.js';

/** The troubles of a connection that nobody has looked at yet, oldest first. */
export class Troubles {
  #waiting: Trouble[] = [];
  #wake = (): void => {};

  add(trouble: Trouble): void {
    this.#waiting.push(trouble);
    this.#wake();
  }

  /** Forgets those that an answer to one of them has dealt with. */
  clear(): void {
    this.#waiting = [];
  }

  /** The next one, as soon as there is one. */
  async next(signal: AbortSignal): Promise<Trouble> {
    for (;;) {
      signal.throwIfAborted();
      const trouble = this.#waiting.shift();
      if (trouble) return trouble;
      const added = new Promise<void>((resolve) => (this.#wake = resolve));
      await untilAborted(added, signal);
    }
  }
}
