import { createHash, X509Certificate } from 'node:crypto';
import { launch, type Browser, type HTTPResponse, type Page } from 'puppeteer-core';
import { KEYS, startStack, type CameraWish, type Stack } from '../../local/stack.js';
import { launchOptions } from '../support/browsers.js';
import { Link, type Distance } from './link.js';
import type { Wish } from './page/wish.js';
import { openSite, type Site } from './site.js';

/** Whose picture the bench shows, unless told otherwise. */
const CHANNEL = 'front-door';
const ONE_CAMERA: readonly CameraWish[] = [{ channel: CHANNEL, kind: 'loop', picture: 'front-door' }];
/** Every viewer of a measurement is gone within this, or something is wrong. */
const GONE_MS = 10_000;
const LOAD_MS = 30_000;
const ROAD_MS = 20_000;

/** KVS, cameras, a site and Chromium on this machine, and the distance between the last and the others. */
export class World implements AsyncDisposable {
  readonly stack: Stack;
  readonly link: Link;
  readonly browser: Browser;
  readonly #site: Site;
  readonly #channels: readonly string[];
  readonly #resources: AsyncDisposableStack;
  #viewers = 0;
  #visits = 0;

  static async open(cameras = ONE_CAMERA): Promise<World> {
    await using resources = new AsyncDisposableStack();
    const life = new AbortController();
    resources.defer(() => life.abort());
    const stack = await startStack({ signal: life.signal });
    for (const camera of cameras) await stack.addCamera(camera);
    const site = await openSite(stack, life.signal);
    const link = resources.use(new Link());
    const { control, channel, viewer } = stack.service.ports;
    const rules = [`MAP *.localhost:${site.port} 127.0.0.1:${await link.before(site.port)}`];
    for (const port of [control, channel, viewer])
      rules.push(`MAP 127.0.0.1:${port} 127.0.0.1:${await link.before(port)}`);
    const { args = [], ...options } = launchOptions('chromium');
    const own = [
      `--host-resolver-rules=${rules.join(',')}`,
      // Not `acceptInsecureCerts`: with that each host is connected to twice.
      `--ignore-certificate-errors-spki-list=${[stack.service, site].map(keyHash).join(',')}`,
    ];
    const browser = await launch({ ...options, args: [...args, ...own] });
    resources.defer(() => browser.close());
    const channels = cameras.map(({ channel: name }) => name);
    return new World({ stack, link, browser, site, channels, resources: resources.move() });
  }

  private constructor(parts: {
    readonly stack: Stack;
    readonly link: Link;
    readonly browser: Browser;
    readonly site: Site;
    readonly channels: readonly string[];
    readonly resources: AsyncDisposableStack;
  }) {
    this.stack = parts.stack;
    this.link = parts.link;
    this.browser = parts.browser;
    this.#site = parts.site;
    this.#channels = parts.channels;
    this.#resources = parts.resources;
  }

  /** Opens a page that knows nobody: no connection, no cache. `visit` ends it; the next may find no viewer. */
  async visit<T>(path: string, distance: Distance, visit: (page: VisitedPage) => Promise<T>): Promise<T> {
    try {
      return await this.visitLast(path, distance, visit);
    } finally {
      await Promise.all(this.#channels.map((channel) => this.#isLeft(channel)));
    }
  }

  /** As `visit`, but nobody comes afterwards: viewers that left half-way would be waited for in vain. */
  async visitLast<T>(path: string, distance: Distance, visit: (page: VisitedPage) => Promise<T>): Promise<T> {
    this.link.distance = distance;
    this.#visits += 1;
    const page = await this.browser.newPage();
    try {
      const scripts: HTTPResponse[] = [];
      page.on('response', (response) => {
        if (response.request().resourceType() === 'script') scripts.push(response);
      });
      const scheme = distance.isSetUpCharged ? 'https' : 'http';
      // A browser keeps caches and connections apart by site. A private window would do as well, but ignores preconnect.
      const host = `visit-${this.#visits}.localhost`;
      await page.goto(`${scheme}://${host}:${this.#site.port}${path}`, { timeout: LOAD_MS });
      await page.waitForFunction('globalThis.bench', { timeout: LOAD_MS });
      return await visit(new VisitedPage(page, scripts, await this.#wish(distance.isSetUpCharged)));
    } finally {
      await page.close();
    }
  }

  async #isLeft(channel: string): Promise<void> {
    const isLeft = ({ viewers }: { readonly viewers: readonly unknown[] }): boolean => viewers.length === 0;
    await this.stack.camera(channel)?.waitFor(isLeft, GONE_MS, `the last viewer to leave ${channel}`);
  }

  async #wish(isSecure: boolean): Promise<Wish> {
    const { service } = this.stack;
    this.#viewers += 1;
    const clientId = `bench-${this.#viewers}`;
    const [channel = CHANNEL] = this.#channels;
    return {
      channel,
      channels: this.#channels,
      channelArn: service.channel(channel).arn,
      region: service.region,
      endpoint: isSecure ? service.secureEndpoint : service.endpoint,
      clientId,
      credentials: KEYS.browser,
      ticket: await this.#site.ticket(clientId, channel, isSecure),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

function keyHash({ certificate }: { readonly certificate: string }): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

/** A page of the bench, and what it is told. */
export class VisitedPage {
  readonly page: Page;
  /** Every script that it has asked for. */
  readonly scripts: readonly HTTPResponse[];
  readonly wish: Wish;

  constructor(page: Page, scripts: readonly HTTPResponse[], wish: Wish) {
    this.page = page;
    this.scripts = scripts;
    this.wish = wish;
  }

  /** Milliseconds of one road; rejects when the page reports an error, or shows nothing. */
  async take(road: string): Promise<number> {
    const ended = new AbortController();
    const wrong = new Promise<never>((_, reject) => {
      const late = new Error(`${road}: nothing was shown within ${ROAD_MS} ms`);
      const timer = setTimeout(() => reject(late), ROAD_MS);
      this.page.on('pageerror', reject);
      ended.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        this.page.off('pageerror', reject);
      });
    });
    try {
      return await Promise.race([this.#take(road), wrong]);
    } finally {
      ended.abort();
    }
  }

  #take(road: string): Promise<number> {
    return this.page.evaluate(
      (name, wish) => {
        const take = globalThis.bench[name];
        if (!take) throw new Error(`There is no road ${name}`);
        return take(wish);
      },
      road,
      this.wish,
    );
  }
}
