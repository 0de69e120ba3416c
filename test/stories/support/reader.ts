import { launch, type Page } from 'puppeteer-core';
import { launchOptions, type BROWSERS } from '../../support/browsers.js';

/** An entry of Storybook's `index.json`. */
export interface Entry {
  readonly id: string;
  readonly type: 'story' | 'docs';
}

/** What a story looked like when it had come to rest. */
export interface Sight {
  /** Tags, the states of their elements, and how many there are, sorted, e.g. `kvs-camera live × 4`. */
  readonly states: readonly string[];
  /** What axe has found. */
  readonly violations: readonly string[];
  /** Errors, words on the console, requests that failed or went elsewhere. */
  readonly complaints: readonly string[];
}

/** Somebody who goes from story to story in one page. */
export interface Reader extends AsyncDisposable {
  readonly page: Page;
  see(story: Entry): Promise<Sight>;
  /** Opens a page of documentation, and answers what there was to complain about when its stories had finished. */
  read(docs: Entry, stories: readonly Entry[]): Promise<readonly string[]>;
  /** Says something to Storybook, as its own buttons do. */
  tell(event: string, payload: object): Promise<void>;
  /** What was complained about since the last story. */
  complaints(): readonly string[];
}

/** What Storybook says when a story has come to its end, whichever. */
interface Finished {
  readonly storyId: string;
  readonly status: string;
  readonly reporters: readonly { readonly type: string; readonly result: AxeResult }[];
}

interface AxeResult {
  readonly violations?: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

interface Channel {
  on(event: string, listener: (payload: unknown) => void): void;
  emit(event: string, payload: unknown): void;
  last(event: string): readonly unknown[] | undefined;
}

/** The preview's window, with what the reader has put there. */
interface Preview extends Window {
  channel: Channel;
  heard: { readonly event: string; readonly payload: unknown }[];
}

const CHANNEL = '__STORYBOOK_ADDONS_CHANNEL__';
const FINISHED = 'storyFinished';
const TROUBLES = ['storyThrewException', 'storyErrored', 'storyMissing', 'playFunctionThrewException'];
const PATIENCE_MS = 45_000;

/** Opens a story of a static Storybook in a browser. */
export async function openReader(name: keyof typeof BROWSERS, site: string, first: Entry): Promise<Reader> {
  const browser = await launch(launchOptions(name));
  const page = await browser.newPage();
  await page.setViewport({ width: 1000, height: 800 });
  const complaints = listen(page, new URL(site).origin);
  await page.goto(new URL(`iframe.html?id=${first.id}&viewMode=story`, site).href);
  await page.waitForFunction((name) => name in window, { timeout: PATIENCE_MS }, CHANNEL);
  await page.evaluate(hear, CHANNEL, FINISHED, TROUBLES);
  return {
    page,
    complaints,
    tell: (event, payload) => tell(page, event, payload),
    see: async ({ id }) => {
      const end = await show(page, id);
      const troubles = await page.evaluate(takeTroubles, FINISHED);
      const violations = violationsOf(end);
      const hasFailed = end.status !== 'success' && violations.length === 0;
      const states = await page.$$eval('#storybook-root :is(kvs-camera, kvs-ptt-button)', (elements) =>
        elements.map((element) => `${element.localName} ${element.getAttribute('state')}`),
      );
      const all = [...troubles, ...(hasFailed ? [`finished: ${end.status}`] : []), ...complaints()];
      return { states: counted(states), violations, complaints: all };
    },
    read: async ({ id }, stories) => {
      await page.evaluate(takeTroubles, FINISHED);
      await tell(page, 'setCurrentStory', { storyId: id, viewMode: 'docs' });
      for (const story of stories) await finished(page, story.id);
      return [...(await page.evaluate(takeTroubles, FINISHED)), ...complaints()];
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Notes what a page should not do; answers what was noted since the last time. */
export function listen(page: Page, origin: string): () => readonly string[] {
  const noted: string[] = [];
  page.on('pageerror', (error) => noted.push(`error: ${String(error)}`));
  page.on('console', (message) => noted.push(`console: ${message.text()}`));
  page.on('requestfailed', (request) => noted.push(`failed: ${request.url()}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    const isOwn = ['data:', 'blob:'].includes(url.protocol) || url.origin === origin;
    if (!isOwn) noted.push(`elsewhere: ${url.href}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) noted.push(`${response.status()}: ${response.url()}`);
  });
  return () => noted.splice(0);
}

async function tell(page: Page, event: string, payload: object): Promise<void> {
  await page.evaluate(
    (name, value) => (window as unknown as Preview).channel.emit(name, value),
    event,
    payload,
  );
}

/** Goes on to a story and waits for its end. */
async function show(page: Page, id: string): Promise<Finished> {
  await tell(page, 'setCurrentStory', { storyId: id, viewMode: 'story' });
  return finished(page, id);
}

async function finished(page: Page, id: string): Promise<Finished> {
  const end = await page.waitForFunction(
    (event, storyId) => {
      const said = (window as unknown as Preview).heard.filter((one) => one.event === event);
      return said.map(({ payload }) => payload as Finished).find((end) => end.storyId === storyId);
    },
    { timeout: PATIENCE_MS },
    FINISHED,
    id,
  );
  return (await end.jsonValue()) as Finished;
}

/** Runs in the page. */
function hear(name: string, finished: string, troubles: readonly string[]): void {
  const preview = window as unknown as Preview;
  preview.channel = Reflect.get(window, name) as Channel;
  preview.heard = [];
  for (const event of [finished, ...troubles]) {
    // What was said before somebody listened.
    for (const payload of preview.channel.last(event) ?? []) preview.heard.push({ event, payload });
    preview.channel.on(event, (payload) => preview.heard.push({ event, payload }));
  }
}

/** Runs in the page. */
function takeTroubles(finished: string): string[] {
  const said = (window as unknown as Preview).heard.splice(0);
  return said
    .filter(({ event }) => event !== finished)
    .map(({ event, payload }) => `${event}: ${JSON.stringify(payload)}`);
}

function counted(all: readonly string[]): string[] {
  const kinds = [...new Set(all)].sort();
  return kinds.map((kind) => {
    const count = all.filter((one) => one === kind).length;
    return count > 1 ? `${kind} × ${count}` : kind;
  });
}

function violationsOf({ reporters }: Finished): string[] {
  const axe = reporters.find(({ type }) => type === 'a11y')?.result;
  if (!axe?.violations) return ['axe has not run'];
  return axe.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}
