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

function moveTo(place: Element, camera: KvsCamera): void {
  (place as Element & { moveBefore(node: Node, before: Node | null): void }).moveBefore(camera, null);
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

describe('a talk that t holds in a grid', () => {
  afterEach(clear);

  it('ends with the key, whatever that types by then, and with the window out of front', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const camera = await alone(channel);
    // As macOS tells of a T that is let go after Option was added.
    const up = { key: '†', code: 'KeyT', altKey: true, bubbles: true, composed: true };
    for (const end of [
      () => camera.dispatchEvent(new KeyboardEvent('keyup', up)),
      () => window.dispatchEvent(new Event('blur')),
    ]) {
      await sendKeys({ down: 't' });
      await talks(camera, 'on');
      await hearsTalk(channel);
      end();
      await talks(camera, 'off');
      expect(microphones.live).to.equal(0);
      await hearsNothing(channel, 300);
      await sendKeys({ up: 't' });
    }
    expect(microphones.asked).to.equal(2);
  });

  it('ends as moveBefore takes the camera out of the grid, or to another', async function () {
    if (!('moveBefore' in Element.prototype)) this.skip();
    using microphones = new Microphones();
    const channel = await newCamera('gate');
    const camera = await alone(channel, { 'token-url': '/api/token' });
    for (const place of [document.body, addGrid()]) {
      await until(() => camera.tabIndex === 0, 'it is the tab stop');
      camera.focus();
      await sendKeys({ down: 't' });
      await talks(camera, 'on');
      await hearsTalk(channel);
      const [home] = document.querySelectorAll('kvs-grid');
      moveTo(place, camera);
      await talks(camera, 'off');
      expect([microphones.live, camera.state]).to.deep.equal([0, 'live']);
      await hearsNothing(channel, 300);
      await sendKeys({ up: 't' });
      moveTo(home!, camera);
    }
    expect(microphones.asked).to.equal(2);
  });

  it('ends as the grid around a camera from outside gives way to another', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('gate');
    const wall = document.body.appendChild(document.createElement('div'));
    const camera = wall.appendChild(tile(channel, { 'token-url': '/api/token' }));
    const shadow = wall.attachShadow({ mode: 'open' });
    const around = (): KvsGrid => {
      const grid = document.createElement('kvs-grid');
      grid.append(document.createElement('slot'));
      return grid;
    };
    shadow.append(around());
    await reaches(camera, 'live');
    await until(() => camera.tabIndex === 0, 'it is the tab stop');
    camera.focus();
    await sendKeys({ down: 't' });
    await talks(camera, 'on');
    await hearsTalk(channel);
    shadow.replaceChildren(around());
    await talks(camera, 'off');
    expect([microphones.live, camera.state]).to.deep.equal([0, 'live']);
    await hearsNothing(channel, 300);
    await sendKeys({ up: 't' });
  });

  it('ends with its time where the page keeps the end of the key to itself, and begins with the next press', async () => {
    using microphones = new Microphones();
    const channel = await newCamera('barn');
    const camera = await alone(channel);
    camera.talkOptions = { maxTalk: 2 };
    const over = new AbortController();
    const keep = (event: Event): void => event.stopImmediatePropagation();
    addEventListener('keyup', keep, { capture: true, signal: over.signal });
    // Before the key: of a talk that ends by itself.
    const phases = (['on', 'off'] as const).map((phase) =>
      heard(camera, 'kvs-talkchange', ({ talk }) => talk === phase),
    );
    const sound = hearsTalk(channel);
    try {
      await sendKeys({ press: 't' });
      await Promise.all([...phases, sound]);
    } finally {
      over.abort();
    }
    await hearsNothing(channel, 300);
    await sendKeys({ down: 't' });
    await talks(camera, 'on');
    await hearsTalk(channel);
    await sendKeys({ up: 't' });
    await talks(camera, 'off');
    await hearsNothing(channel, 300);
    expect([microphones.asked, microphones.live]).to.deep.equal([2, 0]);
  });

  it('is not ended by the keys of a grid when it is somebody else’s', async () => {
    const camera = await alone(await newCamera('barn'));
    // Beyond the page Firefox gives the focus to its own buttons, and to no page after this one.
    document.body.append(document.createElement('button'));
    await camera.startTalk();
    await sendKeys({ press: 't' });
    await sendKeys({ press: 'Tab' });
    expect(camera.talk.phase).to.equal('on');
    camera.stopTalk();
  });
});

describe('what a grid says aloud of its keys', () => {
  afterEach(clear);

  const says = (camera: KvsCamera, words: string): Promise<void> => {
    const status = camera.closest('kvs-grid')!.shadowRoot!.querySelector('[role=status]')!;
    return until(() => status.textContent.trim() === words, `it says: ${status.textContent}`);
  };

  for (const controls of [false, true])
    it(`is that the microphone is on, and off again, ${controls ? 'also by' : 'without'} the bar of a camera`, async () => {
      const camera = await alone(await newCamera('barn'), controls ? { controls: '' } : {});
      if (controls)
        await until(
          () => camera.shadowRoot!.querySelector('.bar .talk')?.checkVisibility() ?? false,
          'the bar is there',
        );
      for (let turn = 0; turn < 2; turn += 1) {
        await sendKeys({ down: 't' });
        await says(camera, 'Microphone on');
        await sendKeys({ up: 't' });
        await says(camera, 'Microphone off');
      }
    });

  it('is why there is no talking', async () => {
    let isDenied = true;
    using microphones = new Microphones(() =>
      isDenied ? Promise.reject(new DOMException('Not today', 'NotAllowedError')) : microphones.open(),
    );
    const camera = await alone(await newCamera('barn'));
    const holding = async (words: string): Promise<void> => {
      await sendKeys({ down: 't' });
      await says(camera, words);
      await sendKeys({ up: 't' });
    };
    await holding('The microphone is not allowed. Allow it in the browser’s settings.');
    isDenied = false;

    const other = addCamera({ channel: await newCamera('gate'), 'token-url': '/api/token' });
    await reaches(other, 'live');
    await other.startTalk();
    await holding('Somebody is already talking. Let go there first.');
    other.stopTalk();
    await talks(other, 'off');

    camera.talkOptions = { pressCommand: 'PRESS', sendCommand: () => false };
    await holding('The device did not accept the command.');
  });

  it('is why it has ended', async function () {
    // Firefox delivers no events on a track but its own.
    if (navigator.userAgent.includes('Firefox')) return this.skip();
    using microphones = new Microphones();
    const camera = await alone(await newCamera('barn'));
    await sendKeys({ down: 't' });
    await says(camera, 'Microphone on');
    // As the browser tells of one that is pulled out.
    microphones.tracks[0]!.dispatchEvent(new Event('ended'));
    await says(camera, 'The microphone was disconnected.');
    await sendKeys({ up: 't' });
  });

  it('is off as well of a camera that leaves it', async () => {
    const camera = await alone(await newCamera('barn'));
    const grid = camera.closest('kvs-grid')!;
    const staying = grid.appendChild(tile(await newCamera('gate')));
    await sendKeys({ down: 't' });
    await says(camera, 'Microphone on');
    camera.remove();
    await says(staying, 'Microphone off');
    await sendKeys({ up: 't' });
  });

  it('is nothing of what others begin', async () => {
    const channel = await newCamera('barn');
    const camera = await alone(channel);
    // What the grid has listened to once it must not listen to for ever.
    await sendKeys({ down: 't' });
    await says(camera, 'Microphone on');
    await sendKeys({ up: 't' });
    await says(camera, 'Microphone off');
    const status = camera.closest('kvs-grid')!.shadowRoot!.querySelector('[role=status]')!;
    const said: string[] = [];
    const watcher = new MutationObserver(() => said.push(status.textContent.trim()));
    watcher.observe(status, { childList: true, characterData: true, subtree: true });
    await camera.startTalk();
    await hearsTalk(channel);
    camera.stopTalk();
    await talks(camera, 'off');
    await kept(() => sendKeys({ press: 's' }));
    await says(camera, 'Snapshot saved');
    watcher.disconnect();
    expect(said.filter((words) => words.startsWith('Microphone'))).to.deep.equal([]);
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
