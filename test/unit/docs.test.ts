import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { builtSizes, QUOTED_SIZES } from '../../scripts/manifest/sizes.js';
import { CAMERA_STATES } from '../../src/components/camera-state.js';
import { ERROR_CODES, KvsError } from '../../src/core/errors.js';
import { VERSION } from '../../src/version.js';

const read = (path: string): string => readFileSync(path, 'utf8');
const troubleshooting = read('docs/troubleshooting.md');

/** The section of a document under a heading. */
const section = (code: string): string =>
  troubleshooting.split(`\n## \`${code}\`\n`)[1]?.split('\n## ')[0] ?? '';

describe('the documentation', () => {
  for (const code of ERROR_CODES) {
    it(`says what to do about ${code}, and whether it is tried again`, () => {
      const text = section(code).replaceAll('\n', ' ');
      assert.ok(text.length > 60, `docs/troubleshooting.md has no section "## \`${code}\`"`);
      if (new KvsError(code, 'x').retryable) assert.match(text, /(?<!Not )\bTried again/);
      else assert.doesNotMatch(text, /(?<!Not )\bTried again/);
    });
  }

  it('knows no other codes', () => {
    const headings = [...troubleshooting.matchAll(/^## `(.+)`$/gm)].map(([, code = '']) => code);
    assert.deepEqual(headings.sort(), [...ERROR_CODES].sort());
  });

  it('names every state in the README', () => {
    const readme = read('README.md');
    const missing = CAMERA_STATES.filter((state) => !readme.includes(`| \`${state}\``));
    assert.deepEqual(missing, []);
  });

  it('quotes the sizes of the build in the README, within a tenth', () => {
    const quotes = QUOTED_SIZES.exec(read('README.md'))?.slice(1).map(Number) ?? [];
    const sizes = builtSizes();
    assert.equal(quotes.length, sizes.length);
    const isNear = quotes.every((quote, index) => Math.abs(quote / (sizes[index] ?? 0) - 1) < 0.1);
    assert.ok(isNear, `The README says ${quotes.join()} kB, the build has ${sizes.join()} kB: npm run docs`);
  });

  const documents = [...globSync('{docs,recipes}/**/*.md'), 'README.md'].filter(
    (path) => !path.includes('node_modules'),
  );
  for (const document of documents) {
    it(`${document} links to what is there`, () => {
      const links = [...read(document).matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)].map(
        ([, link = '']) => link,
      );
      const broken = links.filter((link) => !existsSync(join(dirname(document), link)));
      assert.deepEqual(broken, []);
    });
  }

  it('has recipes that want this version', () => {
    for (const path of globSync('recipes/*/package.json')) {
      const { dependencies } = JSON.parse(read(path)) as { dependencies: Record<string, string> };
      assert.equal(dependencies['kvs-elements'], VERSION, path);
    }
    assert.equal((JSON.parse(read('package.json')) as { version: string }).version, VERSION);
  });
});
