import type { GridSummary } from './grid-events.js';
import { KEY_WORDS } from './key-words.js';
import { addEnglish, type Localizer } from './localize.js';
import type { GridWords } from './words.js';

/** What a grid says in English. */
export const GRID_WORDS: GridWords = {
  grid: 'Cameras',
  'grid-reconnecting': (count) =>
    count === '1' ? `${count} camera reconnecting` : `${count} cameras reconnecting`,
  'grid-offline': (count) => (count === '1' ? `${count} camera offline` : `${count} cameras offline`),
  'grid-failed': (count) =>
    count === '1' ? `${count} camera not available` : `${count} cameras not available`,
  'grid-well': 'No camera has trouble any more',
  'list-failed': 'The list of cameras could not be loaded.',
};

const TROUBLES = ['reconnecting', 'offline', 'failed'] as const;

addEnglish({ ...GRID_WORDS, ...KEY_WORDS });

/** What is said of a grid's cameras: those in trouble, or, after there were some, that there are none any more. */
export function announcement(spoken: GridSummary | null, words: Localizer): string {
  if (!spoken) return '';
  const troubles = TROUBLES.filter((name) => spoken[name] > 0);
  if (troubles.length === 0) return words.term('grid-well');
  return troubles.map((name) => words.term(`grid-${name}`, words.number(spoken[name]))).join(', ');
}
