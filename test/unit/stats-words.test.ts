import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LANGUAGES } from '../../src/components/localize.js';
import { STATS_WORDS } from '../../src/components/stats/stats-words.js';

describe('the words of the statistics', () => {
  it('are there in each language, all of them', () => {
    assert.deepEqual(Object.keys(STATS_WORDS).sort(), ['en', ...Object.keys(LANGUAGES)].sort());
    const keys = Object.keys(STATS_WORDS['en'] ?? {}).sort();
    assert.ok(keys.length > 0);
    for (const words of Object.values(STATS_WORDS)) {
      assert.deepEqual(Object.keys(words).sort(), keys);
      for (const word of Object.values(words) as string[]) assert.match(word, /^\S(.*\S)?$/);
    }
  });
});
