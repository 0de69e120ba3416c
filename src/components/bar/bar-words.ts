import type { BarWords } from '../words.js';

/** What the bar says in English. */
export const BAR_WORDS: BarWords = {
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
  'snapshot-saved': 'Snapshot saved',
  'snapshot-failed': 'The snapshot could not be saved',
  'recording-started': 'Recording started',
  'recording-saved': 'Recording saved',
  'recording-failed': 'Recording failed',
  'not-allowed': 'The browser does not allow that here.',
};
