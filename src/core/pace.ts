/** Runs jobs in their order, at most `perSecond` within any second; what is too early waits for its turn. */
export class Pace {
  readonly #perSecond: number;
  readonly #ranAt: number[] = [];
  readonly #queue: (() => void)[] = [];
  #isStopped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  run(job: () => void): void {
    if (this.#isStopped) return;
    this.#queue.push(job);
    if (this.#timer === undefined) this.#drain();
  }

  /** Forgets what still waits, and what is still to come. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#queue.length = 0;
  }

  #drain(): void {
    this.#timer = undefined;
    for (;;) {
      const waitMs = this.#waitMs();
      const job = waitMs > 0 ? undefined : this.#queue.shift();
      if (!job) {
        if (this.#queue.length > 0) this.#timer = setTimeout(() => this.#drain(), waitMs);
        return;
      }
      this.#ranAt.push(performance.now());
      job();
    }
  }

  #waitMs(): number {
    const oldest = this.#ranAt.at(-this.#perSecond);
    return oldest === undefined ? 0 : oldest + 1_000 - performance.now();
  }
}
