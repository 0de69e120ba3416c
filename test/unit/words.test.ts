import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, it } from 'node:test';
import { BAR_WORDS } from '../../src/components/bar/bar-words.js';
import { CAMERA_STATES } from '../../src/components/camera-state.js';
import { LANGUAGES } from '../../src/components/localize.js';
import { GRID_WORDS } from '../../src/components/grid-words.js';
import { TALK_WORDS } from '../../src/components/talk-words.js';
import { ENGLISH as OF_CAMERAS, type Words } from '../../src/components/words.js';
import { ERROR_CODES } from '../../src/core/errors.js';

/** The compiler knows whether they are all there. */
const ENGLISH: Words = { ...OF_CAMERAS, ...BAR_WORDS, ...TALK_WORDS, ...GRID_WORDS };

const said = (words: Words): [string, string][] =>
  Object.entries(words).map(([key, word]) => [
    key,
    typeof word === 'function' ? (word as (...values: string[]) => string)('12', '34') : String(word),
  ]);

describe('the words', () => {
  it('have one for each state and each error', () => {
    const keys = Object.keys(ENGLISH);
    const of = (group: string): string[] => keys.filter((key) => key.startsWith(group)).sort();
    assert.deepEqual(of('state-'), CAMERA_STATES.map((state) => `state-${state}`).sort());
    assert.deepEqual(of('error-'), ERROR_CODES.map((code) => `error-${code}`).sort());
  });

  it('are there in each language that has a file', async () => {
    const files = await readdir(new URL('../../src/components/words/', import.meta.url));
    assert.deepEqual(files.map((file) => file.replace('.ts', '')).sort(), Object.keys(LANGUAGES).sort());
    assert.deepEqual(Object.keys(LANGUAGES).sort(), ['de', 'es', 'fr', 'ja', 'vi']);
  });

  for (const [language, load] of Object.entries(LANGUAGES)) {
    it(`are all there in ${language}, and are not the English ones`, async () => {
      const { words } = await load();
      assert.deepEqual(Object.keys(words).sort(), Object.keys(ENGLISH).sort());
      const english = new Map(said(ENGLISH));
      const translated = said(words);
      for (const [key, word] of translated) assert.match(word, /^\S(.*\S)?$/, `${key} in ${language}`);
      const alike = translated.filter(([key, word]) => english.get(key) === word).map(([key]) => key);
      // As a few words are international: live, volume.
      assert.ok(alike.length <= 3, `in ${language} the same as in English: ${alike.join(', ')}`);
      const placed = translated.filter(([key]) => typeof words[key as keyof Words] === 'function');
      for (const [key, word] of placed)
        assert.match(word, /12/, `${key} in ${language} has no place for its value`);
    });
  }
});
