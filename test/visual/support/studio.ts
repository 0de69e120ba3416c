import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { launch, type Page } from 'puppeteer-core';
import { build, type Rolldown } from 'vite';
import { alias, define } from '../../../vite.config.js';
import { launchOptions } from '../../support/browsers.js';
import { SHEETS } from '../page/sheets.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const FONT = fileURLToPath(
  import.meta.resolve('@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
);

/** Where sheets are laid out and photographed. */
export interface Studio extends AsyncDisposable {
  /** PNG of a sheet, and what the page complained of. */
  photograph(name: string): Promise<{ readonly picture: Buffer; readonly complaints: readonly string[] }>;
  /** PNG of the sheet that is laid out, some frames later. */
  photographAgain(): Promise<Buffer>;
}

/** Opens the page of the sheets in Chromium: one font, one scale, whatever the machine has. */
export async function openStudio(): Promise<Studio> {
  await using opened = new AsyncDisposableStack();
  const files = await bundle();
  const server = createServer((request, response) => {
    const [type, body] = files.get(request.url ?? '') ?? [];
    response.writeHead(body ? 200 : 404, { 'content-type': type ?? 'text/plain' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.defer(() => void server.close());
  const { args = [], ...options } = launchOptions('chromium');
  const browser = await launch({
    ...options,
    args: [...args, '--font-render-hinting=none', '--force-color-profile=srgb', '--hide-scrollbars'],
  });
  opened.defer(() => browser.close());
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => complaints.push(message.text()));
  await page.setViewport({ width: 1800, height: 1000 });
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction('globalThis.lay');
  // What is emulated lasts as long as this does.
  const emulation = await page.createCDPSession();
  const kept = opened.move();
  return {
    photograph: async (name) => {
      complaints.length = 0;
      const value = SHEETS[name]?.isForced ? 'active' : 'none';
      await emulation.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value }] });
      await page.evaluate((sheet) => globalThis.lay(sheet), name);
      const picture = await photograph(page);
      return { picture, complaints: [...complaints] };
    },
    photographAgain: async () => {
      await page.evaluate(() => globalThis.rest());
      return photograph(page);
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

async function photograph(page: Page): Promise<Buffer> {
  const body = await page.$('body');
  if (!body) throw new Error('The page has no body');
  return Buffer.from(await body.screenshot({ type: 'png' }));
}

async function bundle(): Promise<ReadonlyMap<string, readonly [type: string, body: Buffer | string]>> {
  const output = (await build({
    configFile: false,
    root: here('../page'),
    logLevel: 'error',
    define,
    resolve: { alias },
    build: {
      write: false,
      lib: { entry: here('../page/main.ts'), formats: ['es'] },
      rolldownOptions: { output: { codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput[];
  const [chunk] = output.flatMap((one) => one.output).filter((one) => one.type === 'chunk');
  if (!chunk) throw new Error('The sheets were not built');
  return new Map([
    ['/', ['text/html; charset=utf-8', await readFile(here('../page/index.html'), 'utf8')]],
    ['/main.js', ['text/javascript', chunk.code]],
    ['/font.woff2', ['font/woff2', await readFile(FONT)]],
  ]);
}
