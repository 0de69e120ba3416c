import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import {
  createTokenHandler,
  toNodeHandler,
  type LambdaEvent,
  type LambdaResult,
} from '../../src/server/index.js';
import { gateway, type Claims } from './support/gateway.js';
import { invite, keepPicture, seesCamera, type Guest } from './support/guest.js';
import { awsEnvironment, openKitchen, type Kitchen } from './support/kitchen.js';
import { openSite } from './support/site.js';

const FRAMEWORKS = ['react', 'vue', 'svelte', 'angular'] as const;
const TOKEN_PATH = '/api/kvs/token';

/** Asks of a camera whatever loads code or styles of its own. Returns what came of it, and what the policy refused. */
async function useAll(page: Page): Promise<Record<string, unknown>> {
  await page.evaluate(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
      document.documentElement.append(document.createComment(`${violatedDirective} ${blockedURI}`));
    });
  });
  const snapshotWidth = await page.$eval('kvs-camera', async (camera) => {
    camera.stats = true;
    await camera.zoom(2);
    camera.record();
    const { width } = await camera.snapshot({ caption: true });
    const grid = document.createElement('kvs-grid');
    const tile = document.createElement('kvs-camera');
    for (const name of ['channel', 'region', 'token-url', 'autoplay'])
      tile.setAttribute(name, camera.getAttribute(name) ?? '');
    grid.append(tile);
    document.body.append(grid);
    // Nobody sees it below the camera, and then it connects nothing.
    grid.scrollIntoView();
    grid.spotlight(tile);
    return width;
  });
  await page.waitForSelector('kvs-grid kvs-camera[state=live]');
  const from = await page.$eval('kvs-camera', ({ currentTime }) => currentTime);
  await page.waitForFunction(
    (start) => (document.querySelector('kvs-camera')?.currentTime ?? 0) > start + 1.5,
    {},
    from,
  );
  return page.$eval(
    'kvs-camera',
    async (camera, width) => {
      const file = await camera.recording?.stop();
      const hasPanel = camera.shadowRoot?.querySelector('[part=stats]') !== null;
      document.querySelector('kvs-grid')?.remove();
      camera.stats = false;
      await camera.zoom(1);
      const refusals = [...document.documentElement.childNodes]
        .filter(({ nodeType }) => nodeType === Node.COMMENT_NODE)
        .map(({ nodeValue }) => nodeValue);
      return { width, isRecorded: (file?.size ?? 0) > 1_000, hasPanel, refusals };
    },
    snapshotWidth,
  );
}

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 240_000 };

describe('the recipes', () => {
  let kitchen: Kitchen;
  let chromium: Guest;
  let firefox: Guest;
  const builds = new Map<string, Promise<void>>();

  before(async () => {
    kitchen = await openKitchen();
    Object.assign(process.env, awsEnvironment(kitchen.stack));
    for (const name of FRAMEWORKS) builds.set(name, kitchen.build(name));
    // Each test hears of its own.
    await Promise.allSettled(builds.values());
    [chromium, firefox] = await Promise.all([invite('chromium'), invite('firefox')]);
  }, EACH);
  after(async () => {
    await Promise.all([chromium, firefox].map((guest) => guest?.[Symbol.asyncDispose]()));
    await kitchen?.[Symbol.asyncDispose]();
  });

  const assets = (): string => kitchen.path('node_modules/kvs-elements/dist');

  /** A token endpoint that lets everybody watch, for recipes that are about pages. */
  const token = (): ((request: IncomingMessage, response: ServerResponse) => unknown) =>
    toNodeHandler(createTokenHandler({ authorize: () => true }));

  /** What a token endpoint says to somebody with no cookie and no claim. */
  async function strangerAt(url: string, channel = 'front-door'): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ channel, clientId: 'stranger', reason: 'connect' });
    return (await fetch(`${url}${TOKEN_PATH}`, { method: 'POST', headers, body })).status;
  }

  /** Opens a page and wants a live picture on it, and nothing on the console. */
  async function watch(
    guest: Guest,
    url: string,
    picture?: string,
    channels = ['front-door'] as const,
  ): Promise<void> {
    await using visit = await guest.open(url);
    for (const channel of channels) await seesCamera(visit, channel);
    if (picture) await keepPicture(visit.page, picture);
    assert.deepEqual(visit.complaints, []);
  }

  it(
    'plain-html and token-express show a camera in Chromium and in Firefox, and refuse strangers',
    EACH,
    async () => {
      const url = await kitchen.start('token-express', { PUBLIC: kitchen.path('plain-html') });
      await watch(chromium, url, 'plain-html');
      await watch(firefox, url);
      assert.equal(await strangerAt(url), 403);
    },
  );

  it('token-fetch lets in who has signed in', EACH, async () => {
    const url = await kitchen.start('token-fetch', { PUBLIC: kitchen.path('plain-html') });
    assert.equal(await strangerAt(url), 403);
    await watch(chromium, `${url}/sign-in`);
  });

  it('token-lambda lets in whom the gateway vouches for', EACH, async () => {
    const file = pathToFileURL(kitchen.path('token-lambda/index.js')).href;
    const { handler } = (await import(file)) as { handler: (event: LambdaEvent) => Promise<LambdaResult> };
    const claims: Record<string, Claims> = {
      known: { 'custom:cameras': 'gate front-door' },
      other: { 'custom:cameras': 'gate' },
    };
    const page = `<!doctype html><html lang="en"><head><title>Cameras</title>
      <script type="importmap">{"imports": {"kvs-elements": "/assets/kvs-elements.js"}}</script>
      <script type="module">
        import { askAs } from '/page/page.js';
        askAs(() => new URLSearchParams(location.search).get('as'), '${TOKEN_PATH}');
      </script></head>
      <body><kvs-camera channel="front-door" muted autoplay></kvs-camera></body></html>`;
    const siteFor = (claimsOf: ((token: string) => Claims | null) | null): ReturnType<typeof openSite> =>
      openSite({
        folders: { '/page/': kitchen.path('token-lambda'), '/assets/': assets() },
        routes: {
          [TOKEN_PATH]: gateway(handler, claimsOf),
          '/': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page),
        },
      });
    const ask = async (url: string, as: string): Promise<number> => {
      const headers = { 'content-type': 'application/json', ...(as && { authorization: `Bearer ${as}` }) };
      const body = JSON.stringify({ channel: 'front-door', clientId: 'viewer-1', reason: 'connect' });
      return (await fetch(new URL(TOKEN_PATH, url), { method: 'POST', headers, body })).status;
    };
    await using behind = await siteFor((token) => claims[token] ?? null);
    await watch(chromium, `${behind.url}?as=known`);
    assert.equal(await ask(behind.url, 'known'), 200);
    assert.equal(await ask(behind.url, 'other'), 403);
    assert.equal(await ask(behind.url, ''), 401);
    await using open = await siteFor(null);
    assert.equal(await ask(open.url, 'known'), 403);
    assert.equal(await strangerAt(open.url, ''), 400);
  });

  it('cms works where an editor has made paragraphs and a theme styles everything', EACH, async () => {
    const snippet = readFileSync('recipes/cms/snippet.html', 'utf8');
    // What WordPress does to the text of a post.
    const paragraphs = snippet
      .trim()
      .split('\n\n')
      .map((part) => `<p>${part.replaceAll('\n', '<br />\n')}</p>`);
    const theme =
      '*{box-sizing:border-box;margin:0}video,img,button{max-width:100%;height:auto}p{margin:1em 0}div{color:red}';
    const page = `<!doctype html><html lang="en"><head><title>News</title><style>${theme}</style></head>
      <body><article><h1>News</h1>${paragraphs.join('\n')}</article></body></html>`;
    await using site = await openSite({
      folders: { '/assets/': assets() },
      routes: {
        [TOKEN_PATH]: token(),
        '/': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(page),
      },
    });
    await watch(chromium, site.url, 'cms');
  });

  for (const name of ['chromium', 'firefox'] as const) {
    it(
      `csp breaks nothing in ${name}: a picture, its buttons, and the code that is loaded later`,
      EACH,
      async () => {
        const url = await kitchen.start('csp');
        await using visit = await (name === 'chromium' ? chromium : firefox).open(url);
        const { page, complaints } = visit;
        await seesCamera(visit, 'front-door');
        if (name === 'chromium') await keepPicture(page, 'csp');
        const done = await page.$eval('kvs-camera', async (camera) => {
          const report = await camera.diagnose();
          const german = new Promise((resolve) => {
            new MutationObserver(() => resolve(true)).observe(camera.shadowRoot as Node, {
              subtree: true,
              childList: true,
              characterData: true,
            });
          });
          camera.lang = 'de';
          await german;
          camera.pause();
          await camera.play();
          return { steps: report.steps.length, isEnforced: 'trustedTypes' in globalThis };
        });
        const used = await useAll(page);
        assert.deepEqual(used, { width: 640, isRecorded: true, hasPanel: true, refusals: [] });
        assert.ok(done.steps > 3);
        assert.ok(done.isEnforced, 'this browser has no Trusted Types, so the test proves less');
        await seesCamera(visit, 'front-door');
        // The policy is there, and does forbid.
        const refused = await page.evaluate(() => {
          try {
            document.body.innerHTML = '<b>text</b>';
            return '';
          } catch (error) {
            return String(error);
          }
        });
        assert.match(refused, /TypeError/);
        const own = complaints.filter(
          (complaint) => !/TrustedHTML|trusted-types|require-trusted/i.test(complaint),
        );
        assert.deepEqual(own, []);
      },
    );
  }

  it('csp lets a camera ask why KVS has refused it', EACH, async () => {
    const url = await kitchen.start('csp');
    const restore = kitchen.stack.service.fault('front-door', {
      kind: 'refuse-handshake',
      status: 403,
      role: 'VIEWER',
    });
    try {
      await using visit = await chromium.open(url);
      const told = await visit.page.waitForFunction(() => {
        const { error, state } = document.querySelector('kvs-camera') ?? {};
        return error && [error.code, state];
      });
      assert.deepEqual(await told.jsonValue(), ['access-denied', 'denied']);
      const violations = visit.complaints.filter((complaint) => /policy/i.test(complaint));
      assert.deepEqual(violations, []);
    } finally {
      restore();
    }
  });

  for (const name of ['token-express', 'token-fetch', 'csp']) {
    it(`${name} lives on when it is asked for what is not there`, EACH, async () => {
      const url = await kitchen.start(name, { PUBLIC: kitchen.path('plain-html') });
      for (const path of ['//', '/assets/nothere.js', '/assets/chunks/nothere.js', '/%', '/?//'])
        assert.ok((await fetch(`${url}${path}`)).status < 500, path);
      assert.equal((await fetch(`${url}/assets/nothere.js`)).status, 404);
      assert.equal((await fetch(`${url}/assets/kvs-elements.js?a=1`)).status, 200);
    });
  }

  it('iframe shows a camera in a sandbox on somebody else’s page', EACH, async () => {
    await using embed = await openSite({
      folders: { '/': kitchen.path('iframe'), '/assets/': assets() },
      routes: { [TOKEN_PATH]: token() },
    });
    const html = readFileSync('recipes/iframe/host.html', 'utf8').replace(
      'https://cameras.example',
      embed.url,
    );
    await using host = await openSite({
      host: '127.0.0.1',
      folders: {},
      routes: { '/': (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html) },
    });
    for (const guest of [chromium, firefox]) {
      await using visit = await guest.open(host.url);
      const frame = await visit.page.waitForFrame((candidate) => candidate.url().endsWith('/embed.html'));
      await seesCamera({ page: frame, complaints: visit.complaints }, 'front-door');
      if (guest === chromium) await keepPicture(visit.page, 'iframe');
      assert.deepEqual(visit.complaints, []);
    }
  });

  for (const name of FRAMEWORKS) {
    it(`${name} builds, type-checks, shows a camera and hears its state`, EACH, async () => {
      await builds.get(name);
      await using site = await openSite({
        folders: { '/': kitchen.path(name, 'dist') },
        routes: { [TOKEN_PATH]: token() },
      });
      await using visit = await chromium.open(site.url);
      await seesCamera(visit, 'front-door');
      if (name === 'react') await seesCamera(visit, 'gate');
      const said = Array.from({ length: name === 'react' ? 2 : 1 }, () => 'live').join();
      await visit.page.waitForFunction(
        (wanted) =>
          [...document.querySelectorAll('output')].map(({ textContent }) => textContent).join() === wanted,
        {},
        said,
      );
      const isMuted = await visit.page.$$eval('kvs-camera', (cameras) => cameras.every(({ muted }) => muted));
      assert.ok(isMuted, 'a camera that was written with muted has sound');
      await keepPicture(visit.page, name);
      assert.deepEqual(visit.complaints, []);
    });
  }
});
