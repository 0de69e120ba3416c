import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { openSite } from '../recipes/support/site.js';
import { PROMISES } from './promises.js';
import { openReader, type Entry, type Reader } from './support/reader.js';

const FOLDER = 'storybook-static';
/** Not at the root: where it is published is nobody's business. */
const PATH = '/design/';

/** Firefox takes longer, and is asked for by `BROWSER=firefox`. */
const BROWSER = process.env['BROWSER'] === 'firefox' ? 'firefox' : 'chromium';

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 120_000 };

describe(`the stories in ${BROWSER}`, () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  let reader: Reader;
  const { entries } = JSON.parse(readFileSync(`${FOLDER}/index.json`, 'utf8')) as {
    readonly entries: Readonly<Record<string, Entry>>;
  };
  const stories = Object.values(entries).filter(({ type }) => type === 'story');

  before(async () => {
    site = await openSite({ folders: { [PATH]: FOLDER } });
    reader = await openReader(BROWSER, site.url + PATH, stories[0]!);
  }, EACH);
  after(async () => {
    await reader?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  });

  it('are those that somebody has promised something of', EACH, () =>
    assert.deepEqual(stories.map(({ id }) => id).sort(), Object.keys(PROMISES).sort()),
  );

  for (const story of stories) {
    it(`${story.id} shows what it promises, quietly, and to everybody`, EACH, async () => {
      const { states, violations, complaints } = await reader.see(story);
      assert.deepEqual([states, violations, complaints], [PROMISES[story.id], [], []]);
    });
  }
});
