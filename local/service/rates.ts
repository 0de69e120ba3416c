/** Allows so many events in any one second of the service's clock. */
export class RateLimit {
  readonly #perSecond: number;
  readonly #now: () => number;
  #taken: number[] = [];

  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
  }

  /** Counts one event; `false` when it is one too many, which is then not counted. */
  take(): boolean {
    const now = this.#now();
    this.#taken = this.#taken.filter((time) => time <= now && now - time < 1000);
    if (this.#taken.length >= this.#perSecond) return false;
    this.#taken.push(now);
    return true;
  }
}

/** One {@link RateLimit} per name, made when first asked for. */
export class RateLimits {
  readonly #now: () => number;
  readonly #limits = new Map<string, RateLimit>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Counts one event under a name; a name keeps the rate it was first given. */
  take(name: string, perSecond: number): boolean {
    const limit = this.#limits.get(name) ?? new RateLimit(perSecond, this.#now);
    this.#limits.set(name, limit);
    return limit.take();
  }
}
