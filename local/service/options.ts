import type { SigningCredentials } from './sigv4.js';

/** Which end of the channel a connection is. */
export type Role = 'MASTER' | 'VIEWER';

/** A key the service knows, and what it may do. */
export interface Credential extends SigningCredentials {
  /** End of an STS session; checked when a request arrives, as KVS does. */
  readonly expiration?: Date;
  /** Whom a refusal names; default: the key's id. */
  readonly principal?: string;
  /** Actions that a session policy leaves over from `allow`; absent: there is none. */
  readonly sessionPolicy?: readonly string[];
  /** Absent: everything. Both lists take `*` inside a pattern. */
  readonly allow?: {
    /** Operation names with or without `kinesisvideo:`, such as `ConnectAsViewer`. */
    readonly actions?: readonly string[];
    /** Channel names or ARNs. */
    readonly channels?: readonly string[];
  };
}

/** One entry of GetIceServerConfig's `IceServerList`. */
export interface IceServer {
  readonly Uris: readonly string[];
  readonly Username?: string;
  readonly Password?: string;
  /** Seconds; the service always says 300. */
  readonly Ttl?: number;
}

/** Who asks for ICE servers. */
export interface IceRequest {
  readonly channelArn: string;
  readonly clientId?: string;
}

/** Quotas (fact sheet sections 1 and 6); `Infinity` lifts one. */
export interface Limits {
  readonly viewersPerChannel: number;
  /** Handshakes per second, channel and role. */
  readonly connectsPerSecond: number;
  /** Characters of base64 in one message. */
  readonly payloadLength: number;
  readonly offersPerSecond: number;
  readonly answersPerSecond: number;
  readonly candidatesPerSecond: number;
  /** Undelivered candidates kept per sender and recipient. */
  readonly storedCandidates: number;
  readonly channels: number;
  /** `false` lifts every limit of calls per second at once. */
  readonly throttleCalls: boolean;
}

/** Lives of a WebSocket; scale them down to see in a test what takes an hour. */
export interface Timings {
  readonly idleMs: number;
  readonly maxAgeMs: number;
  /** Between GO_AWAY and the close. */
  readonly goAwayGraceMs: number;
}

/** Which WebSocket close code each ending sends; only 1001 was ever observed. */
export interface CloseCodes {
  readonly takeover: number;
  readonly idle: number;
  readonly expired: number;
  readonly deleted: number;
}

/** What the visitors of an identity pool become. */
export interface GuestRole {
  /** Last part of its ARN. */
  readonly name: string;
  /** What its policy allows; absent: everything. */
  readonly allow?: NonNullable<Credential['allow']>;
  /** Whether its trust policy lets guests of the pool in; default: yes. */
  readonly trustsGuests?: boolean;
}

/** A Cognito identity pool. */
export interface IdentityPoolOptions {
  /** `REGION:GUID`; default: a new one. */
  readonly id?: string;
  /** Whether guests may come; default: yes. */
  readonly allowUnauthenticated?: boolean;
  /** Whether GetOpenIdToken is answered; default: no, as for a new pool of AWS. */
  readonly allowClassicFlow?: boolean;
  /** Absent: GetCredentialsForIdentity finds the pool not set up. */
  readonly role?: GuestRole;
  /** Tokens of visitors who have signed in, by the name of who vouches for them. */
  readonly logins?: Readonly<Record<string, readonly string[]>>;
  /**
   * Whether guests of the enhanced flow are kept to AmazonCognitoUnAuthedIdentitiesSessionPolicy, on which KVS is
   * not listed; default: yes, as AWS does.
   */
  readonly narrowsGuests?: boolean;
  /** Life of its credentials; default: an hour. */
  readonly sessionSeconds?: number;
}

/** Ports of the four hosts; 0 takes any free one. */
export interface Ports {
  readonly control: number;
  readonly channel: number;
  readonly master: number;
  readonly viewer: number;
}

/** How to run the service; only the keys it shall know are required. */
export interface ServiceOptions {
  /** Read at every request, so a test may change the array. */
  readonly credentials: readonly Credential[];
  readonly ports?: Partial<Ports>;
  /** Address to listen on; default: loopback. Answers name 127.0.0.1 whatever it is. */
  readonly host?: string;
  readonly region?: string;
  readonly accountId?: string;
  readonly limits?: Partial<Limits>;
  readonly timings?: Partial<Timings>;
  readonly closeCodes?: Partial<CloseCodes>;
  /** The service's clock in epoch ms: signatures, rates, storage of messages. Timers run on real time. */
  readonly now?: () => number;
  /** Answers GetIceServerConfig; default: no servers. */
  readonly iceServers?: (request: IceRequest) => readonly IceServer[] | Promise<readonly IceServer[]>;
  /** Ends the service with all it holds. */
  readonly signal?: AbortSignal;
}

/** {@link ServiceOptions} with every default filled in. */
export interface Settings {
  readonly credentials: readonly Credential[];
  readonly host: string;
  readonly region: string;
  readonly accountId: string;
  readonly limits: Limits;
  readonly timings: Timings;
  readonly closeCodes: CloseCodes;
  readonly now: () => number;
  readonly iceServers: (request: IceRequest) => readonly IceServer[] | Promise<readonly IceServer[]>;
}

const LIMITS: Limits = {
  viewersPerChannel: 10,
  connectsPerSecond: 3,
  payloadLength: 10_000,
  offersPerSecond: 5,
  answersPerSecond: 5,
  candidatesPerSecond: 20,
  storedCandidates: 100,
  channels: 10_000,
  throttleCalls: true,
};

const TIMINGS: Timings = { idleMs: 600_000, maxAgeMs: 3_600_000, goAwayGraceMs: 60_000 };

const CLOSE_CODES: CloseCodes = { takeover: 1001, idle: 1001, expired: 1001, deleted: 1001 };

/** Fills in the documented quotas and timings. */
export function settle(options: ServiceOptions): Settings {
  return {
    credentials: options.credentials,
    host: options.host ?? '127.0.0.1',
    region: options.region ?? 'us-west-2',
    accountId: options.accountId ?? '123456789012',
    limits: { ...LIMITS, ...options.limits },
    timings: { ...TIMINGS, ...options.timings },
    closeCodes: { ...CLOSE_CODES, ...options.closeCodes },
    now: options.now ?? Date.now,
    iceServers: options.iceServers ?? (() => []),
  };
}
