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

  /** Waits until there is something to play: the first part may be no more than a beginning. */
  async secondPart(): Promise<void> {
    await until(() => this.#parts >= 2, `a recorder has handed over two parts, not ${this.#parts}`, 15_000);
  }

  [Symbol.dispose](): void {
    window.MediaRecorder = this.#native;
  }
}
