import { until } from './page.js';

/** Watches what the recorders of the page hand over. */
export class Recorders implements Disposable {
  readonly #native = window.MediaRecorder;
  #parts = 0;

  constructor() {
    const onPart = ({ data }: BlobEvent): void => void (this.#parts += Number(data.size > 0));
    window.MediaRecorder = class extends this.#native {
      constructor(...parameters: ConstructorParameters<typeof MediaRecorder>) {
        super(...parameters);
        this.addEventListener('dataavailable', onPart);
      }
    };
  }

  /** Waits for so many parts. Two are something to play: the first may be no more than a beginning. */
  async reach(count: number): Promise<void> {
    await until(() => this.#parts >= count, `a recorder has handed over ${count} parts`, 15_000);
  }

  [Symbol.dispose](): void {
    window.MediaRecorder = this.#native;
  }
}
