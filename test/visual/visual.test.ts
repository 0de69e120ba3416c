import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SHEETS } from './page/sheets.js';
import { compare, type Difference } from './support/compare.js';
import { openStudio, type Studio } from './support/studio.js';

const BASELINE = fileURLToPath(new URL('baseline/', import.meta.url));
const DIFFERENCES = fileURLToPath(new URL('differences/', import.meta.url));
/** `UPDATE=1` keeps what is there now. Look at it before it is committed. */
const isUpdate = process.env['UPDATE'] === '1';
/** A dot of 8 pixels has 50; another Chromium of the same year draws some edges otherwise. */
const TOLERATED = 12;
/** After the first: what is photographed may not have come as far as what is laid out. A real difference stays. */
const MORE_PHOTOGRAPHS = 5;

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 60_000 };

describe('what everything looks like', () => {
  let studio: Studio;

  before(async () => {
    studio = await openStudio();
    await rm(DIFFERENCES, { recursive: true, force: true });
    await mkdir(BASELINE, { recursive: true });
  }, EACH);
  after(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  for (const name of Object.keys(SHEETS)) {
    it(`${name} is as it was`, EACH, async (context) => {
      const { picture: first, complaints } = await studio.photograph(name);
      assert.deepEqual(complaints, []);
      const kept = await readFile(`${BASELINE}${name}.png`).catch(() => null);
      let picture = first;
      let difference = kept && compare(kept, first);
      for (let taken = 0; taken < MORE_PHOTOGRAPHS && !isAsItWas(difference); taken += 1) {
        picture = await studio.photographAgain();
        difference = kept && compare(kept, picture);
      }
      if (isAsItWas(difference)) {
        if (picture !== first) context.diagnostic('The first photograph was not of what was laid out.');
        return;
      }
      if (isUpdate) return writeFile(`${BASELINE}${name}.png`, picture);
      assert(difference, 'there is nothing to compare it with');
      await mkdir(DIFFERENCES, { recursive: true });
      await writeFile(`${DIFFERENCES}${name}.png`, picture);
      await writeFile(`${DIFFERENCES}${name}-where.png`, difference.picture);
      assert.fail(
        `${difference.pixels} pixels differ (${difference.where}); see test/visual/differences. If it is meant: UPDATE=1 npm run test:visual`,
      );
    });
  }

  it('has a picture for each sheet, and no other', EACH, async () => {
    const kept = (await readdir(BASELINE)).sort();
    assert.deepEqual(
      kept,
      Object.keys(SHEETS)
        .map((name) => `${name}.png`)
        .sort(),
    );
  });
});

function isAsItWas(difference: Difference | null): boolean {
  return difference !== null && difference.pixels <= TOLERATED;
}
