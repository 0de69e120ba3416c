import type { KvsError } from '../core/errors.js';
import type { CameraState } from './camera-state.js';

interface Play {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The calls of `play()` that still wait for the camera. */
export class Plays {
  readonly #waiting = new Set<Play>();

  add(): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.add({ resolve, reject }));
  }

  /** Answers them where the state is an answer: live, or not to be expected. */
  settle(state: CameraState, error: KvsError | null): void {
    if (state === 'live') this.#each(({ resolve }) => resolve());
    if (state !== 'failed' && state !== 'ended') return;
    this.reject(error ?? new DOMException('The camera was ended', 'AbortError'));
  }

  reject(error: Error): void {
    this.#each(({ reject }) => reject(error));
  }

  #each(answer: (play: Play) => void): void {
    for (const play of this.#waiting) answer(play);
    this.#waiting.clear();
  }
}
