import { KvsError, type KvsErrorCode } from '../core/errors.js';
import { createTicket, environmentRegion, isClientId, type TicketOptions } from './ticket.js';

/** What a viewer asks for. Nothing in it is to be trusted. */
export interface Wish {
  readonly channel: string;
  readonly region?: string;
  readonly clientId: string;
  readonly reason: string;
}

/** What `authorize` grants: fields here replace those of the wish. */
export type Grant = Partial<Pick<TicketOptions, 'channel' | 'region' | 'clientId' | 'sessionExpiresAt'>>;

/** How a token handler decides and signs. */
export interface TokenHandlerOptions extends Pick<TicketOptions, 'credentials' | 'endpoint' | 'region'> {
  /**
   * Decides whether whoever sent `request` may watch: `true` or a grant lets in, anything else does not. A
   * grant is a plain object of the fields of `Grant` and no others.
   * Required: there is no default.
   */
  readonly authorize: (
    request: Request,
    wish: Wish,
  ) => boolean | Grant | null | undefined | Promise<boolean | Grant | null | undefined>;
  /** Hears why a ticket could not be made; the viewer is only told the code. */
  readonly onError?: (error: unknown) => void;
}

const GRANT_FIELDS: readonly string[] = ['channel', 'region', 'clientId', 'sessionExpiresAt'];
const LONGEST_BODY = 4_096;
const CHANNEL = /^[a-zA-Z0-9_.:/-]{1,1024}$/;
const REGION = /^[a-z0-9-]{1,32}$/;

/**
 * Makes the endpoint that `token-url` names: answers a Web `Request` with a ticket, or with a 4xx and
 * `{code, message}`. Refuses whatever `authorize` does not clearly allow.
 *
 * @throws {TypeError} when there is no `authorize`
 */
export function createTokenHandler(options: TokenHandlerOptions): (request: Request) => Promise<Response> {
  if (typeof options?.authorize !== 'function') {
    throw new TypeError(
      'createTokenHandler needs authorize(request, { channel }): it decides who may watch what.',
    );
  }
  return async (request) => {
    if (request.method !== 'POST') return refuse(405, 'bad-configuration', 'Use POST', { allow: 'POST' });
    const wish = await readWish(request);
    if (!wish) return refuse(400, 'bad-configuration', 'Send {channel, clientId} as application/json');
    try {
      const grant = await options.authorize(request, wish);
      if (grant !== true && !isGrant(grant)) {
        return refuse(403, 'access-denied', 'You may not watch this camera');
      }
      return answer(200, await sign(options, wish, grant === true ? {} : grant));
    } catch (error) {
      options.onError?.(error);
      return failed(error);
    }
  };
}

function sign(options: TokenHandlerOptions, wish: Wish, grant: Grant): Promise<object> {
  const { credentials, endpoint } = options;
  const { channel, clientId } = wish;
  // The server's region counts before the viewer's: only a grant may lead to another.
  const region = options.region ?? environmentRegion() ?? wish.region;
  const granted = Object.fromEntries(Object.entries(grant).filter(([, value]) => value !== undefined));
  return createTicket({ channel, clientId, region, ...granted, credentials, endpoint });
}

/** A plain object of known fields. A row of users, a `Response` or an error that is returned is no permission. */
function isGrant(value: unknown): value is Grant {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return false;
  const fields = Object.keys(value);
  return fields.length > 0 && fields.every((field) => GRANT_FIELDS.includes(field));
}

async function readWish(request: Request): Promise<Wish | null> {
  // Only a request of this type makes a browser ask before it sends cookies across origins.
  if (!request.headers.get('content-type')?.startsWith('application/json')) return null;
  const text = await request.text();
  if (text.length > LONGEST_BODY) return null;
  const { channel, region, clientId, reason } = parse(text);
  if (typeof channel !== 'string' || !CHANNEL.test(channel) || !isClientId(clientId)) return null;
  if (region !== undefined && (typeof region !== 'string' || !REGION.test(region))) return null;
  return {
    channel,
    clientId,
    reason: typeof reason === 'string' ? reason : 'connect',
    ...(region && { region }),
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** What went wrong between this server and AWS is the operator's to know, not the viewer's. */
function failed(error: unknown): Response {
  if (error instanceof KvsError && error.code === 'channel-not-found') {
    return refuse(404, 'channel-not-found', 'There is no such channel');
  }
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
