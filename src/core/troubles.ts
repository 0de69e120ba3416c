import { onAbort, reasonOf } from './lifetime.js';
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
  next(signal: AbortSignal): Promise<Trouble> {
    return new Promise((resolve, reject) => {
      const forget = onAbort(signal, () => {
        this.#wake = () => {};
        reject(reasonOf(signal));
      });
      const take = (): void => {
        const trouble = this.#waiting.shift();
        if (!trouble) return;
        this.#wake = () => {};
        forget();
        resolve(trouble);
      };
      this.#wake = take;
      take();
    });
  }
}
