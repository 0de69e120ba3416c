import { Account } from './account.js';
import { waitFor } from './channel.js';
import type { ChannelOptions, ChannelSnapshot } from './channel.js';
import type { Action, Fault } from './faults.js';
import type { IdentityPoolSnapshot } from './identity/pools.js';
import { openHosts } from './hosts.js';
import type { Hosts } from './hosts.js';
import { Tally } from './tally.js';
import type { TallySnapshot } from './tally.js';
import { settle } from './options.js';
import type { IdentityPoolOptions, Ports, ServiceOptions } from './options.js';

export type { ChannelOptions, ChannelSnapshot } from './channel.js';
export type { Action, Fault } from './faults.js';
export type { IdentityPoolSnapshot } from './identity/pools.js';
export type { Refusal } from './ledger.js';
export type { TallySnapshot } from './tally.js';
export type {
  Credential,
  GuestRole,
  IceRequest,
  IceServer,
  IdentityPoolOptions,
  Limits,
  Ports,
  Role,
  ServiceOptions,
  Timings,
} from './options.js';

/** KVS on this machine: control plane, ICE config and signaling, on loopback ports of its own. */
export interface LocalService extends AsyncDisposable {
  /** Control plane for the AWS clients; its answers name `http` and `ws` hosts. */
  readonly endpoint: string;
  /** The same over TLS; its answers name `https` and `wss` hosts. */
  readonly secureEndpoint: string;
  /** PEM of the certificate every TLS host shows; trust it to use {@link secureEndpoint}. */
  readonly certificate: string;
  readonly region: string;
  readonly ports: Ports;
  /** Creates a channel and returns its ARN; throws what CreateSignalingChannel answers. */
  createChannel(name: string, options?: ChannelOptions): string;
  /** Deletes a channel and closes its sockets. */
  deleteChannel(name: string): void;
  /** What the service sees of a channel now; throws when there is none. */
  channel(name: string): ChannelSnapshot;
  channels(): ChannelSnapshot[];
  /** Creates a Cognito identity pool, whose service {@link endpoint} answers too; returns its id. */
  createIdentityPool(options?: IdentityPoolOptions): string;
  /** What the service sees of a pool now; throws when there is none. */
  identityPool(id: string): IdentityPoolSnapshot;
  /** Makes one channel misbehave until the returned undo is called. */
  fault(name: string, fault: Fault): () => void;
  /** Does one thing to connections of a channel, now. */
  act(name: string, action: Action): void;
  /** Waits until a channel looks as wanted; rejects with what it waited for. */
  waitFor(
    name: string,
    predicate: (channel: ChannelSnapshot) => boolean,
    timeoutMs: number,
    what: string,
  ): Promise<ChannelSnapshot>;
  /** Counts the viewers of some channels together until `signal` aborts; throws when one does not exist. */
  tally(names: readonly string[], signal: AbortSignal): { snapshot(): TallySnapshot };
  /** Closes every socket and port; settles when nothing is left running. */
  stop(): Promise<void>;
}

/** Starts the service; `options.signal` or `stop()` ends it. */
export async function startService(options: ServiceOptions): Promise<LocalService> {
  options.signal?.throwIfAborted();
  const settings = settle(options);
  const lifetime = new AbortController();
  const account = new Account(settings, lifetime.signal);
  const hosts = await openHosts(account, options.ports ?? {});
  const stop = async (): Promise<void> => {
    lifetime.abort(options.signal?.reason ?? new Error('The service was stopped'));
    await hosts.close();
  };
  options.signal?.addEventListener('abort', stop, { signal: lifetime.signal });
  if (options.signal?.aborted) await stop();
  return {
    ...describeHosts(hosts, settings.region),
    ...controls(account),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type Description = Pick<LocalService, 'ports' | 'certificate' | 'region' | 'endpoint' | 'secureEndpoint'>;

type Controls = Omit<LocalService, keyof Description | 'stop' | typeof Symbol.asyncDispose>;

function describeHosts({ ports, certificate }: Hosts, region: string): Description {
  return {
    ports,
    certificate,
    region,
    endpoint: `http://127.0.0.1:${ports.control}`,
    secureEndpoint: `https://127.0.0.1:${ports.control}`,
  };
}

function controls(account: Account): Controls {
  return {
    createChannel: (name, options) => account.create(name, options).arn,
    deleteChannel: (name) => account.delete(account.need(name)),
    channel: (name) => account.need(name).snapshot(),
    channels: () => account.channels.map((channel) => channel.snapshot()),
    createIdentityPool: (options) => account.pools.create(options).id,
    identityPool: (id) => account.pools.need(id).snapshot(),
    fault: (name, fault) => account.need(name).faults.add(fault),
    act: (name, action) => account.need(name).room.act(action),
    tally: (names, signal) =>
      new Tally(
        names.map((name) => account.need(name)),
        signal,
      ),
    waitFor: async (name, predicate, timeoutMs, what) =>
      waitFor(account.need(name), predicate, timeoutMs, what),
  };
}
