import { KvsError } from './errors.js';

/** Why a token is asked for. */
export type TokenReason = 'connect' | 'reconnect' | 'ice-refresh';

/** What a token callback is asked. */
export interface TokenRequest {
  /** Channel name or ARN, as the camera has it. */
  readonly channel: string;
  readonly region?: string | undefined;
  /** The viewer's id that the signed URL should carry. */
  readonly clientId: string;
  readonly reason: TokenReason;
  /** Aborts when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Never there: what the providers of `@aws-sdk/credential-providers` take, so that TypeScript takes them. */
  readonly callerClientConfig?: never;
}

/** A STUN or TURN server, as `RTCIceServer` of W3C: servers have no types of browsers. */
export interface IceServer {
  urls: string | string[];
  username?: string;
  credential?: string;
}

/**
 * What lets one viewer connect once: a URL signed by the server, and ICE servers. The browser needs no AWS
 * key and no AWS code.
 */
export interface ViewerTicket {
  /** `wss://`, or `ws://` to a loopback address; checked by KVS at connect only. */
  readonly signalingUrl: string;
  readonly iceServers: IceServer[];
  /** When the server chose another one than the request proposed. */
  readonly clientId?: string;
  /** End of `signalingUrl` and `iceServers`: epoch milliseconds or ISO 8601 with a time zone. */
  readonly expiresAt?: number | string;
  /** The viewer's right to watch ends here: epoch milliseconds or ISO 8601 with a time zone. */
  readonly sessionExpiresAt?: number | string;
}

/** AWS credentials, in the shape that any provider of `@aws-sdk/credential-providers` resolves to. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** ISO 8601 is taken as well: JSON has no dates. */
  readonly expiration?: Date;
}

/** What a token callback resolves to; the two are told apart by `signalingUrl` and `accessKeyId`. */
export type Token = ViewerTicket | AwsCredentials;

/** Supplied by the page: gets the right to watch one camera. */
export type TokenCallback = (request: TokenRequest) => Promise<Token>;

/** A ticket that has been checked: times are epoch milliseconds. */
export type CheckedTicket = Omit<ViewerTicket, 'expiresAt' | 'sessionExpiresAt'> & {
  readonly expiresAt?: number;
  readonly sessionExpiresAt?: number;
};

/** A ticket with which the socket can open while its ICE servers are still on their way. */
export type EarlyTicket = Omit<CheckedTicket, 'iceServers'> & {
  readonly iceServers: IceServer[] | Promise<IceServer[]>;
};

export function isCredentials(token: unknown): token is AwsCredentials {
  return typeof token === 'object' && token !== null && 'accessKeyId' in token && !('signalingUrl' in token);
}

const CLIENT_ID = /^(?!aws_)[\w.-]{1,256}$/i;

/** Whether the service takes it for a viewer's. */
export function isClientId(value: unknown): value is string {
  return typeof value === 'string' && CLIENT_ID.test(value);
}

/**
 * Checks what a callback or a URL gave for a ticket.
 *
 * @throws {KvsError} `token-failed` saying what is wrong with it; `session-expired`
 */
export function readTicket(token: unknown): CheckedTicket {
  if (typeof token !== 'object' || token === null) {
    throw rubbish(`it is ${token === null ? 'null' : typeof token}, not an object`);
  }
  const { signalingUrl, iceServers, clientId, expiresAt, sessionExpiresAt } = token as Record<
    string,
    unknown
  >;
  const sessionEnd = readTime('sessionExpiresAt', sessionExpiresAt);
  if (sessionEnd !== undefined && sessionEnd <= Date.now()) {
    throw new KvsError('session-expired', 'The right to watch this camera has ended');
  }
  const end = readTime('expiresAt', expiresAt);
  if (typeof clientId === 'string' && clientId && !isClientId(clientId))
    throw rubbish('its clientId is none that KVS takes');
  return {
    signalingUrl: readSignalingUrl(signalingUrl),
    iceServers: readIceServers(iceServers),
    ...(isClientId(clientId) && { clientId }),
    ...(end !== undefined && { expiresAt: end }),
    ...(sessionEnd !== undefined && { sessionExpiresAt: sessionEnd }),
  };
}

function readSignalingUrl(value: unknown): string {
  if (typeof value !== 'string') throw rubbish('it has neither signalingUrl nor accessKeyId');
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'wss:') return value;
  if (url?.protocol === 'ws:' && isLoopback(url.hostname)) return value;
  throw rubbish('its signalingUrl is no wss:// URL');
}

/** Whether a host name can only mean this machine. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
  );
}

function readIceServers(value: unknown): RTCIceServer[] {
  const servers = value ?? [];
  if (!Array.isArray(servers)) throw rubbish('its iceServers is no array');
  for (const server of servers as unknown[]) {
    if (typeof server === 'object' && server !== null && 'urls' in server) continue;
    throw rubbish('its iceServers are not of the form {urls, username, credential}');
  }
  return servers as RTCIceServer[];
}

function readTime(name: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const time = epochMs(value);
  if (Number.isFinite(time)) return time;
  throw rubbish(`its ${name} is neither epoch milliseconds (not seconds) nor ISO 8601 with a time zone`);
}

/** In milliseconds that was in 1973; in seconds, as of a JWT, it is far ahead. */
const LEAST_MS = 1e11;

/**
 * Reads epoch milliseconds, or a date in words; NaN for what is neither. A time without a zone is none: the server
 * and the browser would each take it for their own.
 */
export function epochMs(value: unknown): number {
  if (typeof value !== 'string') return Number(value) < LEAST_MS ? Number.NaN : Number(value);
  return /(z|gmt|utc|[+-]\d\d(:?\d\d)?)$/i.test(value) ? Date.parse(value) : Number.NaN;
}

function rubbish(what: string): KvsError {
  return new KvsError('token-failed', `The token cannot be used: ${what}`, {
    hint: 'A token is {signalingUrl, iceServers} made by createTicket() on the server, or AWS credentials {accessKeyId, secretAccessKey, sessionToken}.',
  });
}
