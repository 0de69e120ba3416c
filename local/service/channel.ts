import { randomBytes } from 'node:crypto';
import { errorOf } from './errors.js';
import { FaultSet } from './fault-set.js';
import { Ledger } from './ledger.js';
import type { LedgerSnapshot } from './ledger.js';
import type { Settings } from './options.js';
import { RateLimits } from './rates.js';
import { Room } from './room.js';
import type { RoomOwner, ViewerSnapshot } from './room.js';
import { after } from './timers.js';

/** What a channel may be made with. */
export interface ChannelOptions {
  readonly type?: 'SINGLE_MASTER' | 'FULL_MESH';
  /** 5–120, default 60. */
  readonly messageTtlSeconds?: number;
  readonly tags?: Readonly<Record<string, string>>;
  /** Turns media storage on, into this stream. */
  readonly streamArn?: string;
}

/** What a test can see of a channel: the service's side of the truth. */
export interface ChannelSnapshot extends LedgerSnapshot {
  readonly name: string;
  readonly arn: string;
  readonly masterConnected: boolean;
  readonly viewers: readonly ViewerSnapshot[];
  /** Messages kept for absent peers. */
  readonly pending: number;
}

/** One signaling channel. */
export class Channel implements RoomOwner {
  readonly name: string;
  readonly arn: string;
  /** Epoch ms of the service's clock. */
  readonly createdAt: number;
  readonly type: string;
  readonly tags: Map<string, string>;
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly faults: FaultSet;
  readonly ledger = new Ledger();
  readonly rates: RateLimits;
  readonly room: Room;
  messageTtlSeconds: number;
  streamArn: string | undefined;
  version = newVersion();
  readonly #lifetime = new AbortController();

  constructor(
    name: string,
    createdAt: number,
    options: ChannelOptions,
    settings: Settings,
    signal: AbortSignal,
  ) {
    const { region, accountId } = settings;
    this.name = name;
    this.arn = `arn:aws:kinesisvideo:${region}:${accountId}:channel/${name}/${createdAt}`;
    this.createdAt = createdAt;
    this.type = options.type ?? 'SINGLE_MASTER';
    this.messageTtlSeconds = options.messageTtlSeconds ?? 60;
    this.tags = new Map(Object.entries(options.tags ?? {}));
    this.streamArn = options.streamArn;
    this.settings = settings;
    this.signal = AbortSignal.any([signal, this.#lifetime.signal]);
    this.faults = new FaultSet(this.signal);
    this.rates = new RateLimits(settings.now);
    this.room = new Room(this);
  }

  get storageEnabled(): boolean {
    return this.streamArn !== undefined;
  }

  get status(): string {
    return this.faults.find('status')?.status ?? 'ACTIVE';
  }

  /** Throws ResourceInUseException unless the channel is ACTIVE. */
  checkActive(): void {
    if (this.status === 'ACTIVE') return;
    throw errorOf('ResourceInUseException', 400, `The channel ${this.name} is ${this.status}`);
  }

  /** Marks a change of configuration. */
  renew(): void {
    this.version = newVersion();
  }

  /** Ends the channel, which closes its sockets. */
  delete(): void {
    this.#lifetime.abort(new Error(`Channel ${this.name} was deleted`));
  }

  snapshot(): ChannelSnapshot {
    const { name, arn, room } = this;
    const { masterConnected, viewers, pending } = room;
    return { name, arn, masterConnected, viewers, pending, ...this.ledger.snapshot() };
  }
}

/** Waits until a channel looks as wanted; rejects with what it waited for. */
export function waitFor(
  channel: Channel,
  predicate: (snapshot: ChannelSnapshot) => boolean,
  timeoutMs: number,
  what: string,
): Promise<ChannelSnapshot> {
  const done = new AbortController();
  return new Promise<ChannelSnapshot>((resolve, reject) => {
    const fail = (why: string): void => {
      const seen = JSON.stringify(channel.snapshot());
      reject(new Error(`${why} while waiting for ${what} on ${channel.name}; last seen ${seen}`));
    };
    const check = (): void => {
      const snapshot = channel.snapshot();
      try {
        if (predicate(snapshot)) resolve(snapshot);
      } catch (error) {
        reject(error);
      }
    };
    if (channel.signal.aborted) fail('The channel was gone');
    after(timeoutMs, done.signal, () => fail(`${timeoutMs} ms passed`));
    channel.signal.addEventListener('abort', () => fail('The channel ended'), { signal: done.signal });
    done.signal.addEventListener('abort', channel.ledger.subscribe(check));
    check();
  }).finally(() => done.abort());
}

function newVersion(): string {
  return randomBytes(10).toString('hex');
}
