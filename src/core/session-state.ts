import type { KvsError } from './errors.js';
import type { MediaPath } from './glance.js';
import type { PageEvent } from './page-life.js';
import type { ConnectStep, Timeline } from './progress.js';

/** Where a session stands. Replaced whole with each change. */
export type SessionState =
  /**
   * An attempt runs and waits for `step`. `error` is what ended the one before, if any. `stream` is there
   * once the token is, and still without a picture. Followed by `live`, `waiting`, `failed`, `closed`.
   */
  | {
      readonly phase: 'connecting';
      readonly step: ConnectStep;
      readonly attempt: number;
      readonly stream: MediaStream | null;
      readonly error: KvsError | null;
    }
  /** The picture comes. Followed by `waiting`, `failed` (the right to watch ended), `connecting`, `closed`. */
  | {
      readonly phase: 'live';
      /** The attempt that succeeded, from 1. */
      readonly attempt: number;
      readonly stream: MediaStream;
      readonly media: MediaPath;
      readonly timeline: Timeline;
      /** Epoch ms of the last new picture when it stands still, else null. */
      readonly frozenSince: number | null;
    }
  /** The next attempt starts at `retryAt` (epoch ms). Followed by `connecting`, `closed`. */
  | {
      readonly phase: 'waiting';
      readonly error: KvsError;
      readonly retryAt: number;
      readonly attempt: number;
    }
  /** No retry will help. Followed by `connecting` when somebody asks for it, `closed`. */
  | { readonly phase: 'failed'; readonly error: KvsError }
  /** Everything is given back. Final. */
  | { readonly phase: 'closed' };

/** The error behind a state, if there is one. */
export function errorOf(session: SessionState | null): KvsError | null {
  return session && 'error' in session ? session.error : null;
}

/** Hears of each new state. */
export type SessionListener = (state: SessionState) => void;

/** Whether another try may go better than what goes on, now that the page has told `event`. */
export function mayGoBetter(state: SessionState, event: PageEvent): boolean {
  // Who asked to be left alone is, whatever the page does.
  if (state.phase === 'waiting') return !state.error.retryAfterMs;
  // What an attempt has sent by the network before may never be answered.
  return event === 'online' && state.phase === 'connecting' && state.step !== 'token';
}
