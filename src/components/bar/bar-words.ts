import { KEY_WORDS } from '../key-words.js';
import type { BarWords } from '../words.js';

/** What the bar says in English. */
export const BAR_WORDS: BarWords = {
  ...KEY_WORDS,
  controls: 'Camera controls',
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
  'recording-started': 'Recording started',
  'recording-saved': 'Recording saved',
  'recording-failed': 'Recording failed',
};
