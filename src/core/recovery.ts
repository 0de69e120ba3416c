import type { KvsErrorCode } from './errors.js';

/** Without a new picture for so long, a camera is frozen; looked at once a second, so within 4 s. */
export const FROZEN_MS = 2_500;

/** Frozen for so long, it gets help. Many a short cut of the network has mended itself by then. */
export const FROZEN_PATIENCE_MS = 5_000;

/** ICE may be `disconnected` for a moment. */
export const DISCONNECTED_MS = 1_500;

/**
 * After a camera has closed the data channel it is looked at after so long, and again and again; it has hung up if no picture
 * came from one look to the next. What is in the buffers is still shown for a while, on a busy machine for longer.
 */
export const HUNG_UP_MS = 400;

/** How long an ICE restart may take until a picture comes, by whatever way. */
export const RESTART_BUDGET_MS = 5_000;

/** Live for so long, a camera has recovered: the next loss is a new one. */
export const STEADY_MS = 10_000;

const SILENT_MS = 2_500;

/**
 * After how many ms without an answer a camera is thought to ignore an id that it has answered to before, within
 * `answerMs`. C masters drop the offer of a viewer that has just gone and not been cleaned up after.
 */
export function silenceMs(answerMs: number): number {
  return SILENT_MS + 2 * answerMs;
}

/** What can befall a camera that is live. */
export type Trouble =
  /** ICE has not heard the camera for a moment. */
  | 'disconnected'
  /** ICE has given up. */
  | 'failed'
  /** No new picture has been decoded for a while. */
  | 'frozen'
  /** The camera has closed the data channel, and no picture came since. */
  | 'hung-up'
  /** The service retires the relay (RECONNECT_ICE_SERVER). */
  | 'relay-retired'
  /** The browser is on another network, or back on one. */
  | 'network-changed'
  | 'signaling-lost'
  | 'go-away';

/** What is known when trouble comes. */
export interface Facts {
  readonly isRelayed: boolean;
  /** Whether ICE is connected now. */
  readonly isConnected: boolean;
  /** Whether the last picture is older than it should be. */
  readonly isFrozen: boolean;
  /** Whether an ICE restart has failed with this camera before: its master cannot, and is not asked again. */
  readonly hasRefusedRestart: boolean;
}

/**
 * What to do about trouble: nothing, one ICE restart, or a new peer. The socket is not needed while the
 * picture comes, so its end is no trouble. A new peer always works, but costs the picture for a moment.
 */
export function recoveryFor(trouble: Trouble, facts: Facts): 'carry-on' | 'restart' | 'reconnect' {
  const restart = facts.hasRefusedRestart ? 'reconnect' : 'restart';
  switch (trouble) {
    case 'signaling-lost':
    case 'go-away':
      return 'carry-on';
    case 'relay-retired':
      return facts.isRelayed ? restart : 'carry-on';
    case 'network-changed':
      // After so long a silence a browser holds restarted pictures back for a second or two.
      if (facts.isFrozen) return 'reconnect';
      return facts.isConnected ? 'carry-on' : restart;
    case 'disconnected':
    case 'failed':
      return restart;
    case 'hung-up':
      return 'reconnect';
    case 'frozen':
      // The path is there, so the camera has forgotten us, or has stopped.
      return facts.isConnected ? 'reconnect' : restart;
    // no default: the compiler knows the troubles
  }
}

/** As what a camera is lost when nothing helped. */
export function lossOf(trouble: Trouble): readonly [KvsErrorCode, string] {
  if (trouble === 'frozen') return ['media-lost', 'The picture stood still'];
  if (trouble === 'hung-up') return ['media-lost', 'The camera has hung up'];
  if (trouble === 'failed') return ['ice-failed', 'The network path to the camera failed'];
  return ['media-lost', 'The path to the camera was lost'];
}
