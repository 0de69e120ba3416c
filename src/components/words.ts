import type { KvsErrorCode, TalkTrouble } from '../core/errors.js';
import type { CameraState } from './camera-state.js';
import type { StatsWords } from './stats/stats-words.js';

/** What a person reads or hears. A function puts in what is known only then, written for the language already. */
export interface Words
  extends
    Readonly<Record<`state-${CameraState}`, string>>,
    Readonly<Record<`error-${KvsErrorCode}`, string>>,
    BarWords,
    TalkWords,
    GridWords,
    Partial<StatsWords> {
  /** How long the picture has stood still; `duration` is e.g. `12 sec`. */
  readonly age: (duration: string) => string;
  readonly play: string;
  readonly retry: string;
  /** The mark of a camera that is recorded. */
  readonly recording: string;
  /** The mark of a microphone, while it opens and when it is open. */
  readonly 'talk-arming': string;
  readonly 'talk-on': string;
}

export type WordKey = keyof Words;

/** What buttons of the bar do, which are their names for screen readers, and their tooltips; and what comes of it. */
export interface BarWords {
  /** The bar as a whole. */
  readonly controls: string;
  readonly pause: string;
  readonly mute: string;
  readonly unmute: string;
  readonly volume: string;
  /** A toggle: on while talking. */
  readonly talk: string;
  readonly snapshot: string;
  /** A toggle: on while recording. */
  readonly record: string;
  readonly 'picture-in-picture': string;
  readonly 'leave-picture-in-picture': string;
  readonly fullscreen: string;
  readonly 'leave-fullscreen': string;
  readonly 'reset-zoom': string;
  /** A toggle: on while shown. */
  readonly statistics: string;
  /** Opens the menu of what has no room in the bar. */
  readonly more: string;
  readonly reconnect: string;
  readonly 'snapshot-saved': string;
  readonly 'snapshot-failed': string;
  readonly 'recording-started': string;
  readonly 'recording-saved': string;
  readonly 'recording-failed': string;
  /** Of full screen and picture in picture. */
  readonly 'not-allowed': string;
}

/** What a talk button says, and why there is no talking. */
export interface TalkWords extends Readonly<Record<`trouble-${TalkTrouble}`, string>> {
  readonly 'talk-hold': string;
  readonly 'talk-toggle': string;
  readonly 'talk-off': string;
}

/** What a grid is called, says aloud, and says when it has no list of cameras. `count` is e.g. `1`, `36`. */
export interface GridWords {
  readonly grid: string;
  readonly 'grid-reconnecting': (count: string) => string;
  readonly 'grid-offline': (count: string) => string;
  readonly 'grid-failed': (count: string) => string;
  /** After there was trouble. */
  readonly 'grid-well': string;
  readonly 'list-failed': string;
}

/** Of the language that stands in for every word another one lacks, what every camera may say. */
export const ENGLISH: Omit<Words, keyof BarWords | keyof TalkWords | keyof GridWords | keyof StatsWords> = {
  'state-idle': 'Paused',
  'state-connecting': 'Connecting…',
  'state-live': 'Live',
  'state-frozen': 'Picture frozen',
  'state-reconnecting': 'Reconnecting…',
  'state-offline': 'Camera offline',
  'state-denied': 'No access',
  'state-blocked': 'Tap to play',
  'state-failed': 'Not available',
  'state-ended': 'Ended',

  'error-unsupported': 'This browser cannot show live cameras.',
  'error-insecure-context': 'This page is not secure, so cameras cannot be shown.',
  'error-bad-configuration': 'The camera is not set up correctly.',
  'error-token-failed': 'The permission to watch could not be fetched.',
  'error-access-denied': 'You may not watch this camera.',
  'error-session-expired': 'Your time to watch has ended.',
  'error-channel-not-found': 'This camera does not exist.',
  'error-channel-busy': 'Too many people are watching.',
  'error-signaling-lost': 'The camera service cannot be reached.',
  'error-camera-offline': 'The camera does not answer.',
  'error-negotiation-failed': 'The camera and this browser do not understand each other.',
  'error-codec-unsupported': 'This browser cannot play the camera’s video format.',
  'error-ice-failed': 'There is no network path to the camera.',
  'error-media-timeout': 'The camera sends no picture.',
  'error-media-lost': 'The camera stopped sending.',
  'error-microphone-denied': 'The microphone is not allowed. Allow it in the browser’s settings.',
  'error-microphone-blocked': 'The microphone cannot be used on this page.',
  'error-no-return-audio': 'You cannot talk through this camera.',
  'error-device-refused': 'The device did not accept the command.',

  age: (duration) => `for ${duration}`,

  play: 'Play',
  retry: 'Try again',

  'talk-arming': 'Opening the microphone…',
  'talk-on': 'Microphone on',
  recording: 'Recording',
};
