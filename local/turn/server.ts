import { randomBytes } from 'node:crypto';
import type { AllocationSnapshot, Limits, PathShape, Surroundings } from './allocation.js';
import { mintCredentials, Nonces } from './credentials.js';
import { Dispatcher } from './dispatch.js';
import { seededRandom } from './link.js';
import { listen, type Listener, type Transport } from './listeners.js';
import { Observation, type TurnStats } from './observation.js';
import { AllocationTable } from './table.js';

/** What GetIceServerConfig lists: one server, its URIs and short-lived credentials. */
export interface IceServer {
  readonly Uris: string[];
  readonly Username: string;
  readonly Password: string;
  /** Seconds. */
  readonly Ttl: number;
}

/** For whom ICE servers are asked, and how long they may be used to begin a relayed call. */
export interface IceServerRequest {
  /** Counts for the quota and names the allocations; KVS gives all of a channel the same. */
  readonly user: string;
  /** 300 if left out, as KVS always answers. */
  readonly ttlSeconds?: number;
  /** UDP, then TCP, if left out. */
  readonly transports?: readonly Transport[];
}

/** How to start a TURN server. */
export interface TurnOptions {
  /**
   * Address to listen at and to name in URIs; loopback if left out. Firefox asks no server on
   * loopback unless its preference `media.peerconnection.ice.loopback` is set.
   */
  readonly host?: string;
  /** The same for UDP and TCP; 0, or left out, for any. */
  readonly port?: number;
  /**
   * Address of the relayed sockets, or where to ask for it at each allocation; `host` if left out. Some clients
   * need `machineAddress`, which is another one when the machine changes its network.
   */
  readonly relayHost?: string | (() => string);
  readonly realm?: string;
  /** Shared secret of the ephemeral credentials; random if left out. */
  readonly secret?: string;
  /** Epoch milliseconds: the clock of credentials, nonces, permissions and channels. */
  readonly now?: () => number;
  readonly limits?: Partial<Limits>;
  /** Makes loss and jitter repeatable: the n-th allocation of a server always sees the same. */
  readonly seed?: number;
  /** Stops the server with all it holds. */
  readonly signal: AbortSignal;
}

/** A running STUN and TURN server, with the switches and the windows that tests need. */
export interface TurnServer {
  readonly host: string;
  readonly port: number;
  readonly stunUrl: string;
  /** Settles when the server is stopped and its ports are free again. */
  readonly closed: Promise<void>;
  readonly stats: TurnStats;
  /** Mints credentials in the shape of GetIceServerConfig's `IceServerList`. */
  iceServers(request: IceServerRequest): IceServer[];
  /**
   * Makes relayed paths bad from the next packet on, replacing what was set; `{}` makes them good.
   * With a user only that user's, who then no longer follows the shape of all.
   */
  shape(path: PathShape, user?: string): void;
  /**
   * Turns the path to clients of one transport, or of both, into a black hole. What they send over
   * TCP arrives after `restore`, as TCP would send it again; what peers send to them is lost.
   */
  cut(transport?: Transport): void;
  /** Ends a `cut`. */
  restore(transport?: Transport): void;
  allocations(): AllocationSnapshot[];
  /** Waits until something is so; rejects after the time with an error that says what was awaited. */
  waitFor(predicate: (server: TurnServer) => boolean, timeoutMs: number, what: string): Promise<void>;
}

/** Limits and lifetimes of the service, where they are known, and of the RFCs. */
export const KVS_LIMITS: Limits = {
  allocationSeconds: 600,
  permissionSeconds: 300,
  channelSeconds: 600,
  nonceSeconds: 3600,
  allocationsPerUser: 50,
};

const TTL_SECONDS = 300;
const LOOPBACK = '127.0.0.1';

/** Starts a STUN and TURN server on UDP and TCP; rejects if the port is taken or the signal is aborted. */
export async function startTurn(options: TurnOptions): Promise<TurnServer> {
  const {
    host = LOOPBACK,
    port = 0,
    relayHost = host,
    realm = 'kvs.local',
    now = Date.now,
    signal,
  } = options;
  signal.throwIfAborted();
  const secret = options.secret ?? randomBytes(24).toString('base64');
  const limits = { ...KVS_LIMITS, ...options.limits };
  const observation = new Observation(signal);
  const shapes = new Shapes();
  const surroundings = surroundingsOf(options.seed ?? 1, { limits, now, shapes, observation });
  const table = new AllocationTable({
    relayHost: typeof relayHost === 'string' ? () => relayHost : relayHost,
    surroundings,
    changed: () => observation.changed(),
    signal,
  });
  const authority = { realm, secret, now, nonces: new Nonces(now, limits.nonceSeconds * 1000) };
  const dispatcher = new Dispatcher({ table, limits, authority, observation });
  const bound = await listen(host, port, dispatcher, signal);
  return new RunningTurn({ ...bound, host, secret, now, observation, shapes, table });
}

class Shapes {
  readonly #users = new Map<string, PathShape>();
  #all: PathShape = {};

  set(path: PathShape, user: string | undefined): void {
    if (user === undefined) this.#all = path;
    else this.#users.set(user, path);
  }

  of(user: string): PathShape {
    return this.#users.get(user) ?? this.#all;
  }
}

interface Shared {
  readonly limits: Limits;
  readonly now: () => number;
  readonly shapes: Shapes;
  readonly observation: Observation;
}

function surroundingsOf(seed: number, { limits, now, shapes, observation }: Shared): () => Surroundings {
  let serial = 0;
  return () => ({
    limits,
    now,
    random: seededRandom(seed * 1000 + serial++),
    shapeOf: (user) => shapes.of(user),
    relayed: (direction, bytes) => observation.relayed(direction, bytes),
    dropped: (why) => observation.dropped(why),
  });
}

interface Parts {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
  readonly now: () => number;
  readonly listeners: Readonly<Record<Transport, Listener>>;
  readonly observation: Observation;
  readonly shapes: Shapes;
  readonly table: AllocationTable;
}

class RunningTurn implements TurnServer {
  readonly host: string;
  readonly port: number;
  readonly stunUrl: string;
  readonly closed: Promise<void>;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.host = parts.host;
    this.port = parts.port;
    this.stunUrl = `stun:${parts.host}:${parts.port}`;
    this.#parts = parts;
    const { udp, tcp } = parts.listeners;
    this.closed = Promise.all([udp.closed, tcp.closed]).then(() => undefined);
  }

  get stats(): TurnStats {
    return this.#parts.observation.stats;
  }

  iceServers({ user, ttlSeconds = TTL_SECONDS, transports = ['udp', 'tcp'] }: IceServerRequest): IceServer[] {
    const expiry = Math.floor(this.#parts.now() / 1000) + ttlSeconds;
    const { username, password } = mintCredentials(this.#parts.secret, user, expiry);
    const uris = transports.map((transport) => `turn:${this.host}:${this.port}?transport=${transport}`);
    return [{ Uris: uris, Username: username, Password: password, Ttl: ttlSeconds }];
  }

  shape(path: PathShape, user?: string): void {
    this.#parts.shapes.set(path, user);
  }

  cut(transport?: Transport): void {
    this.#listeners(transport).forEach((listener) => listener.cut());
  }

  restore(transport?: Transport): void {
    this.#listeners(transport).forEach((listener) => listener.restore());
  }

  allocations(): AllocationSnapshot[] {
    return this.#parts.table.snapshots;
  }

  async waitFor(predicate: (server: TurnServer) => boolean, timeoutMs: number, what: string): Promise<void> {
    await this.#parts.observation.waitFor(() => predicate(this), timeoutMs, what);
  }

  #listeners(transport: Transport | undefined): Listener[] {
    const { listeners } = this.#parts;
    return transport === undefined ? Object.values(listeners) : [listeners[transport]];
  }
}
