import { emulateMedia } from '@web/test-runner-commands';
import { expect } from 'chai';
import { sessionState } from '../../stories/support/camera-states.js';
import { paintedStream } from '../../stories/support/painted-stream.js';
import { simulatedCamera, type SimulatedCamera } from '../../stories/support/simulated-camera.js';
import '../../src/index.js';
import type { CameraState } from '../../src/index.js';
import { ticketFor } from './support/faults.js';
import { addCamera, clear, nextFrame, reaches, until, videoOf } from './support/page.js';
import { addGrid, newCameras } from './support/wall.js';

const CAMERAS = 36;
const FRAMES = 20;
/** Reading one of these makes the browser lay the page out there and then, if anything has changed. */
const LAYOUT_READS: readonly (readonly [owner: object, names: readonly string[]])[] = [
  [Element.prototype, ['clientWidth', 'clientHeight', 'clientTop', 'clientLeft']],
  [Element.prototype, ['scrollWidth', 'scrollHeight', 'scrollTop', 'scrollLeft']],
  [Element.prototype, ['getBoundingClientRect', 'getClientRects', 'checkVisibility']],
  [HTMLElement.prototype, ['offsetWidth', 'offsetHeight', 'offsetTop', 'offsetLeft', 'innerText']],
  [Document.prototype, ['elementFromPoint']],
  [ShadowRoot.prototype, ['elementFromPoint']],
];

let life: AbortController;

/** Notes each use of a property or function of a prototype until the test is over. */
function spy(owner: object, name: string, used: string[]): void {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  if (!before) return;
  const { value, get } = before;
  const watched = {
    configurable: true,
    ...(get && {
      get(this: unknown): unknown {
        used.push(name);
        return get.call(this);
      },
      set: before.set,
    }),
    ...(value && {
      value(this: unknown, ...values: unknown[]): unknown {
        used.push(name);
        return (value as (...given: unknown[]) => unknown).apply(this, values);
      },
    }),
  };
  Object.defineProperty(owner, name, watched);
  life.signal.addEventListener('abort', () => Object.defineProperty(owner, name, before));
}

/** A grid of cameras that have a picture and no network. */
function simulatedWall(attributes: Readonly<Record<string, string>> = {}): readonly SimulatedCamera[] {
  const { signal } = life;
  const shown = Array.from({ length: CAMERAS }, () => simulatedCamera({ state: 'live', signal, attributes }));
  addGrid({ 'max-live': `${CAMERAS}` }).append(...shown.map(({ camera }) => camera));
  scrollTo(0, 0);
  return shown;
}

/** The observers that are made from now on, until the test ends. */
function observersMade(): readonly IntersectionObserver[] {
  const made: IntersectionObserver[] = [];
  const { IntersectionObserver: Native } = globalThis;
  globalThis.IntersectionObserver = class extends Native {
    constructor(...values: ConstructorParameters<typeof Native>) {
      super(...values);
      made.push(this);
    }
  };
  life.signal.addEventListener('abort', () => (globalThis.IntersectionObserver = Native));
  return made;
}

describe('a wall', () => {
  beforeEach(() => {
    life = new AbortController();
  });

  afterEach(() => {
    life.abort();
    clear();
  });

  it('of 36 cameras is watched by one IntersectionObserver', async () => {
    const made = observersMade();
    const watched: string[] = [];
    spy(Object.getPrototypeOf(IntersectionObserver).prototype, 'observe', watched);
    const shown = simulatedWall({ loading: 'lazy', unload: 'offscreen hidden' });
    await until(() => shown.some(({ session }) => session.holders === 1), 'what is in sight connects');
    expect([made.length, watched.length]).to.deep.equal([1, CAMERAS]);
  });

  it('of cameras that are made ready beforehand is watched by no more', async () => {
    const made = observersMade();
    const asked = new Set<string>();
    const channels = await newCameras(6);
    const grid = document.createElement('kvs-grid');
    grid.setAttribute('max-live', '0');
    grid.getToken = (request) => {
      asked.add(request.channel);
      return ticketFor(request);
    };
    document.body.append(grid);
    for (const channel of channels)
      addCamera({ channel, preload: 'token' }, {}, grid).removeAttribute('autoplay');
    await until(() => asked.size === channels.length, 'all of them have a token');
    // The page may have had one before.
    expect(made.length).to.be.at.most(1);
  });

  it('has nothing to do in script when a frame comes', async () => {
    const channels = await newCameras(3);
    const cameras = channels.map((channel) =>
      addCamera({ channel, 'token-url': '/api/token', style: 'width: 160px; display: inline-block' }),
    );
    await Promise.all(cameras.map((camera) => reaches(camera, 'live')));
    await Promise.all(cameras.map((camera) => nextFrame(camera)));
    const used: string[] = [];
    const [first] = cameras;
    const video = videoOf(first!);
    // Asked for without a trace, to see that frames go by.
    const ask = HTMLVideoElement.prototype.requestVideoFrameCallback.bind(video);
    spy(globalThis, 'requestAnimationFrame', used);
    spy(HTMLVideoElement.prototype, 'requestVideoFrameCallback', used);
    for (let frame = 0; frame < FRAMES; frame += 1) await new Promise((resolve) => ask(resolve));
    expect(used).to.deep.equal([]);
  });

  it('reads no layout while all of its tiles change their state', async () => {
    const shown = simulatedWall();
    const cameras = shown.map(({ camera }) => camera);
    const stream = paintedStream(life.signal);
    const become = async (state: CameraState): Promise<void> => {
      for (const { session } of shown) session.become(sessionState(state, { stream })!);
      const inState = (): boolean => cameras.every((camera) => camera.state === state);
      await until(inState, `all are ${state}`, 10_000);
      await Promise.all(cameras.map((camera) => camera.updateComplete));
    };
    await until(() => cameras.every(({ state }) => state === 'connecting'), 'all connect', 10_000);
    await become('live');
    const used: string[] = [];
    for (const [owner, names] of LAYOUT_READS) for (const name of names) spy(owner, name, used);
    for (const state of ['frozen', 'reconnecting', 'live', 'offline', 'denied'] as const) await become(state);
    expect(used).to.deep.equal([]);
  });
});

describe('a camera', () => {
  beforeEach(() => {
    life = new AbortController();
  });

  afterEach(() => {
    life.abort();
    clear();
  });

  it('moves little for who asked for little', async function () {
    if (navigator.userAgent.includes('Firefox')) return this.skip(); // Puppeteer emulates it in Chromium only.
    const { camera, settle } = simulatedCamera({ state: 'connecting', signal: life.signal });
    document.body.append(camera);
    await settle();
    const duration = (): string =>
      getComputedStyle(camera.shadowRoot!.querySelector('[part~=spinner]')!).animationDuration;
    await emulateMedia({ reducedMotion: 'no-preference' });
    expect(duration()).to.equal('0.9s');
    await emulateMedia({ reducedMotion: 'reduce' });
    life.signal.addEventListener('abort', () => void emulateMedia({ reducedMotion: 'no-preference' }));
    expect(duration()).to.equal('6s');
  });

  it('gives its picture to the screen of an iPhone, which gives it to no other element', async () => {
    const { camera, settle } = simulatedCamera({ state: 'live', signal: life.signal });
    document.body.append(camera);
    await settle();
    const native = Object.getOwnPropertyDescriptor(Element.prototype, 'requestFullscreen')!;
    life.signal.addEventListener('abort', () =>
      Object.defineProperty(Element.prototype, 'requestFullscreen', native),
    );
    Reflect.deleteProperty(Element.prototype, 'requestFullscreen');
    let filled = 0;
    Object.assign(videoOf(camera), { webkitEnterFullscreen: () => (filled += 1) });
    await camera.requestFullscreen();
    expect(filled).to.equal(1);
  });
});
