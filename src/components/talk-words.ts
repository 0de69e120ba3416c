import type { TalkWords } from './words.js';

/** What a talk button says in English, and why there is no talking. */
export const TALK_WORDS: TalkWords = {
  'trouble-microphone-missing': 'No microphone was found. Connect one and try again.',
  'trouble-microphone-taken': 'Another program is using the microphone. Close it and try again.',
  'trouble-microphone-forbidden': 'This page is not allowed to use the microphone.',
  'trouble-microphone-lost': 'The microphone was disconnected.',
  'trouble-microphone-hot': 'The microphone did not turn off, so the connection was closed.',
  'trouble-floor-taken': 'Somebody is already talking. Let go there first.',
  'trouble-device-silent': 'The device did not answer, so nothing was sent.',
  'talk-hold': 'Hold to talk',
  'talk-toggle': 'Talk',
  'talk-off': 'Microphone off',
};
