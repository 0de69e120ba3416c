import { KvsError, type CameraState, type KvsErrorCode, type SessionState } from '../../src/index.js';

/** Something to show behind states that have a picture. */
export interface Scenery {
  readonly stream: MediaStream;
  /** Which error is behind a state that has one; by default the usual. */
  readonly code?: KvsErrorCode;
}

const USUAL: Partial<Record<CameraState, KvsErrorCode>> = {
  reconnecting: 'media-lost',
  offline: 'camera-offline',
  denied: 'access-denied',
  failed: 'channel-not-found',
  ended: 'session-expired',
};

/** What is said with an error that ends in `failed`, to whoever embeds the camera. */
const MESSAGES: Partial<Record<KvsErrorCode, string>> = {
  unsupported: 'This browser has no WebRTC',
  'insecure-context': 'This page is not a secure context',
  'bad-configuration': 'Nothing supplies a token for this camera',
  'channel-not-found': 'There is no channel "front-door"',
  'codec-unsupported': 'The camera answered without a picture',
};

/** How long a picture has stood still in `frozen`. Some minutes, so that the words stay the same for a while. */
export const FROZEN_MS = 5.5 * 60_000;

/** Where every session begins. */
export const CONNECTING: SessionState = {
  phase: 'connecting',
  step: 'answer',
  attempt: 1,
  stream: null,
  error: null,
};

/** The state of a session that makes a camera show `state`; null where it holds none. */
export function sessionState(state: CameraState, { stream, code }: Scenery): SessionState | null {
  const actual = code ?? USUAL[state] ?? 'media-lost';
  const error = new KvsError(actual, MESSAGES[actual] ?? 'Simulated');
  const waiting = { phase: 'waiting', error, retryAt: Date.now() + 30_000, attempt: 2 } as const;
  const live = {
    phase: 'live',
    attempt: 1,
    stream,
    media: { path: 'direct', codec: 'h264' },
    timeline: { token: 60, signaling: 240, offer: 250, answer: 420, ice: 510, dtls: 560, frame: 640 },
    frozenSince: null,
  } as const;
  switch (state) {
    case 'idle':
      return null;
    case 'connecting':
      return CONNECTING;
    // What makes it blocked is that the browser does not play.
    case 'blocked':
    case 'live':
      return live;
    case 'frozen':
      return { ...live, frozenSince: Date.now() - FROZEN_MS };
    case 'reconnecting':
    case 'offline':
    case 'denied':
      return waiting;
    case 'failed':
    case 'ended':
      return { phase: 'failed', error };
    // no default: the compiler knows the states
  }
}
