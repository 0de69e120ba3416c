import type { KvsCamera } from '../../../src/index.js';
import { videoOf } from './page.js';

/** Longer than any camera here takes from one frame to the next. */
const USUAL_MS = 200;

/**
 * Notes when a camera that nothing is done to gets no frame: then the machine stands still, and everything with it.
 * Ends with its picture.
 */
export class Hiccups {
  readonly #video: HTMLVideoElement;
  readonly #gaps: (readonly [from: number, to: number])[] = [];
  #shownAt = performance.now();

  constructor(camera: KvsCamera) {
    this.#video = videoOf(camera);
    this.#listen();
  }

  /** Milliseconds since `from`, as `performance.now()`, by which its frames were late. */
  since(from: number): number {
    const gaps = [...this.#gaps, [this.#shownAt, performance.now()] as const];
    return gaps.reduce((sum, [start, end]) => sum + Math.max(0, end - Math.max(from, start + USUAL_MS)), 0);
  }

  #listen(): void {
    this.#video.requestVideoFrameCallback(() => {
      const now = performance.now();
      if (now - this.#shownAt > USUAL_MS) this.#gaps.push([this.#shownAt, now]);
      this.#shownAt = now;
      this.#listen();
    });
  }
}
