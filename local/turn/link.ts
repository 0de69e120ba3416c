/** How one direction of a relayed path behaves. Whatever is left out is perfect. */
export interface Shape {
  /** Added to every packet's way. */
  readonly delayMs?: number;
  /** Spread around `delayMs`, to both sides; never changes the order of packets. */
  readonly jitterMs?: number;
  /** Share of packets that vanish, 0 to 1. */
  readonly lossRate?: number;
  /** Rate of the line; what would wait longer than half a second for it is dropped. */
  readonly bytesPerSecond?: number;
}

/** Why a packet did not arrive. */
export type LinkDrop = 'loss' | 'queue';

/** What a link reads at each packet and tells about each one it drops. */
export interface LinkOptions {
  readonly shape: () => Shape;
  readonly random: () => number;
  readonly dropped: (why: LinkDrop) => void;
  /** Drops what is under way and ends the timer. */
  readonly signal: AbortSignal;
}

interface InFlight {
  readonly dueMs: number;
  readonly deliver: () => void;
}

const LONGEST_QUEUE_MS = 500;

/** One direction of one allocation: a line of a given rate, then a way of a given length. */
export class Link {
  readonly #options: LinkOptions;
  readonly #inFlight: InFlight[] = [];
  #lineFreeAtMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#clear(), { once: true });
  }

  /** Takes a packet of a size and delivers it when its way is over, or never. */
  push(bytes: number, deliver: () => void): void {
    if (this.#options.signal.aborted) return;
    const shape = this.#options.shape();
    if (this.#options.random() < (shape.lossRate ?? 0)) return this.#options.dropped('loss');
    const now = performance.now();
    if (this.#lineFreeAtMs - now > LONGEST_QUEUE_MS) return this.#options.dropped('queue');
    const sentAtMs = this.#sentAt(now, bytes, shape);
    this.#lineFreeAtMs = sentAtMs;
    this.#schedule(now, sentAtMs + this.#wayMs(shape), deliver);
  }

  #sentAt(now: number, bytes: number, { bytesPerSecond }: Shape): number {
    if (bytesPerSecond === undefined) return now;
    return Math.max(now, this.#lineFreeAtMs) + (bytes / bytesPerSecond) * 1000;
  }

  #wayMs({ delayMs = 0, jitterMs = 0 }: Shape): number {
    return jitterMs === 0 ? delayMs : Math.max(0, delayMs + (this.#options.random() * 2 - 1) * jitterMs);
  }

  #schedule(now: number, dueMs: number, deliver: () => void): void {
    if (this.#inFlight.length === 0 && dueMs <= now) return deliver();
    this.#inFlight.push({ dueMs, deliver });
    this.#arm();
  }

  #arm(): void {
    const [next] = this.#inFlight;
    if (next === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#arrive(), Math.max(0, next.dueMs - performance.now()));
  }

  #arrive(): void {
    this.#timer = undefined;
    // Timers round to a millisecond: what is due within it must not wait for another round.
    const now = performance.now() + 0.5;
    while (this.#inFlight[0] !== undefined && this.#inFlight[0].dueMs <= now)
      this.#inFlight.shift()?.deliver();
    this.#arm();
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#inFlight.length = 0;
  }
}

/** A small random generator (mulberry32), so that a seed makes the same packets vanish again. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
