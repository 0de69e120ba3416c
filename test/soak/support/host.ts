import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { createServer as createVite, type ViteDevServer } from 'vite';
import { openDesk } from '../../../local/desk.js';
import { KEYS, startStack, type Stack, type StackOptions } from '../../../local/stack.js';
import { createTokenHandler, toNodeHandler } from '../../../src/server/index.js';
import { alias, define } from '../../../vite.config.js';
import { launchOptions } from '../../support/browsers.js';
import { Census } from './census.js';
import type { Wall } from './page/wall.js';

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
type Method = {
  [Name in keyof Wall]: Wall[Name] extends (...parameters: never[]) => unknown ? Name : never;
}[keyof Wall];

const HERE = '/test/soak/support/page';
/** Nothing asked of the page takes longer than this; the calls themselves are bounded more closely. */
const CALL_MS = 120_000;
const PAGE = `<!doctype html><meta charset="utf-8" /><title>Soak</title><link rel="icon" href="data:," />
<style>body { display: flex; flex-wrap: wrap; gap: 4px; margin: 0 }</style>
<script type="module" src="${HERE}/timers.ts"></script><script type="module" src="${HERE}/wall.ts"></script>`;

/** A page with cameras in a real browser, and all that it talks to, on this machine. */
export class Host implements AsyncDisposable {
  readonly stack: Stack;
  readonly page: Page;
  readonly census: Census;
  /** What the page reported as unhandled. */
  readonly problems: readonly string[];
  readonly #close: () => Promise<void>;

  constructor(
    stack: Stack,
    page: Page,
    census: Census,
    problems: readonly string[],
    close: () => Promise<void>,
  ) {
    this.stack = stack;
    this.page = page;
    this.census = census;
    this.problems = problems;
    this.#close = close;
  }

  /** Calls a function of the page's wall. */
  ask<Name extends Method>(
    name: Name,
    ...parameters: Parameters<Wall[Name]>
  ): Promise<Awaited<ReturnType<Wall[Name]>>> {
    return this.page.evaluate(
      (name, parameters) => (Reflect.get(Reflect.get(window, 'wall') as Wall, name) as Ask)(...parameters),
      name,
      parameters,
    ) as Promise<Awaited<ReturnType<Wall[Name]>>>;
  }

  /** Ends the browser, the servers and the stack. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}

type Ask = (...parameters: unknown[]) => unknown;

/** Starts KVS, a web server and Chromium, and opens the page. */
export async function openHost(options: Pick<StackOptions, 'limits'> = {}): Promise<Host> {
  const opened = new AsyncDisposableStack();
  try {
    const life = new AbortController();
    const stack = await startStack({ ...options, signal: life.signal });
    opened.defer(() => {
      // The cameras first: they would come back to a service that is about to close.
      life.abort();
      return stack.service.stop();
    });
    const vite = await serveModules();
    opened.defer(() => vite.close());
    const server = await listen(routesOf(stack), vite);
    opened.defer(() => closed(server));
    const browser = await launch({ ...launchOptions('chromium'), protocolTimeout: CALL_MS });
    opened.defer(() => browser.close());
    const { page, problems } = await openPage(browser, (server.address() as AddressInfo).port);
    const census = await Census.of(page);
    return new Host(stack, page, census, problems, () => opened.disposeAsync());
  } catch (error) {
    await opened.disposeAsync();
    throw error;
  }
}

async function openPage(browser: Browser, port: number): Promise<{ page: Page; problems: string[] }> {
  const page = await browser.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  await page.setViewport({ width: 1280, height: 1000 });
  await page.goto(`http://localhost:${port}/`);
  await page.waitForFunction(() => 'wall' in window, { timeout: 60_000 });
  return { page, problems };
}

function routesOf(stack: Stack): ReadonlyMap<string, Listener> {
  const handler = createTokenHandler({
    authorize: () => true,
    credentials: KEYS.server,
    endpoint: stack.service.endpoint,
    region: stack.service.region,
  });
  return new Map([
    ['/desk/', openDesk(stack)],
    ['/api/token', toNodeHandler(handler)],
  ]);
}

function listen(routes: ReadonlyMap<string, Listener>, vite: ViteDevServer): Promise<Server> {
  const server = createServer((request, response) => {
    const { url = '/' } = request;
    const route = [...routes].find(([path]) => url.startsWith(path));
    if (route) void route[1](request, response);
    else if (url === '/') response.setHeader('content-type', 'text/html').end(PAGE);
    else vite.middlewares(request, response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, 'localhost', () => resolve(server));
  });
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function serveModules(): Promise<ViteDevServer> {
  return createVite({
    configFile: false,
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    cacheDir: 'node_modules/.vite-soak',
    appType: 'custom',
    publicDir: false,
    logLevel: 'error',
    define,
    // Not `development`: Lit keeps notes of its warnings there.
    resolve: { alias, conditions: ['module', 'browser'] },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: {
      noDiscovery: true,
      rolldownOptions: { transform: { define } },
      include: [
        'amazon-kinesis-video-streams-webrtc/lib/SignalingClient.js',
        'amazon-kinesis-video-streams-webrtc/lib/Role.js',
        'lit',
      ],
    },
  });
}
