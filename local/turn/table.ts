import { createSocket } from 'node:dgram';
import { Allocation, type AllocationSnapshot, type Ownership, type Surroundings } from './allocation.js';
import { bind, type Client } from './listeners.js';

interface Slot {
  readonly user: string;
  readonly lifetime: AbortController;
  /** `null` while its relay socket is being bound. */
  readonly allocation: Allocation | null;
}

/** What the table is told at its making. */
export interface TableOptions {
  /** Address that the next relay socket binds. */
  readonly relayHost: () => string;
  /** Makes the surroundings of each new allocation. */
  readonly surroundings: () => Surroundings;
  /** Called when an allocation came or went. */
  readonly changed: () => void;
  /** Ends every allocation. */
  readonly signal: AbortSignal;
}

/** The allocations of a server: at most one for each client's 5-tuple. */
export class AllocationTable {
  readonly #options: TableOptions;
  readonly #slots = new Map<string, Slot>();

  constructor(options: TableOptions) {
    this.#options = options;
    const stop = (): void => this.#slots.forEach(({ lifetime }) => lifetime.abort());
    options.signal.addEventListener('abort', stop, { once: true });
  }

  get snapshots(): AllocationSnapshot[] {
    return [...this.#slots.values()].flatMap(({ allocation }) => allocation?.snapshot ?? []);
  }

  find({ key }: Client): Allocation | undefined {
    return this.#slots.get(key)?.allocation ?? undefined;
  }

  /** Whether an Allocate of this client is still under way: a retransmission then needs no answer. */
  isOpening({ key }: Client): boolean {
    return this.#slots.get(key)?.allocation === null;
  }

  countOf(user: string): number {
    return [...this.#slots.values()].filter((slot) => slot.user === user).length;
  }

  /** Binds a relay socket for a client that has none; rejects if the machine gives none or the client left. */
  async open(ownership: Ownership): Promise<Allocation> {
    const { key } = ownership.client;
    const { user } = ownership;
    const lifetime = new AbortController();
    const socket = createSocket('udp4');
    this.#slots.set(key, { user, lifetime, allocation: null });
    lifetime.signal.addEventListener('abort', () => this.#remove(key), { once: true });
    try {
      await bind(socket, this.#options.relayHost(), 0);
      lifetime.signal.throwIfAborted();
    } catch (error) {
      socket.close();
      lifetime.abort();
      throw error;
    }
    const allocation = new Allocation(ownership, socket, this.#options.surroundings(), lifetime);
    this.#slots.set(key, { user, lifetime, allocation });
    this.#options.changed();
    return allocation;
  }

  /** Ends the allocation of a client, if it has one. */
  end({ key }: Client): void {
    this.#slots.get(key)?.lifetime.abort();
  }

  #remove(key: string): void {
    this.#slots.delete(key);
    this.#options.changed();
  }
}
