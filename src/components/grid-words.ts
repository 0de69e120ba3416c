import type { GridSummary } from './grid-events.js';
import type { Localizer } from './localize.js';

const TROUBLES = ['reconnecting', 'offline', 'failed'] as const;

/** What is said of a grid's cameras: those in trouble, or, after there were some, that there are none any more. */
export function announcement(spoken: GridSummary | null, words: Localizer): string {
  if (!spoken) return '';
  const troubles = TROUBLES.filter((name) => spoken[name] > 0);
  if (troubles.length === 0) return words.term('grid-well');
  return troubles.map((name) => words.term(`grid-${name}`, words.number(spoken[name]))).join(', ');
}
