import { createHash, X509Certificate } from 'node:crypto';
import { launch, type Browser, type HTTPResponse, type Page } from 'puppeteer-core';
import { KEYS, startStack, type Stack } from '../../local/stack.js';
import { launchOptions } from '../support/browsers.js';
import { Link, type Distance } from './link.js';
import type { Wish } from './page/wish.js';
import { openSite, type Site } from './site.js';

/** Whose picture the bench shows. */
export const CHANNEL = 'front-door';
/** Every viewer of a measurement is gone within this, or something is wrong. */
const GONE_MS = 10_000;
const LOAD_MS = 30_000;
const ROAD_MS = 20_000;

/** KVS, a camera, a site and Chromium on this machine, and the distance between the last and the others. */
export class World implements AsyncDisposable {
  readonly stack: Stack;
  readonly link: Link;
  readonly browser: Browser;
  readonly #site: Site;
  readonly #resources: AsyncDisposableStack;
  #viewers = 0;

  static async open(): Promise<World> {
    await using resources = new AsyncDisposableStack();
    const life = new AbortController();
    resources.defer(() => life.abort());
    const stack = await startStack({ signal: life.signal });
    await stack.addCamera({ channel: CHANNEL, kind: 'loop', picture: 'front-door' });
    const site = await openSite(stack, life.signal);
    const link = resources.use(new Link());
    const { control, channel, viewer } = stack.service.ports;
    const rules = [`MAP localhost:${site.port} 127.0.0.1:${await link.before(site.port)}`];
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
    return new World(stack, link, browser, site, resources.move());
  }

  private constructor(
    stack: Stack,
    link: Link,
    browser: Browser,
    site: Site,
    resources: AsyncDisposableStack,
  ) {
    this.stack = stack;
    this.link = link;
    this.browser = browser;
    this.#site = site;
    this.#resources = resources;
  }

  /** Opens a page that knows nobody: no connection, no cache. `visit` ends it. */
  async visit<T>(path: string, distance: Distance, visit: (page: VisitedPage) => Promise<T>): Promise<T> {
    this.link.distance = distance;
    const context = await this.browser.createBrowserContext();
    try {
      const page = await context.newPage();
      const scripts: HTTPResponse[] = [];
      page.on('response', (response) => {
        if (response.request().resourceType() === 'script') scripts.push(response);
      });
      const scheme = distance.isSetUpCharged ? 'https' : 'http';
      await page.goto(`${scheme}://localhost:${this.#site.port}${path}`, { timeout: LOAD_MS });
      await page.waitForFunction('globalThis.bench', { timeout: LOAD_MS });
      return await visit(new VisitedPage(page, scripts, await this.#wish(distance.isSetUpCharged)));
    } finally {
      await context.close();
      await this.stack
        .camera(CHANNEL)
        ?.waitFor(({ viewers }) => viewers.length === 0, GONE_MS, 'the last viewer to leave');
    }
  }

  async #wish(isSecure: boolean): Promise<Wish> {
    const { service } = this.stack;
    this.#viewers += 1;
    const clientId = `bench-${this.#viewers}`;
    return {
      channel: CHANNEL,
      channelArn: service.channel(CHANNEL).arn,
      region: service.region,
      endpoint: isSecure ? service.secureEndpoint : service.endpoint,
      clientId,
      credentials: KEYS.browser,
      ticket: await this.#site.ticket(clientId, CHANNEL, isSecure),
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
class VisitedPage {
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
