import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { invite, type Guest } from './support/guest.js';
import { openSite, type Listener } from './support/site.js';

/** As the build prints them. */
const HASHES = JSON.parse(readFileSync('dist/integrity.json', 'utf8')) as Record<string, string>;
const ENTRIES = ['kvs-elements.js', 'camera/kvs-camera.js'];

const sends =
  (type: string, text: string): Listener =>
  (_, response) =>
    response.writeHead(200, { 'content-type': type }).end(text);

for (const entry of ENTRIES) {
  const chunk = entry.replace(/[\w-]+\.js$/, 'chunks/de-');
  describe(`the hashes of dist/integrity.json for ${entry}`, { timeout: 60_000 }, () =>
    hold(entry, Object.keys(HASHES).find((file) => file.startsWith(chunk)) ?? ''),
  );
}

function hold(entry: string, chunk: string): void {
  let guest: Guest;
  before(async () => void (guest = await invite('chromium')));
  after(() => guest?.[Symbol.asyncDispose]());

  /** What a browser runs of the script and of a chunk, when `changed` has one byte more than was built. */
  async function run(changed?: string): Promise<Record<'entry' | 'chunk', boolean>> {
    const files = Object.keys(HASHES).map((file) => {
      const text = readFileSync(`dist/${file}`, 'utf8') + (file === changed ? '\n' : '');
      return [`/assets/${file}`, sends('text/javascript', text)] as const;
    });
    const integrity = Object.fromEntries(
      Object.entries(HASHES).map(([file, hash]) => [`/assets/${file}`, hash]),
    );
    const page = `<!doctype html><html lang="en"><title>Hashes</title>
      <script type="importmap">${JSON.stringify({ integrity })}</script>
      <script type="module" src="/assets/${entry}" integrity="${HASHES[entry]}"></script></html>`;
    const routes = { ...Object.fromEntries(files), '/': sends('text/html', page) };
    await using site = await openSite({ folders: {}, routes });
    await using visit = await guest.open(site.url);
    return await visit.page.evaluate(async (path) => {
      const isLoaded = import(path).then(
        () => true,
        () => false,
      );
      return { entry: customElements.get('kvs-camera') !== undefined, chunk: await isLoaded };
    }, `/assets/${chunk}`);
  }

  it('let the browser run the files that were built', async () =>
    assert.deepEqual(await run(), { entry: true, chunk: true }));

  it('make it refuse a script with one byte more', async () =>
    assert.deepEqual(await run(entry), { entry: false, chunk: true }));

  it('make it refuse a chunk with one byte more', async () =>
    assert.deepEqual(await run(chunk), { entry: true, chunk: false }));
}
