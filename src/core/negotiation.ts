import { KvsError } from './errors.js';
import { onAbort, untilAborted, withTimeout } from './lifetime.js';
import type { Line } from './line.js';
import type { Peer } from './peer.js';
import type { ConnectStep } from './progress.js';
import { withoutPitfalls } from './sdp.js';
import type { Signaling, SignalingEvent } from './signaling.js';
import type { EarlyTicket } from './ticket.js';
import type { Known } from './viewer-id.js';
import type { Attempt } from './viewer.js';

const TOKEN_TIMEOUT_MS = 10_000;

/** One exchange of an offer and an answer. */
export interface Round {
  readonly peer: Peer;
  /** May be in the making still: the socket opens meanwhile. */
  readonly offer: Promise<RTCSessionDescriptionInit>;
  readonly ticket: EarlyTicket;
  readonly known: Known | undefined;
  readonly attempt: Attempt;
  readonly done: (step: ConnectStep) => void;
  /** Its socket opens meanwhile, or is open already. */
  readonly line: Line;
}

/**
 * Sends the offer and the candidates, and gives the peer the camera's answer and what else the service says. Everything
 * ends with `signal`.
 *
 * @throws {KvsError} `token-failed`, `signaling-lost`, `negotiation-failed`, `channel-busy`, and what the ticket's are
 */
export async function negotiate(round: Round, signal: AbortSignal): Promise<void> {
  const { peer, offer, ticket, known, attempt, done } = round;
  // Candidates gathered before the offer is out wait here: a master drops what it cannot place yet.
  let send = (candidate: RTCIceCandidate): void => void waiting.push(candidate);
  const waiting: RTCIceCandidate[] = [];
  const answered = Promise.withResolvers<RTCSessionDescriptionInit>();
  // Awaited when the offer is out, or not at all.
  answered.promise.catch(() => {});
  const hear = (event: SignalingEvent): void => hearEvent(event, peer, attempt, answered);
  const opened = takeLine(round.line, hear, signal).catch(async (thrown: unknown) => {
    // Where both are refused, the answer about the ICE servers says why.
    await gathered;
    throw thrown;
  });
  // The socket and the offer wait neither for the ICE servers nor for what is gathered with them.
  const gathered = inTokenTime('No ICE servers', signal, async () => {
    await peer.gather(await offer, await ticket.iceServers, (candidate) => send(candidate), signal);
  });
  const signaling = await orFailed(gathered, opened);
  done('signaling');
  const { type, sdp = '' } = await orFailed(gathered, offer);
  signaling.sendOffer({ type, sdp: withoutPitfalls(sdp) });
  // By a clock that nobody sets: how long an answer takes is remembered.
  const askedAt = performance.now();
  if (known) known.askedAt = Date.now();
  done('offer');
  send = (candidate) => signaling.sendCandidate(candidate);
  waiting.forEach(send);
  const answer = await orFailed(gathered, orLost(signaling.lost, untilAborted(answered.promise, signal)));
  if (known) {
    known.answerMs = Math.max(known.answerMs ?? 1, performance.now() - askedAt);
    known.askedAt = 0;
  }
  await gathered;
  await peer.accept(answer);
  done('answer');
  void signaling.lost.then(() => attempt.troubles.add('signaling-lost'));
}

/** Runs `work`, which waits for what a token brings, with a signal that ends with `signal` or when that takes too long. */
export function inTokenTime<T>(
  what: string,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = (): KvsError =>
    new KvsError('token-failed', `${what} came within ${TOKEN_TIMEOUT_MS / 1_000} s`);
  return withTimeout(TOKEN_TIMEOUT_MS, signal, late, work);
}

function takeLine(
  line: Line,
  hear: (event: SignalingEvent) => void,
  signal: AbortSignal,
): Promise<Signaling> {
  line.listener = (event) => {
    if (!signal.aborted) hear(event);
  };
  onAbort(signal, () => line.life.abort(signal.reason));
  return untilAborted(line.signaling, signal);
}

function hearEvent(
  event: SignalingEvent,
  peer: Peer,
  { log, troubles }: Attempt,
  answered: PromiseWithResolvers<RTCSessionDescriptionInit>,
): void {
  switch (event.type) {
    case 'answer':
      return answered.resolve(event.answer);
    case 'candidate':
      return void peer.addCandidate(event.candidate);
    case 'refused':
      log.add('warn', 'refused', { what: event.what, status: event.status, errorType: event.errorType });
      if (event.what === 'offer') answered.reject(refusedOffer(event.errorType));
      return;
    case 'go-away':
      return troubles.add('go-away');
    case 'reconnect-ice-server':
      return troubles.add('relay-retired');
    // no default: the compiler knows the events
  }
}

/** What is awaited, unless what goes on beside it fails first. */
export function orFailed<T>(beside: Promise<unknown>, awaited: Promise<T>): Promise<T> {
  return Promise.race([awaited, beside.then(() => awaited)]);
}

/** What is awaited, unless what it depends on is lost first. */
export async function orLost<T>(lost: Promise<KvsError>, awaited: Promise<T>): Promise<T> {
  const failure = lost.then((error): never => {
    throw error;
  });
  return Promise.race([awaited, failure]);
}

function refusedOffer(errorType: string): KvsError {
  if (errorType === 'ClientLimitExceededException') {
    return new KvsError('channel-busy', 'The service limits what this channel takes');
  }
  return new KvsError('negotiation-failed', `The service did not take the offer: ${errorType}`);
}
