import type { KvsError } from '../core/errors.js';
import type { SessionState } from '../core/session-state.js';

/** What a person sees of a camera; one at a time. */
export type CameraState =
  /** Nothing runs: not asked for yet, paused, or out of sight. */
  | 'idle'
  | 'connecting'
  | 'live'
  /** Live, but no new picture comes. */
  | 'frozen'
  /** A retry is scheduled or running. */
  | 'reconnecting'
  /** The camera does not answer; slow retries go on. */
  | 'offline'
  /** No right to watch; slow retries go on, as rights come back. */
  | 'denied'
  /** The browser refused to play: a tap is needed. */
  | 'blocked'
  /** No retry will help. */
  | 'failed'
  /** The right to watch ran out, or the page said stop. */
  | 'ended';

/** Every state, in the order of the documentation. */
export const CAMERA_STATES: readonly CameraState[] = [
  'idle',
  'connecting',
  'live',
  'frozen',
  'reconnecting',
  'offline',
  'denied',
  'blocked',
  'failed',
  'ended',
];

/** What is known of the `<video>`. */
export interface PictureState {
  /** The browser refused to play. */
  readonly isBlocked: boolean;
  /** Epoch milliseconds since which it shows nothing new, whatever comes; null: it does. */
  readonly stuckSince: number | null;
}

/** The state that a person sees, from the session's (null: none is held) and what is known of the `<video>`. */
export function cameraState(
  session: SessionState | null,
  { isBlocked, stuckSince }: PictureState,
): CameraState {
  switch (session?.phase) {
    case undefined:
      return 'idle';
    case 'connecting':
      return session.error ? whileRetrying(session.error) : 'connecting';
    case 'live':
      if (isBlocked) return 'blocked';
      return (session.frozenSince ?? stuckSince) === null ? 'live' : 'frozen';
    case 'waiting':
      return whileRetrying(session.error);
    case 'failed':
      return session.error.code === 'session-expired' ? 'ended' : 'failed';
    case 'closed':
      return 'ended';
    // no default: the compiler knows the phases
  }
}

function whileRetrying({ code }: KvsError): CameraState {
  if (code === 'camera-offline') return 'offline';
  return code === 'access-denied' ? 'denied' : 'reconnecting';
}

/** Whether an attempt has come a step further, and no more. */
export function isStep(before: SessionState | null, after: SessionState | null): boolean {
  return (
    before?.phase === 'connecting' &&
    after?.phase === 'connecting' &&
    before.stream === after.stream &&
    before.error === after.error
  );
}
