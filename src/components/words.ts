import type { KvsErrorCode, TalkTrouble } from '../core/errors.js';
import type { CameraState } from './camera-state.js';
import type { StatsWords } from './stats/stats-words.js';

/** What a person reads or hears. A function puts in what is known only then, written for the language already. */
export interface Words
  extends
    Readonly<Record<`state-${CameraState}`, string>>,
    Readonly<Record<`error-${KvsErrorCode}`, string>>,
    Readonly<Record<`trouble-${TalkTrouble}`, string>>,
    ButtonWords,
    TalkWords,
    NoticeWords,
    GridWords,
    Partial<StatsWords> {
  /** How long the picture has stood still; `duration` is e.g. `12 sec`. */
  readonly age: (duration: string) => string;
}

export type WordKey = keyof Words;

/** What buttons do: their names for screen readers, and their tooltips. */
interface ButtonWords {
  /** The bar as a whole. */
  readonly controls: string;
  readonly play: string;
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
  readonly retry: string;
}

/** What a talk button says, and the mark of an open microphone. */
interface TalkWords {
  readonly 'talk-hold': string;
  readonly 'talk-toggle': string;
  readonly 'talk-arming': string;
  readonly 'talk-on': string;
  readonly 'talk-off': string;
}

/** What a grid is called, says aloud, and says when it has no list of cameras. `count` is e.g. `1`, `36`. */
interface GridWords {
  readonly grid: string;
  readonly 'grid-reconnecting': (count: string) => string;
  readonly 'grid-offline': (count: string) => string;
  readonly 'grid-failed': (count: string) => string;
  /** After there was trouble. */
  readonly 'grid-well': string;
  readonly 'list-failed': string;
}

/** What people are told has happened, or goes on. */
interface NoticeWords {
  readonly 'snapshot-saved': string;
  readonly 'snapshot-failed': string;
  /** The mark of a camera that is recorded. */
  readonly recording: string;
  readonly 'recording-started': string;
  readonly 'recording-saved': string;
  readonly 'recording-failed': string;
  /** Of full screen and picture in picture. */
  readonly 'not-allowed': string;
}

/** The language that stands in for every word another one lacks. */
export const ENGLISH: Words = {
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

  controls: 'Camera controls',
  play: 'Play',
  pause: 'Pause',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  talk: 'Talk',
  snapshot: 'Take a snapshot',
  record: 'Record',
  'picture-in-picture': 'Picture in picture',
  'leave-picture-in-picture': 'Leave picture in picture',
  fullscreen: 'Full screen',
  'leave-fullscreen': 'Leave full screen',
  'reset-zoom': 'Reset zoom',
  statistics: 'Statistics',
  more: 'More',
  reconnect: 'Reconnect',
  retry: 'Try again',

  'trouble-microphone-missing': 'No microphone was found. Connect one and try again.',
  'trouble-microphone-taken': 'Another program is using the microphone. Close it and try again.',
  'trouble-microphone-forbidden': 'This page is not allowed to use the microphone.',
  'trouble-microphone-lost': 'The microphone was disconnected.',
  'trouble-microphone-hot': 'The microphone did not turn off, so the connection was closed.',
  'trouble-floor-taken': 'Somebody is already talking. Let go there first.',
  'trouble-device-silent': 'The device did not answer, so nothing was sent.',

  'talk-hold': 'Hold to talk',
  'talk-toggle': 'Talk',
  'talk-arming': 'Opening the microphone…',
  'talk-on': 'Microphone on',
  'talk-off': 'Microphone off',

  grid: 'Cameras',
  'grid-reconnecting': (count) =>
    count === '1' ? `${count} camera reconnecting` : `${count} cameras reconnecting`,
  'grid-offline': (count) => (count === '1' ? `${count} camera offline` : `${count} cameras offline`),
  'grid-failed': (count) =>
    count === '1' ? `${count} camera not available` : `${count} cameras not available`,
  'grid-well': 'No camera has trouble any more',
  'list-failed': 'The list of cameras could not be loaded.',

  'snapshot-saved': 'Snapshot saved',
  'snapshot-failed': 'The snapshot could not be saved',
  recording: 'Recording',
  'recording-started': 'Recording started',
  'recording-saved': 'Recording saved',
  'recording-failed': 'Recording failed',
  'not-allowed': 'The browser does not allow that here.',
};
