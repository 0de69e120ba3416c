import type { KvsError } from './errors.js';

/** Whether somebody talks to a camera. Replaced whole with each change. */
export type TalkState =
  /** The microphone is closed. `reason` says how the last talk ended; null: there was none. Followed by `asking`. */
  | { readonly phase: 'off'; readonly reason: TalkEndReason | null }
  /** The device is told to open its speaker; no microphone is open. Followed by `arming`, `off`, `blocked`. */
  | { readonly phase: 'asking' }
  /** The microphone is being opened; nothing is sent yet. Followed by `on`, `off`, `blocked`. */
  | { readonly phase: 'arming' }
  /** The camera hears. `since`: epoch milliseconds. Followed by `off`, `blocked`. */
  | { readonly phase: 'on'; readonly since: number }
  /** Talking is not possible, and nothing is sent. Followed by `asking`. */
  | { readonly phase: 'blocked'; readonly error: KvsError };

/** Why a talk ended that was not in error. */
export type TalkEndReason =
  /** Whoever talked let go. */
  | 'released'
  /** The page said no to the request. */
  | 'cancelled'
  /** The longest time for one talk is over. */
  | 'max-talk'
  /** The page is hidden or left. */
  | 'hidden'
  /** The connection to the camera ended. */
  | 'camera-lost'
  /** The element that talked was taken out. */
  | 'removed'
  /** The button was disabled. */
  | 'disabled';

/** Hears of each new state. */
export type TalkListener = (state: TalkState) => void;

/** Ends a talk, as the reason of its signal. */
export class TalkEnd extends Error {
  override readonly name = 'AbortError';
  readonly reason: TalkEndReason;

  constructor(reason: TalkEndReason) {
    super(`The talk has ended: ${reason}`);
    this.reason = reason;
  }
}

/** Whom a page asks before the device: what its listeners said. */
export interface Consent {
  /** Nobody may talk now. */
  readonly isCancelled: boolean;
  /** What has to be done first; a rejection is a refusal. Empty: nobody has taken the command over. */
  readonly waits: readonly Promise<unknown>[];
}

/** Tells a device something; rejects, or resolves to `false`, when the device refuses. */
export type SendCommand = (
  command: string,
  context: { readonly channel: string; readonly signal: AbortSignal },
) => unknown;

/** How to talk: what the device is told, and for how long. */
export interface TalkOptions {
  /** Sent to the device before the microphone opens. */
  readonly pressCommand?: string | undefined;
  /** Sent to the device after the microphone has closed. */
  readonly releaseCommand?: string | undefined;
  /** Takes `POST {channel, command}` as JSON; answers 2xx when the device has accepted. */
  readonly commandUrl?: string | undefined;
  /** Delivers the commands in its own way; comes before `commandUrl`. Without both they go over the data channel. */
  readonly sendCommand?: SendCommand | undefined;
  /** Milliseconds within which the device must have accepted; 3000 by default. */
  readonly commandTimeout?: number | undefined;
  /** Seconds after which the microphone closes by itself; 30 by default. */
  readonly maxTalk?: number | undefined;
  /** `half` (default): the camera is not heard meanwhile; `full`: it is. */
  readonly duplex?: 'half' | 'full' | undefined;
  /** Hears how loud the microphone is, 0 to 1, ten times a second while talking. */
  readonly onLevel?: ((peak: number) => void) | undefined;
  /** Ends the talk. */
  readonly signal?: AbortSignal | undefined;
}

/** Asks the page for its consent; for the release command it only tells. */
export type Ask = (command: string, isRelease: boolean) => Consent;

/** A talk as it is begun. */
export interface TalkRequest extends Omit<TalkOptions, 'signal'> {
  readonly channel: string;
  readonly ask: Ask;
}

/** A talk as the core is asked for it: what asks the page is loaded with the other code for talking. */
export interface TalkWish extends Omit<TalkRequest, 'ask'> {
  readonly loadAsk: () => Promise<Ask>;
}
