import { headStartFor, headStarts, type HeadStart } from './head-start.js';
import { childOf, onAbort, sleep } from './lifetime.js';
import { openLine } from './line.js';
import { openPeer } from './peer.js';
import { sessions } from './registry.js';
import { parseTarget, type CameraTarget } from './target.js';
import { fetchTicket } from './token.js';
import { viewerId } from './viewer-id.js';

/** A ticket of unknown age is not kept for longer. */
const TICKET_KEPT_MS = 60_000;
const MARGIN_MS = 5_000;

/** How much is made ready: the ticket, or the socket and the offer as well. */
export type Warmth = 'token' | 'signaling';

/**
 * Makes a camera ready that may be asked for soon. What nobody takes is given back with `signal`; a socket, which
 * counts as a viewer, after `keptMs`, and a ticket when it is stale. Does nothing where the camera is shown, or
 * ready, already.
 *
 * @throws {KvsError} `bad-configuration`
 */
export function warm(wanted: CameraTarget, warmth: Warmth, keptMs: number, signal: AbortSignal): void {
  const target = parseTarget(wanted);
  if (sessions.find(target) || headStartFor(target)) return;
  const life = new AbortController();
  const start = begin(target, warmth, life);
  headStarts.add(start);
  const giveBack = (): void => {
    if (headStarts.delete(start)) life.abort(new DOMException('Nobody asked for the camera', 'AbortError'));
  };
  onAbort(signal, giveBack);
  onAbort(life.signal, () => headStarts.delete(start));
  // What fails is tried again, and told, when the camera is asked for.
  untilStale(start, keptMs).then(giveBack, giveBack);
}

async function untilStale({ ticket, line, life }: HeadStart, keptMs: number): Promise<void> {
  const { expiresAt = Infinity } = await ticket;
  const freshMs = Math.min(TICKET_KEPT_MS, expiresAt - MARGIN_MS - Date.now());
  if (!line) return sleep(freshMs, life.signal);
  const { lost } = await line.signaling;
  await Promise.race([lost, sleep(Math.min(keptMs, freshMs), life.signal)]);
}

function begin(target: CameraTarget, warmth: Warmth, life: AbortController): HeadStart {
  const { signal } = life;
  const { channel, region } = target;
  const clientId = viewerId(channel);
  // A ticket in the page counts as used up by identity; given back, it is still the page's first.
  const source = { ...target, ticket: target.ticket && { ...target.ticket } };
  const request = { channel, clientId, reason: 'connect', signal, ...(region && { region }) } as const;
  // A browser that cannot show it gets no token either.
  const peer = warmth === 'signaling' ? openPeer(target, signal) : undefined;
  const ticket = fetchTicket(source, request);
  if (!peer) return { target, clientId, ticket, life };
  const line = openLine(ticket, clientId, childOf(signal));
  // A socket that is about to close is no head start.
  line.listener = () => life.abort();
  return { target, clientId, ticket, peer, line, life };
}
