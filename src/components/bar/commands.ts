import { PLAY, RETRY, type Shape } from '../icons.js';
import type { WordKey } from '../words.js';
import * as icons from './bar-icons.js';

/** What the commands need to know of a camera, and whom they tell. */
export interface Deck {
  readonly isPaused: boolean;
  /** Whether the picture is on the screen. */
  readonly isShown: boolean;
  /** Whether a fresh attempt may help. */
  readonly isTroubled: boolean;
  readonly isMuted: boolean;
  readonly canTalk: boolean;
  readonly isTalking: boolean;
  readonly canRecord: boolean;
  readonly isRecording: boolean;
  readonly isMeasured: boolean;
  readonly isZoomed: boolean;
  readonly canFloat: boolean;
  readonly isFloating: boolean;
  readonly canFill: boolean;
  readonly isFilling: boolean;
}

export type CommandName =
  'play' | 'mute' | 'reconnect' | 'talk' | 'snapshot' | 'record' | 'statistics' | 'zoom' | 'float' | 'fill';

/** A button of the bar, or an item of its menu. */
export interface Command {
  readonly name: CommandName;
  readonly icon: Shape;
  /** Its name, for screen readers and in its tooltip. */
  readonly word: WordKey;
  /** Does the same while the focus is in the camera; as in `aria-keyshortcuts`. */
  readonly key?: string;
  /** Whether it makes sense now. */
  readonly isThere: boolean;
  /** Of what stays on until it is pressed again: whether it is on. */
  readonly isOn?: boolean;
  /** The higher, the wider a bar must be to show it beside its menu; 0 is always shown. */
  readonly rank: 0 | 1 | 2 | 3 | 4;
  /** Beside the icon. */
  readonly text?: string;
}

/** All commands, always in the same order and number, so that no button becomes another under a finger. */
export function commandsOf(deck: Deck): readonly Command[] {
  const { isPaused, isShown, isMuted, isFloating, isFilling } = deck;
  return [
    {
      name: 'play',
      icon: isPaused ? PLAY : icons.PAUSE,
      word: isPaused ? 'play' : 'pause',
      key: 'k',
      isThere: true,
      rank: 0,
    },
    {
      name: 'mute',
      icon: isMuted ? icons.MUTED : icons.LOUD,
      word: isMuted ? 'unmute' : 'mute',
      key: 'm',
      isThere: isShown,
      rank: 1,
    },
    { name: 'reconnect', icon: RETRY, word: 'reconnect', isThere: deck.isTroubled, rank: 3 },
    {
      name: 'talk',
      icon: icons.MICROPHONE,
      word: 'talk',
      key: 't',
      isThere: deck.isTalking || (isShown && deck.canTalk),
      isOn: deck.isTalking,
      rank: 0,
    },
    { name: 'zoom', icon: icons.WHOLE, word: 'reset-zoom', key: '0', isThere: deck.isZoomed, rank: 2 },
    { name: 'snapshot', icon: icons.CAMERA, word: 'snapshot', key: 's', isThere: isShown, rank: 3 },
    {
      name: 'record',
      icon: deck.isRecording ? icons.STOP : icons.RECORD,
      word: 'record',
      isThere: deck.isRecording || (isShown && deck.canRecord),
      isOn: deck.isRecording,
      rank: 4,
    },
    {
      name: 'statistics',
      icon: icons.CHART,
      word: 'statistics',
      isThere: deck.isMeasured || isShown,
      isOn: deck.isMeasured,
      rank: 4,
    },
    {
      name: 'float',
      icon: icons.PIP,
      word: isFloating ? 'leave-picture-in-picture' : 'picture-in-picture',
      key: 'p',
      isThere: isFloating || (isShown && deck.canFloat),
      rank: 4,
    },
    {
      name: 'fill',
      icon: isFilling ? icons.LEAVE_FULLSCREEN : icons.FULLSCREEN,
      word: isFilling ? 'leave-fullscreen' : 'fullscreen',
      key: 'f',
      isThere: deck.canFill,
      rank: 1,
    },
  ];
}
