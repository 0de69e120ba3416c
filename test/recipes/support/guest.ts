import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { launch, type Browser, type ElementHandle, type Frame, type Page } from 'puppeteer-core';
import { launchOptions, type BROWSERS } from '../../support/browsers.js';

/** Colours of the simulated cameras' pictures. */
const COLOURS = { 'front-door': [38, 92, 178], gate: [18, 134, 140] } as const;
const TOLERANCE = 28;

/** Somebody who opens a recipe in a browser. */
export interface Guest extends AsyncDisposable {
  readonly name: keyof typeof BROWSERS;
  readonly browser: Browser;
  /** Opens a page, and notes what goes wrong in it. */
  open(url: string): Promise<Visit>;
}

/** A page that is open. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Errors, warnings and violations of a policy, in words. */
  readonly complaints: readonly string[];
}

/** Starts a browser. */
export async function invite(name: keyof typeof BROWSERS): Promise<Guest> {
  const browser = await launch(launchOptions(name));
  return {
    name,
    browser,
    open: async (url) => {
      const page = await browser.newPage();
      await page.setViewport({ width: 640, height: 480 });
      const complaints: string[] = [];
      page.on('console', (message) => {
        const isIcon = message.location().url?.endsWith('/favicon.ico');
        if (['error', 'warn'].includes(message.type()) && !isIcon) complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.evaluateOnNewDocument(() => {
        addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
          console.error(`policy: ${violatedDirective} ${blockedURI}`);
        });
      });
      await page.goto(url);
      return { page, complaints, [Symbol.asyncDispose]: () => page.close() };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** Waits until the camera of a channel is live, and checks by its colour that it is the right one. */
export async function seesCamera(
  { page, complaints }: { readonly page: Page | Frame; readonly complaints: readonly string[] },
  channel: keyof typeof COLOURS,
  timeoutMs = 20_000,
): Promise<void> {
  const live = await page
    .waitForFunction(findLive, { timeout: timeoutMs }, channel)
    .catch(async (cause: unknown) => {
      const cameras = await page.$$eval('kvs-camera', (all) =>
        all.map(({ channel: name, state, error }) => [name, state, error?.message, error?.hint].join(' ')),
      );
      throw new Error(`no live ${channel}: ${JSON.stringify({ cameras, complaints })}`, { cause });
    });
  const colour = await (live as ElementHandle).evaluate(colourOf);
  const isRight = colour.every((part, index) => Math.abs(part - (COLOURS[channel][index] ?? 0)) <= TOLERANCE);
  assert.ok(isRight, `${channel} shows the colour ${colour.join(', ')}`);
}

/** The live camera of a channel; runs in the page. A framework may have set the channel as a property. */
function findLive(channel: string): Element | undefined {
  return [...document.querySelectorAll('kvs-camera')].find(
    (camera) => camera.channel === channel && camera.state === 'live',
  );
}

/** The background of a picture, where nothing is painted over it; runs in the page. */
function colourOf(camera: Element): Promise<number[]> {
  const video = camera.shadowRoot?.querySelector('video');
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('no frame within 5 s')), 5_000);
    video?.requestVideoFrameCallback(() => {
      const canvas = document.createElement('canvas');
      Object.assign(canvas, { width: video.videoWidth, height: video.videoHeight });
      const context = canvas.getContext('2d');
      context?.drawImage(video, 0, 0);
      const { data } = context?.getImageData(canvas.width * 0.08, canvas.height / 2, 1, 1) ?? { data: [] };
      resolve([...data].slice(0, 3));
    });
  });
}

/** Where the pictures of the last run are; git does not see them. */
const PICTURES = 'test/recipes/pictures';

/** Keeps a picture of a page, for whoever wants to see what the test has seen. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png` });
}
