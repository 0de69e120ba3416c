import { isErrorCode, KvsError, toKvsError, type KvsErrorCode } from './errors.js';
import { childOf, sleep, untilAborted } from './lifetime.js';
import { msUntil } from './retry.js';
import { isCredentials, readTicket } from './ticket.js';
import type {
  AwsCredentials,
  CheckedTicket,
  EarlyTicket,
  TokenCallback,
  TokenRequest,
  ViewerTicket,
} from './ticket.js';

/** Where a camera's tokens come from. The first that is given wins; without any, the page's default does. */
export interface TokenSource {
  readonly getToken?: TokenCallback | undefined;
  /** Answers `POST {channel, region, clientId, reason}` with a token as JSON. */
  readonly tokenUrl?: string | undefined;
  /** Cookies for the token URL; `same-origin` by default. */
  readonly tokenCredentials?: RequestCredentials | undefined;
  /** A Cognito identity pool that lets unauthenticated visitors watch. */
  readonly identityPoolId?: string | undefined;
  /** The role that the pool's guests take at STS; without it they get what Cognito's enhanced flow gives them. */
  readonly identityRoleArn?: string | undefined;
  /** Put into the page by its server; used once while it is fresh, before anything is asked. */
  readonly ticket?: ViewerTicket | undefined;
  /** Another control plane, for the credentials road. */
  readonly endpoint?: string | undefined;
}

const PAGE_DEFAULT_GRACE_MS = 1_000;
const FRESH_FOR_MS = 5_000;
const CREDENTIALS_MARGIN_MS = 5 * 60_000;

let pageDefault: TokenCallback | null = null;
const waiting = new Set<() => void>();
const spent = new WeakSet<ViewerTicket>();
let credentialsOf = new WeakMap<TokenCallback, Map<string, AwsCredentials>>();

/** Sets the callback that serves every camera of the page without a token source of its own; `null` removes it. */
export function setTokenCallback(callback: TokenCallback | null | undefined): void {
  const given = callback ?? null;
  if (given !== null && typeof given !== 'function') {
    throw new TypeError('setTokenCallback takes a function that resolves to a ticket or to AWS credentials.');
  }
  pageDefault = given;
  if (!given) return;
  for (const wake of waiting) wake();
}

/** AWS credentials that are still good are asked for anew: another person may sit there now. */
export function forgetCredentials(): void {
  credentialsOf = new WeakMap();
}

/** Resolves when the page next sets its default callback; rejects when `signal` aborts. */
export function tokenCallbackSet(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  waiting.add(resolve);
  return untilAborted(promise, signal).finally(() => waiting.delete(resolve));
}

/**
 * Gets a token from the source and makes a ticket of it, whatever it was.
 *
 * @throws {KvsError} `bad-configuration`, `token-failed`, `access-denied`, `channel-not-found`, `session-expired`
 */
export async function fetchTicket(source: TokenSource, request: TokenRequest): Promise<EarlyTicket> {
  const { ticket } = source;
  if (ticket && !spent.has(ticket)) {
    spend(source);
    const fresh = readFresh(ticket, source);
    if (fresh) return fresh;
  }
  if (source.getToken) return fromCallback(source.getToken, source, request);
  if (source.tokenUrl) return toTicket(await post(source.tokenUrl, source, request), source, request);
  if (source.identityPoolId) return fromIdentityPool(source.identityPoolId, source, request);
  return fromCallback(pageDefault ?? (await lateDefault(request.signal)), source, request);
}

/** The ticket in the page is not used again. What is none cannot be noted, and is refused each time. */
export function spend({ ticket }: TokenSource): void {
  if (ticket && typeof ticket === 'object') spent.add(ticket);
}

/** A page that comes out of a cache has a stale ticket: then whoever else supplies tokens is asked. */
function readFresh(
  ticket: ViewerTicket,
  { getToken, tokenUrl, identityPoolId }: TokenSource,
): CheckedTicket | null {
  try {
    const checked = readTicket(ticket);
    return (checked.expiresAt ?? Infinity) > Date.now() + FRESH_FOR_MS ? checked : null;
  } catch (thrown) {
    if (getToken || tokenUrl || identityPoolId || pageDefault) return null;
    throw thrown;
  }
}

/** A page often sets its callback a moment after its elements come to life. */
async function lateDefault(signal: AbortSignal): Promise<TokenCallback> {
  const either = childOf(signal);
  await Promise.race([tokenCallbackSet(either.signal), sleep(PAGE_DEFAULT_GRACE_MS, either.signal)]).finally(
    () => either.abort(),
  );
  if (pageDefault) return pageDefault;
  throw new KvsError('bad-configuration', 'Nothing supplies a token for this camera', {
    hint: 'Set the token-url attribute or the getToken property, or call setTokenCallback() for the whole page.',
  });
}

async function fromCallback(
  callback: TokenCallback,
  source: TokenSource,
  request: TokenRequest,
): Promise<EarlyTicket> {
  const known = credentialsOf.get(callback)?.get(request.channel);
  if (known && msLeft(known) > CREDENTIALS_MARGIN_MS) {
    const ticket = await toTicket(known, source, request).catch(() => undefined);
    if (ticket) return ticket;
    request.signal.throwIfAborted();
  }
  let token: unknown;
  try {
    token = await callback(request);
  } catch (thrown) {
    request.signal.throwIfAborted();
    throw toKvsError(thrown, 'token-failed', 'The token callback failed');
  }
  // Who asked may have signed out meanwhile: then they are not to be kept.
  request.signal.throwIfAborted();
  if (isCredentials(token)) {
    const all = credentialsOf.get(callback) ?? new Map<string, AwsCredentials>();
    credentialsOf.set(callback, all.set(request.channel, token));
  }
  return toTicket(token, source, request);
}

function msLeft({ expiration }: AwsCredentials): number {
  return expiration ? new Date(expiration).getTime() - Date.now() : 0;
}

async function fromIdentityPool(
  id: string,
  source: TokenSource,
  request: TokenRequest,
): Promise<EarlyTicket> {
  preconnect(source.endpoint, request.region);
  // On its way while the credentials are: whoever loads it in the end hears what goes wrong.
  void import('./aws.js').catch(() => {});
  const { ticketOfIdentityPool } = await import('./cognito.js');
  return ticketOfIdentityPool(id, source, (callback) => fromCallback(callback, source, request));
}

async function toTicket(token: unknown, source: TokenSource, request: TokenRequest): Promise<EarlyTicket> {
  const { code } = Object(token) as Refusal;
  // Handed on by a callback as the server has said it, or by a server that says everything with 200.
  if (typeof code === 'string')
    throw refused(codeOf(code, 0), token as Refusal, `The token was refused: ${code}`);
  if (!isCredentials(token)) return readTicket(token);
  const { channel, region, clientId, signal } = request;
  const { endpoint } = source;
  // Loaded only here: a page that gets tickets never loads the AWS SDK.
  const loading = import('./aws.js');
  preconnect(endpoint, region);
  const { createEarlyTicket } = await loading;
  return createEarlyTicket({ channel, region, clientId, credentials: token, endpoint, signal });
}

const connected = new Set<string>();

/** Opens a connection to the control plane while the code that asks it is loaded. */
function preconnect(endpoint: string | undefined, region: string | undefined): void {
  const href = endpoint ?? `https://kinesisvideo.${region}.amazonaws.com`;
  if (connected.has(href)) return;
  connected.add(href);
  const link = document.createElement('link');
  Object.assign(link, { rel: 'preconnect', crossOrigin: 'anonymous', href });
  document.head.append(link);
  // What it asked for goes on without it.
  link.remove();
}

async function post(url: string, source: TokenSource, request: TokenRequest): Promise<unknown> {
  const { channel, region, clientId, reason, signal } = request;
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      credentials: source.tokenCredentials ?? 'same-origin',
      body: JSON.stringify({ channel, region, clientId, reason }),
      cache: 'no-store',
      signal,
    });
  } catch (thrown) {
    signal.throwIfAborted();
    throw new KvsError('token-failed', 'The token URL could not be reached', {
      cause: thrown,
      hint: 'Check that its server runs, and that it lets this page ask (connect-src, CORS).',
    });
  }
  if (!response.ok) throw await refusal(response);
  return response.json().catch((cause: unknown) => {
    throw new KvsError('token-failed', `The token URL answered ${response.status} without JSON`, { cause });
  });
}

async function refusal(response: Response): Promise<KvsError> {
  const { status, headers } = response;
  // A refusal without a readable body still has its status.
  const body = ((await response.json().catch(() => null)) ?? {}) as Refusal;
  return refused(
    codeOf(body.code, status),
    { retryAfter: headers.get('retry-after'), ...body },
    `The token URL answered ${status}`,
  );
}

/** What a token server says instead of a token, at the token URL or by a callback that hands it on. */
interface Refusal {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly retryAfter?: unknown;
}

function refused(code: KvsErrorCode, { message, retryAfter }: Refusal, otherwise: string): KvsError {
  return new KvsError(code, typeof message === 'string' && message ? message : otherwise, {
    retryAfterMs: msUntil(retryAfter),
    hint:
      code === 'access-denied'
        ? 'The token server said no. Is the visitor signed in, and may watch a channel of this name?'
        : undefined,
  });
}

function codeOf(said: unknown, status: number): KvsErrorCode {
  if (isErrorCode(said)) return said;
  if (status === 401 || status === 403) return 'access-denied';
  return 'token-failed';
}
