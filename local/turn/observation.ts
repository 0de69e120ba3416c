import type { Direction } from './allocation.js';
import type { RefusalCode } from './refusal.js';

/** Why something that arrived went no further; `network` is what the machine itself refused to send. */
export type DropReason = 'malformed' | 'permission' | 'loss' | 'queue' | 'cut' | 'network';

/** What the server did so far; a copy that does not change any more. */
export interface TurnStats {
  /** Requests answered with success, STUN binding included. */
  readonly successes: number;
  /** Requests refused, by error code. */
  readonly errors: Readonly<Partial<Record<RefusalCode, number>>>;
  /** Relayed payload, without headers. */
  readonly bytesToClient: number;
  readonly bytesToPeer: number;
  /** Packets that were not relayed or not read. */
  readonly dropped: Readonly<Record<DropReason, number>>;
}

interface Waiter {
  readonly isMet: () => boolean;
  readonly settle: (failure?: unknown) => void;
}

/** Counts what happens and wakes those who wait for it. */
export class Observation {
  readonly #signal: AbortSignal;
  readonly #waiters = new Set<Waiter>();
  readonly #errors: Partial<Record<RefusalCode, number>> = {};
  readonly #bytes: Record<Direction, number> = { toClient: 0, toPeer: 0 };
  readonly #dropped: Record<DropReason, number> = {
    malformed: 0,
    permission: 0,
    loss: 0,
    queue: 0,
    cut: 0,
    network: 0,
  };
  #successes = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    const stop = (): void => this.#waiters.forEach((waiter) => waiter.settle(signal.reason));
    signal.addEventListener('abort', stop, { once: true });
  }

  get stats(): TurnStats {
    const { toClient, toPeer } = this.#bytes;
    const errors = { ...this.#errors };
    const dropped = { ...this.#dropped };
    return { successes: this.#successes, errors, bytesToClient: toClient, bytesToPeer: toPeer, dropped };
  }

  succeeded(): void {
    this.#successes += 1;
    this.changed();
  }

  refused(code: RefusalCode): void {
    this.#errors[code] = (this.#errors[code] ?? 0) + 1;
    this.changed();
  }

  relayed(direction: Direction, bytes: number): void {
    this.#bytes[direction] += bytes;
    this.changed();
  }

  dropped(why: DropReason): void {
    this.#dropped[why] += 1;
    this.changed();
  }

  /** Looks at every open wait again; to be called after each change that a wait may look at. */
  changed(): void {
    for (const waiter of this.#waiters) {
      // A predicate that throws is its waiter's failure, not that of the packet that woke it.
      try {
        if (waiter.isMet()) waiter.settle();
      } catch (error) {
        waiter.settle(error);
      }
    }
  }

  /** Waits for a condition, at most so long; `what` ends the sentence "timed out waiting for …". */
  async waitFor(isMet: () => boolean, timeoutMs: number, what: string): Promise<void> {
    this.#signal.throwIfAborted();
    if (isMet()) return;
    await new Promise<void>((resolve, reject) => {
      const late = (): void =>
        waiter.settle(new Error(`timed out after ${timeoutMs} ms waiting for ${what}`));
      const timer = setTimeout(late, timeoutMs);
      const settle = (failure?: unknown): void => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        if (failure === undefined) resolve();
        else reject(failure);
      };
      const waiter: Waiter = { isMet, settle };
      this.#waiters.add(waiter);
    });
  }
}
