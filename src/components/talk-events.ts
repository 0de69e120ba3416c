import type { KvsErrorCode } from '../core/errors.js';
import type { TalkEndReason, TalkState } from '../core/talk-state.js';

/** What a talk looks like from outside. */
export type TalkPhase = TalkState['phase'];

/** Somebody wants to talk to a camera, before anything else happens; for a release command: has stopped to. */
export class KvsTalkRequestEvent extends Event {
  /** What the device is to be told; empty when nothing is configured. */
  readonly command: string;
  /** What listeners want to be waited for. */
  readonly waits: readonly Promise<unknown>[] = [];

  constructor(command: string, isRelease = false) {
    super('kvs-talkrequest', { bubbles: true, composed: true, cancelable: !isRelease });
    this.command = command;
  }

  /** The microphone opens only when `promise` has resolved; a rejection refuses. The page then delivers the command. */
  waitUntil(promise: Promise<unknown>): void {
    (this.waits as Promise<unknown>[]).push(promise);
    // Awaited later, or not at all when somebody else cancels the request.
    promise.catch(() => {});
  }
}

/** Talking has begun, is about to, has ended, or is not possible. */
export class KvsTalkChangeEvent extends Event {
  readonly talk: TalkPhase;
  /** How it ended, or the code of the error that blocks it; else null. */
  readonly reason: TalkEndReason | KvsErrorCode | null;

  constructor(state: TalkState) {
    super('kvs-talkchange', { bubbles: true, composed: true });
    this.talk = state.phase;
    this.reason = reasonOf(state);
  }
}

/** How loud the microphone is, ten times a second while talking. */
export class KvsMicLevelEvent extends Event {
  /** 0 to 1. */
  readonly peak: number;

  constructor(peak: number) {
    super('kvs-miclevel', { bubbles: true, composed: true });
    this.peak = peak;
  }
}

/** The camera has sent something on a data channel. */
export class KvsMessageEvent extends Event {
  readonly data: string | ArrayBuffer;
  /** Of the channel. */
  readonly label: string;

  constructor({ data, label }: Pick<KvsMessageEvent, 'data' | 'label'>) {
    super('kvs-message', { bubbles: true, composed: true });
    this.data = data;
    this.label = label;
  }
}

function reasonOf(state: TalkState): KvsTalkChangeEvent['reason'] {
  if (state.phase === 'off') return state.reason;
  return state.phase === 'blocked' ? state.error.code : null;
}

declare global {
  interface HTMLElementEventMap {
    'kvs-talkrequest': KvsTalkRequestEvent;
    'kvs-talkchange': KvsTalkChangeEvent;
    'kvs-miclevel': KvsMicLevelEvent;
    'kvs-message': KvsMessageEvent;
  }
}
