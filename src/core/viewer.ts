import { KvsError, type KvsErrorCode } from './errors.js';
import { untilAborted, withTimeout } from './lifetime.js';
import type { Log } from './log.js';
import { openPeer, type MediaPath, type Peer } from './peer.js';
import { openSignaling, type SignalingEvent } from './signaling.js';
import { withoutStrayFormats } from './sdp.js';
import type { CameraTarget } from './target.js';
import { fetchTicket } from './token.js';
import type { CheckedTicket, TokenReason } from './ticket.js';

/** The steps from nothing to a picture, in their order. */
export type ConnectStep = 'token' | 'signaling' | 'offer' | 'answer' | 'ice' | 'dtls' | 'frame';

/** When each step was done, in milliseconds since connecting began. */
export type Timeline = Readonly<Partial<Record<ConnectStep, number>>>;

/** What an attempt is told, and whom it tells. */
export interface Attempt {
  readonly clientId: string;
  readonly reason: TokenReason;
  readonly log: Log;
  /** Called with the step that the attempt now waits for, and the stream that will show the camera. */
  readonly onStep: (step: ConnectStep, stream: MediaStream) => void;
}

/** A camera that shows a picture. It lives as long as the signal that it was made with. */
export interface Connection {
  readonly stream: MediaStream;
  readonly media: MediaPath;
  readonly timeline: Timeline;
  /** Epoch milliseconds; the right to watch ends then. */
  readonly sessionExpiresAt: number | undefined;
  /** Resolves when the picture can come no more. */
  readonly lost: Promise<KvsError>;
}

const CONNECT_TIMEOUT_MS = 30_000;
const TOKEN_TIMEOUT_MS = 10_000;
const STEPS: readonly ConnectStep[] = ['token', 'signaling', 'offer', 'answer', 'ice', 'dtls', 'frame'];

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
  return withTimeout(target.connectTimeoutMs ?? CONNECT_TIMEOUT_MS, signal, late, (bounded) =>
    connect(target, attempt, progress, bounded),
  );
}

async function connect(
  target: CameraTarget,
  attempt: Attempt,
  progress: Progress,
  signal: AbortSignal,
): Promise<Connection> {
  requireSupport();
  const peer = openPeer(target, signal);
  const done = (step: ConnectStep): void => {
    signal.throwIfAborted();
    const elapsedMs = progress.done(step);
    attempt.log.add('debug', step, { elapsedMs });
    attempt.onStep(progress.step, peer.stream);
  };
  // An offer that cannot be made ends the attempt before a token is spent on it.
  const [ticket] = await Promise.all([getTicket(target, attempt, signal), peer.offer]);
  done('token');
  await negotiate(
    peer,
    { ...ticket, clientId: ticket.clientId ?? attempt.clientId },
    attempt.log,
    done,
    signal,
  );
  const media = await orLost(peer.lost, showPicture(peer, done));
  signal.throwIfAborted();
  return {
    stream: peer.stream,
    media,
    timeline: progress.timeline,
    sessionExpiresAt: ticket.sessionExpiresAt,
    lost: peer.lost,
  };
}

function getTicket(target: CameraTarget, attempt: Attempt, signal: AbortSignal): Promise<CheckedTicket> {
  const { channel, region } = target;
  const { clientId, reason } = attempt;
  const late = (): KvsError =>
    new KvsError('token-failed', `No token came within ${TOKEN_TIMEOUT_MS / 1_000} s`);
  return withTimeout(TOKEN_TIMEOUT_MS, signal, late, async (bounded) => {
    const request = { channel, clientId, reason, signal: bounded, ...(region && { region }) };
    return fetchTicket(target, request);
  });
}

async function negotiate(
  peer: Peer,
  ticket: CheckedTicket & { readonly clientId: string },
  log: Log,
  done: (step: ConnectStep) => void,
  signal: AbortSignal,
): Promise<void> {
  // Candidates gathered before the offer is out wait here: a master drops what it cannot place yet.
  let send = (candidate: RTCIceCandidate): void => void waiting.push(candidate);
  const waiting: RTCIceCandidate[] = [];
  const { promise: answered, resolve, reject } = withResolvers<RTCSessionDescriptionInit>();
  const hear = (event: SignalingEvent): void => {
    if (event.type === 'answer') resolve(event.answer);
    else if (event.type === 'candidate') void peer.addCandidate(event.candidate);
    else
      log.add('warn', event.type, event.type === 'refused' ? { what: event.what, status: event.status } : {});
    if (event.type === 'refused' && event.what === 'offer') reject(refusedOffer(event.errorType));
  };
  const [signaling] = await Promise.all([
    openSignaling(ticket, hear, signal),
    peer.gather(ticket.iceServers, (candidate) => send(candidate)),
  ]);
  done('signaling');
  const { type, sdp = '' } = await peer.offer;
  signaling.sendOffer({ type, sdp: withoutStrayFormats(sdp) });
  done('offer');
  send = (candidate) => signaling.sendCandidate(candidate);
  waiting.forEach(send);
  const answer = await orLost(signaling.lost, untilAborted(answered, signal));
  await peer.accept(answer);
  done('answer');
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

/** What is awaited, unless what it depends on is lost first. */
async function orLost<T>(lost: Promise<KvsError>, awaited: Promise<T>): Promise<T> {
  const failure = lost.then((error): never => {
    throw error;
  });
  return Promise.race([awaited, failure]);
}

function requireSupport(): void {
  if (!globalThis.isSecureContext)
    throw new KvsError('insecure-context', 'This page is not a secure context');
  if (typeof RTCPeerConnection === 'undefined')
    throw new KvsError('unsupported', 'This browser has no WebRTC');
}

function refusedOffer(errorType: string): KvsError {
  if (errorType === 'ClientLimitExceededException') {
    return new KvsError('channel-busy', 'The service limits what this channel takes');
  }
  return new KvsError('negotiation-failed', `The service did not take the offer: ${errorType}`);
}

function withResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: Error) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

class Progress {
  readonly #startedAt = performance.now();
  #timeline: Timeline = {};
  step: ConnectStep = 'token';

  get timeline(): Timeline {
    return this.#timeline;
  }

  done(step: ConnectStep): number {
    const elapsedMs = Math.round(performance.now() - this.#startedAt);
    this.#timeline = { ...this.#timeline, [step]: elapsedMs };
    this.step = STEPS[STEPS.indexOf(step) + 1] ?? 'frame';
    return elapsedMs;
  }
}
