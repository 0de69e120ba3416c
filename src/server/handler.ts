import { isErrorCode, KvsError, type KvsErrorCode } from '../core/errors.js';
import { epochMs } from '../core/ticket.js';
import { readGrant, type Grant } from './grant.js';
import { checkOptions, type TokenHandlerOptions, type Verdict } from './options.js';
import { originHeaders, preflightHeaders } from './origins.js';
import { createTicket } from './ticket.js';
import { readWish, Unreadable, type Wish } from './wish.js';

/** How a refusal is told over HTTP; what is not here is the server's own trouble. */
const STATUS: Partial<Record<KvsErrorCode, number>> = {
  'bad-configuration': 400,
  'access-denied': 403,
  'session-expired': 403,
  'channel-not-found': 404,
  'channel-busy': 429,
};

/** What the viewer is told of trouble between this server and AWS; the rest is the operator's to know. */
const OUR_TROUBLE: Partial<Record<KvsErrorCode, string>> = {
  'bad-configuration': 'This channel cannot be signed for',
  'session-expired': 'The right to watch has ended',
  'channel-not-found': 'There is no such channel',
};

const READ_BEFORE =
  'Something before this handler has read the body: hand it a request.clone() that was made before that';

/**
 * Makes the endpoint that `token-url` names: answers a Web `Request` with a ticket, or with `{code, message}`
 * and a status of 4xx or 5xx. Refuses whatever `authorize` does not clearly allow.
 *
 * @throws {TypeError} when there is no `authorize`, an origin is none, or an option is unknown or wrong
 */
export function createTokenHandler(options: TokenHandlerOptions): (request: Request) => Promise<Response> {
  checkOptions(options);
  const { origins = [] } = options;
  return async (request) => {
    const headers = originHeaders(request, origins);
    if (request.method === 'OPTIONS' && 'access-control-allow-origin' in headers) {
      return new Response(null, { status: 204, headers: { ...headers, ...preflightHeaders() } });
    }
    const response = await answerTo(request, options);
    for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
    return response;
  };
}

async function answerTo(request: Request, options: TokenHandlerOptions): Promise<Response> {
  if (request.method !== 'POST') return refuse(405, 'bad-configuration', 'Use POST', { allow: 'POST' });
  if (request.bodyUsed || request.body?.locked) {
    void report(new KvsError('token-failed', READ_BEFORE), request, options);
    return refuse(500, 'token-failed', READ_BEFORE);
  }
  const wish = await readWish(request);
  if (wish instanceof Unreadable) return refuse(wish.status, 'bad-configuration', wish.message);
  let verdict: Verdict;
  try {
    verdict = await options.authorize(request, wish);
  } catch (error) {
    void report(error, request, options);
    return isKvsError(error) ? asItSays(error) : refuse(500, 'token-failed', 'It could not be decided');
  }
  const grant = readGrant(verdict);
  if (!grant) return refuse(403, 'access-denied', 'You may not watch this camera');
  try {
    return answer(200, await sign(options, wish, grant, request.signal));
  } catch (error) {
    void report(error, request, options);
    return failed(error);
  }
}

/** Trouble of whoever hears of it, now or later, is none of the viewer's, and must not end the server. */
async function report(error: unknown, { signal }: Request, { onError }: TokenHandlerOptions): Promise<void> {
  // Whoever asked has gone: that is no trouble of anybody's.
  if (signal.aborted && error === signal.reason) return;
  try {
    await onError?.(error);
  } catch (thrown) {
    console.error('onError of createTokenHandler failed:', thrown);
  }
}

function sign(
  options: TokenHandlerOptions,
  { channel, clientId }: Wish,
  grant: Grant,
  signal: AbortSignal,
): Promise<object> {
  const { credentials, endpoint, region, maxSessionSeconds } = options;
  const sessionExpiresAt = earlier(grant.sessionExpiresAt, maxSessionSeconds);
  // The region that the viewer named is not among these: only an ARN or a grant may lead to another.
  const said = { channel, clientId, region, ...grant, sessionExpiresAt };
  return createTicket({ ...said, credentials, endpoint, signal });
}

function earlier(end: Grant['sessionExpiresAt'], maxSeconds = Infinity): Grant['sessionExpiresAt'] {
  if (maxSeconds === Infinity) return end;
  const latest = Date.now() + maxSeconds * 1_000;
  if (end === undefined) return latest;
  const time = epochMs(end);
  // What is no time is left to createTicket, which says so.
  return time > latest ? latest : end;
}

/** Not by its class: each entry of the package has one of its own, and so has a second copy. */
function isKvsError(error: unknown): error is KvsError {
  const { name, code } = Object(error) as Partial<KvsError>;
  return name === 'KvsError' && isErrorCode(code);
}

/** A refusal that `authorize` has worded itself. */
function asItSays({ code, message, retryAfterMs }: KvsError): Response {
  const retryAfter = retryAfterMs === undefined ? undefined : Math.ceil(retryAfterMs / 1_000);
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return answer(STATUS[code] ?? 500, { code, message, retryAfter }, headers);
}

function failed(error: unknown): Response {
  const code = isKvsError(error) ? error.code : 'token-failed';
  const words = OUR_TROUBLE[code];
  if (words) return refuse(STATUS[code] ?? 500, code, words);
  return refuse(502, 'token-failed', 'The ticket could not be made');
}

function refuse(
  status: number,
  code: KvsErrorCode,
  message: string,
  headers: Record<string, string> = {},
): Response {
  return answer(status, { code, message }, headers);
}

function answer(status: number, body: object, headers: Record<string, string> = {}): Response {
  return Response.json(body, {
    status,
    headers: { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers },
  });
}
