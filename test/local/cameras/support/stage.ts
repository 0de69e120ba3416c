import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { launch } from 'puppeteer-core';
import type { Browser, Page } from 'puppeteer-core';
import { startCamera } from '../../../../local/cameras/index.js';
import type { Camera, CameraOptions } from '../../../../local/cameras/index.js';
import { startService } from '../../../../local/service/index.js';
import type { LocalService } from '../../../../local/service/index.js';
import { presignUrl } from '../../../../local/service/sigv4.js';
import { installViewers } from './page.js';
import type { Look, PageViewerOptions } from './page.js';

/** The browsers the cameras are tried in. */
export type BrowserName = 'chromium' | 'firefox';

/** What a camera of a test is made with, besides where its service is. */
export type TestCamera =
  | Pick<CameraOptions & { kind: 'loop' }, 'kind' | 'picture' | 'behaviour' | 'backoff'>
  | Pick<CameraOptions & { kind: 'live' }, 'kind' | 'picture' | 'behaviour' | 'backoff'>;

const CREDENTIALS = { accessKeyId: 'test-key', secretAccessKey: 'test-secret' };
const CHROMIUM_ARGS = [
  '--headless=new',
  '--no-sandbox',
  '--disable-gpu',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
  '--allow-loopback-in-peer-connection',
];
const FIREFOX_PREFERENCES = {
  'media.navigator.streams.fake': true,
  'media.navigator.permission.disabled': true,
  'media.autoplay.default': 0,
};

/** The local service, and a browser page that can open viewers. */
export class Stage {
  readonly service: LocalService;
  readonly #server: Server;
  readonly #browser: Browser | undefined;
  readonly #page: Page | undefined;
  readonly #cameras: Camera[] = [];

  private constructor(service: LocalService, server: Server, browser?: Browser, page?: Page) {
    this.service = service;
    this.#server = server;
    this.#browser = browser;
    this.#page = page;
  }

  /** Starts everything; without a browser's name only the service. */
  static async open(name?: BrowserName): Promise<Stage> {
    const service = await startService({ credentials: [CREDENTIALS] });
    const server = createServer((_request, response) => {
      // esbuild's helper for names is missing where a function is sent into a page.
      const page =
        '<!doctype html><title>viewers</title><script>globalThis.__name = (made) => made;</script>';
      response.setHeader('content-type', 'text/html').end(page);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    if (!name) return new Stage(service, server);
    const browser = await openBrowser(name);
    const page = await browser.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.evaluate(installViewers);
    return new Stage(service, server, browser, page);
  }

  get page(): Page {
    if (!this.#page) throw new Error('this stage has no browser');
    return this.#page;
  }

  /** Starts a camera on a new channel. */
  async camera(channel: string, options: TestCamera): Promise<Camera> {
    this.service.createChannel(channel);
    const { endpoint, region } = this.service;
    const camera = await startCamera({ channel, endpoint, region, credentials: CREDENTIALS, ...options });
    this.#cameras.push(camera);
    return camera;
  }

  /** The signed URL of a viewer. */
  viewerUrl(channel: string, clientId: string): string {
    const { ports, region } = this.service;
    const channelArn = this.service.channel(channel).arn;
    const endpoint = `ws://127.0.0.1:${ports.viewer}`;
    return presignUrl({ endpoint, channelArn, clientId, region, credentials: CREDENTIALS });
  }

  /** Opens a viewer in the page and sends its offer. */
  async viewer(channel: string, clientId: string, options: PageViewerOptions = {}): Promise<void> {
    const url = this.viewerUrl(channel, clientId);
    await this.page.evaluate((...made) => globalThis.openViewer(...made), clientId, url, options);
  }

  /** Ms from the viewer's offer to its first frame. */
  firstFrame(clientId: string, timeoutMs = 20_000): Promise<number> {
    return this.page.evaluate((id, ms) => globalThis.viewers.get(id)!.firstFrame(ms), clientId, timeoutMs);
  }

  async look(clientId: string): Promise<Look> {
    const [look] = await this.looks(clientId);
    if (!look) throw new Error(`${clientId} was not looked at`);
    return look;
  }

  /** What several viewers see at the same moment. */
  looks(...clientIds: readonly string[]): Promise<Look[]> {
    return this.page.evaluate((ids) => ids.map((id) => globalThis.viewers.get(id)!.look()), clientIds);
  }

  /** Waits until an expression about `viewer` is true in the page. */
  async until(clientId: string, done: string, timeout = 20_000): Promise<void> {
    const expression = `((viewer) => ${done})(globalThis.viewers.get(${JSON.stringify(clientId)}))`;
    await this.page.waitForFunction(expression, { timeout, polling: 20 }).catch((error: unknown) => {
      throw new Error(`waited ${timeout} ms for ${done} of ${clientId}`, { cause: error });
    });
  }

  /** Looks again and again until it is so. */
  async eventually(what: string, isSo: () => Promise<boolean>, timeoutMs = 20_000): Promise<void> {
    const end = performance.now() + timeoutMs;
    while (!(await isSo())) {
      if (performance.now() > end) throw new Error(`waited ${timeoutMs} ms for ${what}`);
    }
  }

  /** Frames decoded and sound packets received so far. */
  counts(clientId: string): Promise<{ frames: number; packets: number }> {
    return this.page.evaluate((id) => globalThis.viewers.get(id)!.counts(), clientId);
  }

  /** Closes a viewer as leaving the page does. */
  async leave(clientId: string): Promise<void> {
    await this.page.evaluate((id) => globalThis.viewers.get(id)!.close(), clientId);
  }

  /** Closes all viewers and stops all cameras: what comes next has the machine to itself. */
  async clear(): Promise<void> {
    await this.#page?.evaluate(() => {
      for (const viewer of globalThis.viewers.values()) viewer.close();
      globalThis.viewers.clear();
    });
    await Promise.all(this.#cameras.splice(0).map((camera) => camera.stop()));
  }

  async close(): Promise<void> {
    await this.#browser?.close();
    await Promise.all(this.#cameras.map((camera) => camera.stop()));
    this.#server.closeAllConnections();
    this.#server.close();
    await this.service.stop();
  }
}

function openBrowser(name: BrowserName): Promise<Browser> {
  if (name === 'chromium')
    return launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', args: CHROMIUM_ARGS });
  return launch({
    browser: 'firefox',
    executablePath: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr',
    extraPrefsFirefox: FIREFOX_PREFERENCES,
  });
}
