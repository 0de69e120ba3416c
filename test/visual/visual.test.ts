import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SHEETS } from './page/sheets.js';
import { compare } from './support/compare.js';
import { openStudio, type Studio } from './support/studio.js';

const BASELINE = fileURLToPath(new URL('baseline/', import.meta.url));
const DIFFERENCES = fileURLToPath(new URL('differences/', import.meta.url));
/** `UPDATE=1` keeps what is there now. Look at it before it is committed. */
const isUpdate = process.env['UPDATE'] === '1';
/** A dot of 8 pixels has 50; another Chromium of the same year draws some edges otherwise. */
const TOLERATED = 12;

describe('what everything looks like', { timeout: 120_000 }, () => {
  let studio: Studio;

  before(async () => {
    studio = await openStudio();
    await rm(DIFFERENCES, { recursive: true, force: true });
    await mkdir(BASELINE, { recursive: true });
  });
  after(async () => {
    await studio?.[Symbol.asyncDispose]();
  });

  for (const name of Object.keys(SHEETS)) {
    it(`${name} is as it was`, async () => {
      const { picture, complaints } = await studio.photograph(name);
      assert.deepEqual(complaints, []);
      const kept = await readFile(`${BASELINE}${name}.png`).catch(() => null);
      const difference = kept && compare(kept, picture);
      if (difference && difference.pixels <= TOLERATED) return;
      if (isUpdate) return writeFile(`${BASELINE}${name}.png`, picture);
      assert(difference, 'there is nothing to compare it with');
      await mkdir(DIFFERENCES, { recursive: true });
      await writeFile(`${DIFFERENCES}${name}.png`, picture);
      await writeFile(`${DIFFERENCES}${name}-where.png`, difference.picture);
      assert.fail(
        `${difference.pixels} pixels differ; see test/visual/differences. If it is meant: UPDATE=1 npm run test:visual`,
      );
    });
  }

  it('has a picture for each sheet, and no other', async () => {
    const kept = (await readdir(BASELINE)).sort();
    assert.deepEqual(
      kept,
      Object.keys(SHEETS)
        .map((name) => `${name}.png`)
        .sort(),
    );
  });
});
