/** A moment that others wait for. */
export class Gate {
  #resolve: () => void = () => undefined;
  readonly #opened = new Promise<void>((resolve) => (this.#resolve = resolve));

  /** Lets everybody through, now and later. */
  open(): void {
    this.#resolve();
  }

  /** Resolves when the gate is open, or after `timeoutMs`. */
  async wait(timeoutMs: number): Promise<void> {
    const timer = setTimeout(this.#resolve, timeoutMs);
    await this.#opened;
    clearTimeout(timer);
  }
}

/** Resolves after `delayMs`; rejects with the signal's reason when that comes first. */
export function sleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, delayMs);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
