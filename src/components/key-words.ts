import type { BarWords } from './words.js';

/** What becomes of the keys of a camera, in its bar and in a grid, in English. */
export const KEY_WORDS: Pick<BarWords, 'snapshot-saved' | 'snapshot-failed' | 'not-allowed'> = {
  'snapshot-saved': 'Snapshot saved',
  'snapshot-failed': 'The snapshot could not be saved',
  'not-allowed': 'The browser does not allow that here.',
};
