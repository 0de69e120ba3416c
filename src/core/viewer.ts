import { KvsError, toKvsError, type KvsErrorCode } from './errors.js';
import { headStartFor, headStarts } from './head-start.js';
import { childOf, onAbort, promisesKept, sleep, timerMs, untilAborted, withTimeout } from './lifetime.js';
import { openLine } from './line.js';
import type { Log } from './log.js';
import type { MediaPath } from './glance.js';
import { inTokenTime, negotiate, orFailed, orLost } from './negotiation.js';
import { openPeer, type Peer } from './peer.js';
import { Progress, type ConnectStep, type Timeline } from './progress.js';
import { silenceMs } from './recovery.js';
import { knownOf } from './viewer-id.js';
import { requireSupport } from './support.js';
import type { CameraTarget } from './target.js';
import { fetchTicket, spend } from './token.js';
import type { Troubles } from './troubles.js';
import type { EarlyTicket, TokenReason } from './ticket.js';

/** What an attempt is told, and whom it tells. */
export interface Attempt {
  readonly clientId: string;
  readonly reason: TokenReason;
  /** Whether it was for want of a token that the attempt before failed. */
  readonly isTokenDoubtful: boolean;
  readonly log: Log;
  /** The target with the tokens that count by now. */
  readonly source: () => CameraTarget;
  /** Called with the step that the attempt now waits for, and the stream that will show the camera. */
  readonly onStep: (step: ConnectStep, stream: MediaStream) => void;
  /** Called when the camera seems to take this client id for another viewer's. */
  readonly onIgnored: () => void;
  /** What the service says, and what becomes of the socket, once the camera has answered. */
  readonly troubles: Troubles;
}

/** A camera that shows a picture. It lives as long as the signal that it was made with. */
export interface Connection {
  readonly stream: MediaStream;
  readonly media: MediaPath;
  readonly timeline: Timeline;
  /** Epoch milliseconds; the right to watch ends then. The newest ticket says when. */
  readonly sessionExpiresAt: number | undefined;
  readonly peer: Peer;
  /**
   * Gets fresh ICE servers and a fresh socket, and asks the camera for another path, which `onAsked` hears. Resolves
   * with its answer. What is not asked when `signal` aborts is not asked any more; an answer on its way is taken.
   */
  readonly restart: (signal: AbortSignal, onAsked: () => void) => Promise<void>;
}

const CONNECT_TIMEOUT_MS = 30_000;

const LATE: Readonly<Record<ConnectStep, readonly [KvsErrorCode, string]>> = {
  token: ['token-failed', 'No token came in time'],
  signaling: ['signaling-lost', 'The signaling service did not answer in time'],
  offer: ['negotiation-failed', 'The offer was not ready in time'],
  answer: ['camera-offline', 'The camera did not answer in time'],
  ice: ['ice-failed', 'No network path to the camera was found in time'],
  dtls: ['ice-failed', 'The connection to the camera was not secured in time'],
  frame: ['media-timeout', 'The camera is connected, but no picture came in time'],
};

/**
 * One attempt: token → ticket → signaling → offer and answer → ICE → DTLS → first picture. What needs
 * nothing from each other runs side by side: the offer is made while the token is fetched, and candidates
 * are gathered while the socket opens. Everything ends with `signal`, and by itself when the time is up.
 *
 * @throws {KvsError} any code but those of the microphone
 */
export function connectViewer(
  target: CameraTarget,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<Connection> {
  const progress = new Progress();
  const late = (): KvsError => new KvsError(...LATE[progress.step]);
  return withTimeout(timerMs(target.connectTimeoutMs || null, CONNECT_TIMEOUT_MS), signal, late, (bounded) =>
    connect(target, attempt, progress, bounded),
  ).catch((thrown: unknown) => {
    signal.throwIfAborted();
    throw toKvsError(thrown, LATE[progress.step][0], 'Connecting failed');
  });
}

async function connect(
  target: CameraTarget,
  attempt: Attempt,
  progress: Progress,
  signal: AbortSignal,
): Promise<Connection> {
  signal.throwIfAborted();
  requireSupport();
  const ahead = headStartFor(target, attempt.clientId);
  if (ahead) {
    headStarts.delete(ahead);
    spend(target);
    onAbort(signal, () => ahead.life.abort(signal.reason));
  }
  // Asked for first: it travels while the peer is made.
  const coming = ahead?.ticket ?? getTicket(target, attempt, signal);
  coming.catch(() => {});
  let wire = childOf(signal);
  const line = ahead?.line ?? openLine(coming, attempt.clientId, wire);
  // Making the peer keeps the page busy for a while.
  await promisesKept();
  // Chromium makes no more than 500 peers until it collects those that are closed, which a page that does little may not for minutes.
  if (attempt.isTokenDoubtful) await coming;
  signal.throwIfAborted();
  const peer = ahead?.peer ?? openPeer(target, signal);
  // The socket was opened first, and is closed first all the same.
  onAbort(signal, () => wire.abort(signal.reason));
  const unanswered = childOf(signal);
  const done = (step: ConnectStep): void => {
    signal.throwIfAborted();
    if (step === 'answer') unanswered.abort();
    const elapsedMs = progress.done(step);
    attempt.log.add('debug', step, { elapsedMs });
    attempt.onStep(progress.step, peer.stream);
    if (step === 'offer' && known?.answerMs)
      sleep(silenceMs(known.answerMs), unanswered.signal).then(heedSilence, () => {});
  };
  const heedSilence = (): void => {
    if (progress.step === 'answer' && known?.askedAt) attempt.onIgnored();
  };
  const ticket = await orFailed(peer.offer, coming);
  done('token');
  const clientId = ticket.clientId ?? attempt.clientId;
  const known = knownOf(target.channel, clientId);
  const first = { peer, offer: peer.offer, ticket, known, attempt, done, line };
  await negotiate(first, wire.signal);
  const media = await orLost(peer.failed, showPicture(peer, done));
  signal.throwIfAborted();
  let { sessionExpiresAt } = ticket;
  const restart = async (bounded: AbortSignal, onAsked: () => void): Promise<void> => {
    // A ticket in the page is of another viewer's id, and for the next connection.
    const source = { ...attempt.source(), ticket: undefined };
    const fresh = await getTicket(source, { ...attempt, clientId, reason: 'ice-refresh' }, bounded);
    ({ sessionExpiresAt } = fresh);
    wire.abort(new DOMException('Another socket takes over', 'AbortError'));
    wire = childOf(signal);
    const another = openLine(Promise.resolve(fresh), clientId, wire);
    // Made when it can go out: the peer knows of no offer that was called off.
    const ready = untilAborted(Promise.all([fresh.iceServers, another.signaling]), bounded);
    const offer = ready.then(([iceServers]) => peer.restartOffer(iceServers));
    // Awaited below, or not at all when the time is up by then.
    offer.catch(() => {});
    const asked = (step: ConnectStep): void => {
      if (step === 'offer') onAsked();
    };
    const round = { peer, offer, ticket: fresh, known, attempt, done: asked, line: another };
    await untilAborted(negotiate(round, wire.signal), bounded);
  };
  return {
    stream: peer.stream,
    media,
    timeline: progress.timeline,
    get sessionExpiresAt() {
      return sessionExpiresAt;
    },
    peer,
    restart,
  };
}

/** A ticket, or the reason why there is none, in time. */
export function getTicket(
  target: CameraTarget,
  { clientId, reason }: Pick<Attempt, 'clientId' | 'reason'>,
  signal: AbortSignal,
): Promise<EarlyTicket> {
  const { channel, region } = target;
  return inTokenTime('No token', signal, async (bounded) => {
    const request = { channel, clientId, reason, signal: bounded, ...(region && { region }) };
    return fetchTicket(target, request);
  });
}

async function showPicture(peer: Peer, done: (step: ConnectStep) => void): Promise<MediaPath> {
  await peer.reached;
  done('ice');
  await peer.secured;
  done('dtls');
  const media = await peer.firstFrame();
  done('frame');
  return media;
}
