import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { openSite } from '../recipes/support/site.js';
import { openReader, type Entry, type Reader } from './support/reader.js';

const FOLDER = 'storybook-static';
const LIVE: Entry = { id: 'camera-states--live', type: 'story' };
const HTML = `<kvs-camera
  channel="front-door"
  region="us-west-2"
  token-url="/api/kvs/token"
  label="Gate B"
  muted
  autoplay
  controls
  style="--kvs-radius: 12px"
></kvs-camera>`;

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 120_000 };

describe('the pages of Storybook', () => {
  let site: Awaited<ReturnType<typeof openSite>>;
  let reader: Reader;
  const { entries } = JSON.parse(readFileSync(`${FOLDER}/index.json`, 'utf8')) as {
    readonly entries: Readonly<Record<string, Entry>>;
  };

  before(async () => {
    site = await openSite({ folders: { '/': FOLDER } });
    reader = await openReader('chromium', site.url, LIVE);
  }, EACH);
  after(async () => {
    await reader?.[Symbol.asyncDispose]();
    await site?.[Symbol.asyncDispose]();
  });

  it('let a camera be changed by its controls, and follow the toolbar', EACH, async () => {
    await reader.see(LIVE);
    await reader.tell('updateStoryArgs', {
      storyId: LIVE.id,
      updatedArgs: { state: 'offline', label: 'Pforte' },
    });
    await sees(reader.page, 'kvs-camera[state=offline][label=Pforte]');
    for (const state of ['blocked', 'live', 'idle', 'offline']) {
      await reader.tell('updateStoryArgs', {
        storyId: LIVE.id,
        updatedArgs: { state, hasLast: state === 'idle' },
      });
      await sees(reader.page, `kvs-camera[state=${state}]`);
    }
    await reader.tell('updateGlobals', { globals: { language: 'de', direction: 'rtl', scheme: 'dark' } });
    await sees(reader.page, '.page[lang=de][dir=rtl][style*=dark] kvs-camera[state=offline]');
    assert.deepEqual(reader.complaints(), []);
  });

  it('wait for no state that a control has changed again', EACH, async () => {
    await reader.see(LIVE);
    await reader.page.evaluate(holdFramesOnce, 'blocked');
    await reader.tell('updateStoryArgs', { storyId: LIVE.id, updatedArgs: { state: 'blocked' } });
    await sees(reader.page, 'kvs-camera[state=blocked]');
    await reader.tell('updateStoryArgs', { storyId: LIVE.id, updatedArgs: { state: 'live' } });
    await sees(reader.page, 'kvs-camera[state=live]');
    await reader.page.evaluate(loseAllPatience);
    assert.deepEqual(reader.complaints(), []);
  });

  it('show an attempt when somebody tries again', EACH, async () => {
    await reader.see({ id: 'camera-states--offline', type: 'story' });
    const retry = await reader.page.waitForSelector('kvs-camera >>> [part~=retry]');
    const tries = sees(reader.page, 'kvs-camera[state=connecting]');
    await retry?.click();
    await tries;
    await sees(reader.page, 'kvs-camera[state=offline]');
    assert.deepEqual(reader.complaints(), []);
  });

  for (const docs of Object.values(entries).filter(({ type }) => type === 'docs')) {
    it(`document ${docs.id} quietly`, EACH, async () => {
      const group = docs.id.replace(/docs$/, '');
      const stories = Object.values(entries).filter(
        ({ id, type }) => type === 'story' && id.startsWith(group),
      );
      assert.deepEqual(await reader.read(docs, stories), []);
    });
  }

  it(
    'give the HTML of a story to copy, as its controls have it, and send nothing elsewhere',
    EACH,
    async () => {
      const args = 'label:Gate+B;--kvs-radius:12px';
      await reader.page.goto(`${site.url}/?path=/story/${LIVE.id}&args=${args}`);
      const tab = await reader.page.waitForSelector('::-p-aria([name="Code"][role="tab"])');
      await tab?.click();
      await reader.page.waitForFunction(
        (html) => document.body.textContent.includes(html),
        { timeout: 15_000 },
        HTML,
      );
      assert.deepEqual(reader.complaints(), []);
    },
  );
});

/** Runs in the page: from when a camera is in this state until `loseAllPatience`, who waits for a frame waits. */
function holdFramesOnce(state: string): void {
  const request = window.requestAnimationFrame;
  const held: FrameRequestCallback[] = [];
  const seen = new MutationObserver(() => {
    if (!document.querySelector(`kvs-camera[state=${state}]`)) return;
    seen.disconnect();
    window.requestAnimationFrame = (callback) => held.push(callback);
    document.addEventListener(
      'go',
      () => {
        window.requestAnimationFrame = request;
        for (const callback of held) request(callback);
      },
      { once: true },
    );
  });
  seen.observe(document.body, { subtree: true, attributes: true, attributeFilter: ['state'] });
}

/** Runs in the page: lets a frame come, a long time later. */
async function loseAllPatience(): Promise<void> {
  const later = performance.now() + 60_000;
  performance.now = () => later;
  document.dispatchEvent(new Event('go'));
  for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
  Reflect.deleteProperty(performance, 'now');
}

async function sees(page: Page, selector: string): Promise<void> {
  await page.waitForSelector(selector, { timeout: 15_000 });
}
