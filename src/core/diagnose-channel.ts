import { found, type Finding } from './diagnose-step.js';
import { KvsError, toKvsError } from './errors.js';
import { withTimeout } from './lifetime.js';
import { Log } from './log.js';
import type { Timeline } from './progress.js';
import { sessions } from './registry.js';
import type { SessionState } from './session-state.js';
import { openSignaling } from './signaling.js';
import { parseTarget, type CameraTarget } from './target.js';
import { isCredentials, type CheckedTicket, type EarlyTicket, type TokenCallback } from './ticket.js';
import { fetchTicket } from './token.js';
import { Troubles } from './troubles.js';
import { connectViewer } from './viewer.js';

/** A ticket that carries its viewer's id. */
export type OwnTicket = CheckedTicket & {
  readonly clientId: string;
  /** Whether its server has taken another id for the viewer than was proposed: maybe the same for every ticket. */
  readonly isGivenId: boolean;
};

/** Checks the attributes, as far as that goes without asking anybody. */
export function checkConfiguration(target: CameraTarget): Finding<CameraTarget> {
  const value = parseTarget(target);
  return { ...found('ok', 'Channel and region are well-formed'), value };
}

/** Gets the diagnosis a ticket of its own, and notes whether AWS credentials came for it. */
export class TokenTrial {
  readonly #clientId: string;
  #sawCredentials = false;

  constructor(clientId: string) {
    this.#clientId = clientId;
  }

  /** Not known for the page's default callback, which nobody can look into. */
  get sawCredentials(): boolean {
    return this.#sawCredentials;
  }

  async check(target: CameraTarget, timeoutMs: number, signal: AbortSignal): Promise<Finding<OwnTicket>> {
    const startedAt = performance.now();
    const late = (): KvsError => new KvsError('token-failed', `No token came within ${timeoutMs} ms`);
    const ticket = await withTimeout(timeoutMs, signal, late, async (bounded) => {
      const early = await this.#fetch(target, bounded);
      return { ...early, iceServers: await early.iceServers };
    });
    const tookMs = Math.round(performance.now() - startedAt);
    const message = `A token came from ${sourceOf(target)} in ${tookMs} ms${validity(ticket)}`;
    const { clientId = this.#clientId } = ticket;
    const value = { ...ticket, clientId, isGivenId: clientId !== this.#clientId };
    return { ...found('ok', message), value };
  }

  #fetch(target: CameraTarget, signal: AbortSignal): Promise<EarlyTicket> {
    const { channel, region, getToken, tokenUrl, identityPoolId } = target;
    this.#sawCredentials = !getToken && !tokenUrl && Boolean(identityPoolId);
    const hasOther = Boolean(getToken ?? tokenUrl ?? identityPoolId);
    const source = {
      ...target,
      getToken: getToken && this.#watched(getToken),
      ticket: hasOther ? undefined : lent(target.ticket),
    };
    return fetchTicket(source, { channel, region, clientId: this.#clientId, reason: 'connect', signal });
  }

  #watched(getToken: TokenCallback): TokenCallback {
    return async (request) => {
      const token = await getToken(request);
      this.#sawCredentials = isCredentials(token);
      return token;
    };
  }
}

/** Checks that the service lets a viewer in; the socket is closed again at once. */
export async function checkSignaling(
  target: CameraTarget,
  ticket: OwnTicket,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Finding<null>> {
  const own = ownSession(target, ticket);
  if (own) {
    const doing = own.phase === 'live' ? 'is connected' : 'is connecting';
    return found('ok', `This page ${doing} as ${ticket.clientId}, and another of that id would end that`);
  }
  const late = (): KvsError =>
    new KvsError('signaling-lost', `The signaling service did not answer within ${timeoutMs} ms`);
  await withTimeout(timeoutMs, signal, late, (bounded) => openSignaling(ticket, () => {}, bounded));
  return found('ok', `${new URL(ticket.signalingUrl).host} accepted the connection`);
}

/** Connects as a viewer does, up to the first decoded picture. */
export async function checkCamera(
  target: CameraTarget,
  ticket: OwnTicket,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Finding<null>> {
  const own = ownSession(target, ticket);
  if (own?.phase === 'live') return found('ok', 'This page shows it');
  if (own) return found('skipped', `This page is connecting to it, and waits for: ${own.step}`);
  const { clientId } = ticket;
  const log = new Log(target.channel, clientId);
  const getToken = (): Promise<CheckedTicket> => Promise.resolve(ticket);
  const same = { ...target, ticket: undefined, getToken, connectTimeoutMs: timeoutMs };
  const ears = {
    log,
    troubles: new Troubles(),
    source: () => same,
    onStep: () => {},
    onIgnored: () => {},
    isTokenDoubtful: false,
  };
  try {
    const { media, timeline } = await connectViewer(same, { clientId, reason: 'connect', ...ears }, signal);
    return found(
      'ok',
      `A picture came: ${media.codec || 'codec not told'}, ${media.path}; ${told(timeline)}`,
    );
  } catch (thrown) {
    signal.throwIfAborted();
    const { code, message, hint } = toKvsError(thrown, 'negotiation-failed', 'Connecting failed');
    throw new KvsError(code, `${message}; ${told(timelineOf(log))}`, { hint });
  }
}

/** What a further viewer would end: the service lets the last of two with one id stay. */
function ownSession(
  target: CameraTarget,
  { isGivenId }: OwnTicket,
): Extract<SessionState, { readonly phase: 'live' | 'connecting' }> | null {
  const state = isGivenId ? sessions.find(parseTarget(target))?.state : undefined;
  return state?.phase === 'live' || state?.phase === 'connecting' ? state : null;
}

/** How far an attempt came that told nobody else. */
function timelineOf(log: Log): Timeline {
  const steps = log.entries().filter(({ detail }) => 'elapsedMs' in detail);
  return Object.fromEntries(steps.map(({ event, detail }) => [event, detail['elapsedMs']]));
}

function told(timeline: Timeline): string {
  // The token was there before the attempt began.
  const steps = Object.entries(timeline).filter(([step]) => step !== 'token');
  if (steps.length === 0) return 'nothing was done by then';
  return `done by then: ${steps.map(([step, elapsedMs]) => `${step} ${elapsedMs} ms`).join(', ')}`;
}

/** A ticket counts as used up by identity, and the camera may want it still. Only its time tells a copy's use. */
function lent(ticket: CameraTarget['ticket']): CameraTarget['ticket'] {
  return ticket?.expiresAt === undefined ? ticket : { ...ticket };
}

function sourceOf({ getToken, tokenUrl, identityPoolId }: CameraTarget): string {
  if (getToken) return 'the getToken callback';
  if (tokenUrl) return 'the token URL';
  return identityPoolId ? 'the Cognito identity pool' : 'the page (its ticket or its default callback)';
}

function validity({ expiresAt }: CheckedTicket): string {
  return expiresAt === undefined ? '' : `, good for ${Math.round((expiresAt - Date.now()) / 1_000)} s`;
}
