import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'puppeteer-core';
import { CAMERAS } from '../../local/portal/page/cameras.js';
import { startPortal, type Portal } from '../../local/portal/portal.js';
import { answers, get, postToken } from './support/http.js';
import { press, select, statesSeen, until, untilDisturbed, untilState, type Change } from './support/page.js';
import { openVisitors, type Visitor } from './support/visitors.js';

const BROWSERS = ['chromium', 'firefox'] as const;
const WITH_PICTURE = CAMERAS.filter(({ source }) => source !== 'none').map(({ channel }) => channel);
/** The live encoder's peer is lost now and then without a fault, so it is no witness. */
const WITNESSES = CAMERAS.filter(({ source }) => source === 'loop').map(({ channel }) => channel);

/** Where a machine stops for a moment, pictures freeze without a power cut: then it is repeated. */
const MOST_CUTS = 3;
/** A stall is one beat, however long. */
const BEAT_MS = 50;

/** Of each test by itself: one for all of them would be the shorter, the more there are. */
const EACH = { timeout: 90_000 };

describe('the portal', () => {
  const life = new AbortController();
  let portal: Portal;
  let visitors: readonly Visitor[] = [];
  const pages = (): readonly Page[] => visitors.map(({ page }) => page);

  before(async () => {
    portal = await startPortal({ port: 0, servicePort: 0, signal: life.signal });
    visitors = await openVisitors(BROWSERS, portal.url);
  }, EACH);

  after(async () => {
    await Promise.all(visitors.map(({ browser }) => browser.close()));
    life.abort();
    await portal?.closed;
  });

  it('shows every camera live, over tickets and over credentials', EACH, async () => {
    await Promise.all(
      pages().flatMap((page) => WITH_PICTURE.map((channel) => untilState(page, channel, 'live', 30_000))),
    );
  });

  it('shows the channel without a camera as offline, and counts it', EACH, async () => {
    for (const page of pages()) {
      await untilState(page, 'parking', 'offline', 20_000);
      await until(page, 'the head to count one offline camera', 5_000, () => {
        return document.querySelector('[data-count=offline]')?.textContent === '1';
      });
    }
  });

  it('writes what the cameras log, and filters it', EACH, async () => {
    for (const page of pages()) {
      await page.select('#log-camera', 'barn');
      await until(page, 'the log to hold the barn’s way to live, and nothing else', 5_000, () => {
        const rows = [...document.querySelectorAll('#log-rows tr')].map((row) => row.textContent ?? '');
        return rows.some((row) => row.includes('live')) && rows.every((row) => row.includes('barn'));
      });
      await page.select('#log-camera', '');
    }
  });

  it(
    'loses a camera to a power cut and gets it back, and the others do not notice',
    { timeout: MOST_CUTS * EACH.timeout },
    async () => {
      const [first] = pages();
      assert(first);
      const seen = await Promise.all(pages().map((page) => statesSeen(page)));
      const changesOfOthers = async (): Promise<Change[]> => {
        const all = (await Promise.all(seen.map((page) => page.all()))).flat();
        return all.filter(({ channel }) => channel !== 'barn' && WITNESSES.includes(channel));
      };
      await select(first, 'barn');
      let disturbances = NaN;
      for (let cut = 0; cut < MOST_CUTS && disturbances !== 0; cut += 1) {
        await Promise.all(
          pages().flatMap((page) => WITNESSES.map((channel) => untilState(page, channel, 'live', 30_000))),
        );
        const before = await changesOfOthers();
        await press(first, '[data-fault=power]');
        await Promise.all(pages().map((page) => untilDisturbed(page, 'barn', 30_000)));
        await press(first, '#panel .primary');
        await Promise.all(pages().map((page) => untilState(page, 'barn', 'live', 30_000)));
        const after = await changesOfOthers();
        const lost = after.filter(({ state }) => state !== 'frozen' && state !== 'live');
        assert.deepEqual(lost, [], 'no stall of the machine does that');
        disturbances = after.length - before.length;
      }
      assert.equal(disturbances, 0, 'the others noticed every cut');
    },
  );

  it('hands the whole story out as NDJSON, free of secrets', EACH, async () => {
    const [page] = pages();
    assert(page);
    const download = page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const make = URL.createObjectURL.bind(URL);
          URL.createObjectURL = (blob: Blob) => {
            URL.createObjectURL = make;
            void blob.text().then(resolve);
            return make(blob);
          };
        }),
    );
    await press(page, '::-p-text(Download NDJSON)');
    const story = await download;
    const entries = story
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.ok(entries.some(({ event, channel }) => event === 'live' && channel === 'front-door'));
    for (const entry of entries) {
      const fields = ['time', 'level', 'event', 'channel', 'session', 'attempt', 'detail'];
      assert.deepEqual(Object.keys(entry).sort(), [...fields].sort());
    }
    assert.doesNotMatch(story, /X-Amz|AKID|secret|session\/token/i);
  });

  it('diagnoses a camera, with a report to copy that holds no secret', EACH, async () => {
    const [page] = pages();
    assert(page);
    await select(page, 'loading-dock');
    await press(page, '::-p-text(Diagnose)');
    await until(page, 'the report', 45_000, () => document.querySelector('.diagnosis pre') !== null);
    const report = await page.$eval('.diagnosis pre', (pre) => pre.textContent ?? '');
    assert.match(report, /Camera loading-dock: (all is well|a picture comes)/);
    assert.doesNotMatch(report, /X-Amz|AKID|secret/i);
    await page.$('.diagnosis button').then((button) => assert(button, 'a button that copies it'));
  });

  it('takes a camera off the page and puts it back', EACH, async () => {
    const [page] = pages();
    assert(page);
    await select(page, 'gate');
    await press(page, '::-p-text(Remove from page)');
    await portal.stack.service.waitFor(
      'gate',
      (channel) => channel.viewers.length === BROWSERS.length - 1,
      10_000,
      'the removed camera to leave the channel',
    );
    await press(page, '[data-channel=gate] .gone button');
    await untilState(page, 'gate', 'live', 20_000);
  });

  it('leaves nothing on the console', EACH, () => {
    for (const { browser, complaints } of visitors) {
      assert.deepEqual(
        complaints,
        [],
        `what ${browser.process()?.spawnfile ?? 'a browser'} complained about`,
      );
    }
  });

  it('makes tickets only for whoever has loaded the page, and only for its cameras', EACH, async () => {
    const page = await get(portal.url);
    const cookie = String(page.headers['set-cookie']).split(';')[0] ?? '';
    assert.match(String(page.headers['set-cookie']), /HttpOnly; SameSite=Strict/);
    assert.equal((await postToken(portal.url, 'barn', { cookie })).status, 200);
    assert.equal((await postToken(portal.url, 'elsewhere', { cookie })).status, 403);
    assert.equal((await postToken(portal.url, 'barn', {})).status, 403);
    assert.equal((await postToken(portal.url, 'barn', { cookie: `${cookie}0` })).status, 403);
  });

  it('answers no other name than its own, and no other site’s page', EACH, async () => {
    assert.equal((await get(portal.url, { host: 'portal.example' })).status, 403);
    assert.equal((await get(portal.url, { host: 'localhost.example:80' })).status, 403);
    assert.equal((await get(portal.url, { origin: 'https://portal.example' })).status, 403);
    assert.equal((await get(`${portal.url}/package.json`)).status, 403);
    assert.equal((await get(`${portal.url}/nothing`)).status, 404);
  });

  it('frees its ports when it ends', EACH, async () => {
    await Promise.all(visitors.map(({ browser }) => browser.close()));
    let beats = 0;
    const heart = setInterval(() => (beats += 1), BEAT_MS);
    life.abort();
    await portal.closed;
    clearInterval(heart);
    assert(beats * BEAT_MS < 1_000, 'it took more than a second');
    const service = Object.values(portal.stack.service.ports).map((port) => `http://127.0.0.1:${port}`);
    for (const url of [portal.url, ...service]) assert.equal(await answers(url), false, url);
  });
});
