import type { ServiceError } from './errors.js';
import type { Role } from './options.js';

/** A call or handshake that was refused. */
export interface Refusal {
  /** `ConnectAsMaster`, `ConnectAsViewer` or the name of a call. */
  readonly operation: string;
  readonly status: number;
  readonly errorType: string;
  readonly message: string;
}

/** How many messages of each type, by direction. */
export interface MessageCounts {
  readonly fromMaster: Readonly<Record<string, number>>;
  readonly fromViewers: Readonly<Record<string, number>>;
  readonly toMaster: Readonly<Record<string, number>>;
  readonly toViewers: Readonly<Record<string, number>>;
}

/** What the ledger adds to a channel's snapshot. */
export interface LedgerSnapshot {
  /** Handshakes that succeeded. */
  readonly connects: { readonly master: number; readonly viewer: number };
  /** The last 20, oldest first. */
  readonly refused: readonly Refusal[];
  readonly messages: MessageCounts;
  /** Control-plane and ICE calls on this channel, by operation, refused ones too. */
  readonly calls: Readonly<Record<string, number>>;
}

type Counts = Record<string, number>;

/** Books what happens to one channel, and tells who waits for a change. */
export class Ledger {
  readonly #connects = { master: 0, viewer: 0 };
  readonly #messages = { fromMaster: {}, fromViewers: {}, toMaster: {}, toViewers: {} };
  readonly #calls: Counts = {};
  readonly #listeners = new Set<() => void>();
  #refused: readonly Refusal[] = [];

  /** Handshakes of viewers that succeeded. */
  get viewerConnects(): number {
    return this.#connects.viewer;
  }

  /** The last 20, oldest first; the same objects as long as they are among them. */
  get refusals(): readonly Refusal[] {
    return this.#refused;
  }

  /** Listens to every change; returns its undo. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells listeners that something about the channel is different now. */
  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  called(operation: string): void {
    count(this.#calls, operation);
    this.changed();
  }

  connected(role: Role): void {
    this.#connects[role === 'MASTER' ? 'master' : 'viewer'] += 1;
    this.changed();
  }

  refused(operation: string, error: ServiceError): void {
    const refusal = { operation, status: error.status, errorType: error.type, message: error.message };
    this.#refused = [...this.#refused.slice(-19), refusal];
    this.changed();
  }

  /** A message came in from a peer, whatever becomes of it. */
  received(from: Role, type: string): void {
    count(from === 'MASTER' ? this.#messages.fromMaster : this.#messages.fromViewers, type);
    this.changed();
  }

  /** A message went out to a peer. */
  delivered(to: Role, type: string): void {
    count(to === 'MASTER' ? this.#messages.toMaster : this.#messages.toViewers, type);
    this.changed();
  }

  /** A copy that later events do not touch. */
  snapshot(): LedgerSnapshot {
    return structuredClone({
      connects: this.#connects,
      refused: this.#refused,
      messages: this.#messages,
      calls: this.#calls,
    });
  }
}

function count(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
