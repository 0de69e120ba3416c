import { headStarts, type HeadStart } from './head-start.js';
import { childOf, onAbort, sleep } from './lifetime.js';
import { openLine } from './line.js';
import { openPeer } from './peer.js';
import { nameOf, parseTarget, type CameraTarget } from './target.js';
import { getTicket } from './viewer.js';
import { hasSlot, viewerId } from './viewer-id.js';

/** A ticket of unknown age is not kept for longer. */
const TICKET_KEPT_MS = 60_000;
const MARGIN_MS = 5_000;

/** How much is made ready: the ticket, or the socket and the offer as well. */
export type Warmth = 'token' | 'signaling';

/**
 * Makes a camera ready that may be asked for soon. What nobody takes is given back with `signal`; a socket, which
 * counts as a viewer, after `keptMs`, and a ticket when it is stale. Does nothing where the camera is shown, or
 * ready, already, by whatever name: the id is taken then.
 *
 * @throws {KvsError} `bad-configuration`
 */
export function warm(wanted: CameraTarget, warmth: Warmth, keptMs: number, signal: AbortSignal): void {
  const target = parseTarget(wanted);
  const name = nameOf(target.channel);
  if (hasSlot(name) || [...headStarts].some((other) => nameOf(other.target.channel) === name)) return;
  const life = new AbortController();
  const start = begin(target, warmth, life);
  headStarts.add(start);
  const giveBack = (): void => {
    if (headStarts.delete(start)) life.abort();
  };
  onAbort(signal, giveBack);
  onAbort(life.signal, () => headStarts.delete(start));
  // What fails is tried again, and told, when the camera is asked for.
  untilStale(start, keptMs).then(giveBack, giveBack);
}

async function untilStale(start: HeadStart, keptMs: number): Promise<void> {
  const { ticket, line, life } = start;
  const { expiresAt = Infinity } = await ticket;
  const mostMs = line ? Math.min(keptMs, TICKET_KEPT_MS) : TICKET_KEPT_MS;
  const freshMs = Math.min(mostMs, expiresAt - MARGIN_MS - Date.now());
  start.freshUntil = Date.now() + freshMs;
  const lost = line?.signaling.then((signaling) => signaling.lost);
  await Promise.race([sleep(freshMs, life.signal), lost ?? new Promise(() => {})]);
}

function begin(target: CameraTarget, warmth: Warmth, life: AbortController): HeadStart {
  const { signal } = life;
  const clientId = viewerId(target.channel);
  // A ticket in the page counts as used up by identity; given back, it is still the page's first.
  const source = { ...target, ticket: target.ticket && { ...target.ticket } };
  // A browser that cannot show it gets no token either.
  const peer = warmth === 'signaling' ? openPeer(target, signal) : undefined;
  const ticket = getTicket(source, { clientId, reason: 'connect' }, signal);
  const start = { target, clientId, ticket, life, freshUntil: Infinity };
  if (!peer) return start;
  const line = openLine(ticket, clientId, childOf(signal));
  // A socket that is about to close is no head start.
  line.listener = () => life.abort();
  return { ...start, peer, line };
}
