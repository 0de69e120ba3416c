import type { KvsError } from '../core/errors.js';
import type { TalkState } from '../core/talk-state.js';
import { addEnglish, type Localizer } from './localize.js';
import { TALK_WORDS } from './talk-words.js';

addEnglish(TALK_WORDS);

/** What a person sees of a talk button; one at a time. */
export type PttState =
  | 'idle'
  /** The device is asked. */
  | 'asking'
  /** The microphone is being opened. */
  | 'arming'
  | 'talking'
  /** The person has not allowed the microphone. */
  | 'denied'
  /** Something else forbids it. */
  | 'blocked'
  /** There is no camera, or it cannot be talked to now. */
  | 'unavailable'
  | 'disabled';

/** The camera of a button, as far as its state goes. */
export interface Talkable {
  readonly talk: TalkState;
  readonly canTalk: boolean;
}

/** Whether a talk is under way, or about to be. */
export function isActive(state: PttState): boolean {
  return state === 'asking' || state === 'arming' || state === 'talking';
}

/** The state of a button from its camera's, whoever talks to it. */
export function pttState(camera: Talkable | null, isDisabled: boolean): PttState {
  if (isDisabled) return 'disabled';
  if (!camera) return 'unavailable';
  switch (camera.talk.phase) {
    case 'asking':
    case 'arming':
      return camera.talk.phase;
    case 'on':
      return 'talking';
    case 'blocked':
      return camera.talk.error.code === 'microphone-denied' ? 'denied' : 'blocked';
    case 'off':
      return camera.canTalk ? 'idle' : 'unavailable';
    // no default: the compiler knows the phases
  }
}

/** What the person is told about an error. */
export function troubleWords({ trouble, code }: KvsError, words: Localizer): string {
  return words.term(trouble ? `trouble-${trouble}` : `error-${code}`);
}

/** What a screen reader is told when the state has changed. */
export function announcement(state: PttState, hasTalked: boolean, words: Localizer): string {
  if (state === 'talking') return words.term('talk-on');
  return hasTalked && state !== 'asking' && state !== 'arming' ? words.term('talk-off') : '';
}
