import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { KvsCamera, KvsGrid } from '../../src/index.js';
import '../../src/index.js';
import { newCamera, seen, viewers } from './support/desk.js';
import { addCamera, clear, heard, identityOf, reaches, until, videoOf } from './support/page.js';
import { kept } from './support/kept.js';
import { hearsNothing, hearsTalk, Microphones, talks } from './support/talk.js';
import { addGrid, tile } from './support/wall.js';

/** A grid with one live camera, which has the focus. */
async function alone(channel: string, attributes: Readonly<Record<string, string>> = {}): Promise<KvsCamera> {
  const grid: KvsGrid = addGrid({ columns: '1' });
  const camera = tile(channel, attributes);
  grid.append(camera);
  await reaches(camera, 'live');
  await until(() => camera.tabIndex === 0, 'it is the tab stop');
  camera.focus();
  return camera;
}

/** Which camera there is to see: of the picture that moves, else of the last one. */
function shown(camera: KvsCamera): string {
  const last = camera.shadowRoot?.querySelector('canvas');
  return identityOf(last ?? videoOf(camera));
}

// Before anything is pressed here: a gesture is good for some seconds.
describe('full screen that the browser refuses, as without a gesture', () => {
  afterEach(clear);

  it('is told to the person and, by the browser, to the page, and nothing is left unhandled', async () => {
    const unhandled: unknown[] = [];
    const over = new AbortController();
    addEventListener('unhandledrejection', ({ reason }) => unhandled.push(reason), { signal: over.signal });
    const grid = addGrid({ 'max-live': '0' }, {}, ['a']);
    const barred = addCamera({ channel: 'b', autoplay: '', controls: true });
    await until(() => grid.tiles.length === 1, 'the grid knows its camera');
    await until(
      () => barred.shadowRoot!.querySelector('[part=controls] button') !== null,
      'the bar is there',
    );
    for (const [camera, where] of [
      [grid.tiles[0]!, grid.shadowRoot!.querySelector('[role=status]')!],
      [barred, barred.shadowRoot!],
    ] as const) {
      const refused = heard(document.documentElement, 'fullscreenerror');
      camera.dispatchEvent(new KeyboardEvent('keydown', { key: 'f', bubbles: true, composed: true }));
      await until(
        () => where.textContent.includes('The browser does not allow that here.'),
        `it says: ${where.textContent}`,
      );
      await refused;
    }
    await new Promise(requestAnimationFrame);
    over.abort();
    expect(unhandled).to.deep.equal([]);
  });
});

describe('the keys of a live camera in a grid', () => {
  afterEach(clear);

  it('let it hear who holds t, show it on the whole screen, and keep its picture', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const camera = await alone(channel);
    await sendKeys({ down: 't' });
    await talks(camera, 'on');
    await hearsTalk(channel);
    await sendKeys({ up: 't' });
    await talks(camera, 'off');
    expect(microphones.live).to.equal(0);
    await hearsNothing(channel, 300);

    const file = await kept(() => sendKeys({ press: 's' }));
    const { width, height } = await createImageBitmap(file);
    expect([width, height]).to.deep.equal([camera.videoWidth, camera.videoHeight]);
    const said = camera.closest('kvs-grid')!.shadowRoot!.querySelector('[role=status]')!;
    await until(() => said.textContent === 'Snapshot saved', `it says: ${said.textContent}`);

    await sendKeys({ press: 'f' });
    await until(() => camera.matches(':fullscreen'), 'it is on the whole screen');
    await sendKeys({ press: 'f' });
    await until(() => !document.fullscreenElement, 'it is a tile again');
    expect((await seen(channel)).connects.viewer).to.equal(1);
  });
});

describe('a tile out of sight', () => {
  afterEach(clear);

  it('gives its connection back after a while, and comes back without a flash', async () => {
    const channel = await newCamera('ward-3');
    const camera = await alone(channel, { 'unload-delay': '150' });
    await until(() => shown(camera) === 'ward-3', 'it is painted');
    const spacer = Object.assign(document.createElement('div'), { style: 'height: 5000px' });
    document.body.prepend(spacer);
    scrollTo(0, 0);
    await viewers(channel, 0);
    const colours = new Set<string>();
    let isLive = false;
    camera.scrollIntoView();
    const back = heard(camera, 'kvs-statechange', ({ state }) => state === 'live').then(
      () => (isLive = true),
    );
    await until(
      () => {
        colours.add(shown(camera));
        return isLive;
      },
      'it is live again',
      15_000,
    );
    await back;
    colours.add(shown(camera));
    expect([...colours]).to.deep.equal(['ward-3']);
    expect(camera.shadowRoot!.querySelector('[part=poster]')).to.equal(null);
    expect((await seen(channel)).connects.viewer).to.equal(2);
    scrollTo(0, 0);
  });

  it('gives it back when the page is hidden, and asks for it anew when it is shown', async () => {
    const channel = await newCamera('gate');
    const camera = await alone(channel, { 'unload-delay': '150' });
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    try {
      document.dispatchEvent(new Event('visibilitychange'));
      await viewers(channel, 0);
    } finally {
      Reflect.deleteProperty(document, 'visibilityState');
    }
    document.dispatchEvent(new Event('visibilitychange'));
    await reaches(camera, 'live');
  });
});
