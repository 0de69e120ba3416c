import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import { simulatedCamera, type Simulation } from '../../stories/support/simulated-camera.js';
import type { SimulatedSession } from '../../stories/support/simulated-session.js';
import type { CameraState, KvsCamera } from '../../src/index.js';
import { clear, heard, until, videoOf } from './support/page.js';

const WIDE = 'width: 960px';
let life = new AbortController();

/** A simulated camera with a bar that is loaded. */
async function addBar(
  simulation: Partial<Simulation> = {},
): Promise<{ camera: KvsCamera; session: SimulatedSession }> {
  const attributes = { label: 'Yard', style: WIDE, controls: true as const, ...simulation.attributes };
  const { camera, session, settle } = simulatedCamera({
    state: 'live',
    signal: life.signal,
    ...simulation,
    attributes,
  });
  document.body.append(camera);
  await settle();
  await until(() => Boolean(inside(camera, '.bar')), 'the bar is there');
  return { camera, session };
}

function inside(camera: KvsCamera, selector: string): HTMLElement | null {
  return camera.shadowRoot?.querySelector<HTMLElement>(selector) ?? null;
}

/** The buttons that a person can see, of the bar or of its menu. */
function buttons(camera: KvsCamera, part = 'controls'): HTMLElement[] {
  const all = camera.shadowRoot?.querySelectorAll<HTMLElement>(`[part=${part}] > :is(button, input)`) ?? [];
  return [...all].filter((button) => button.checkVisibility());
}

const namesOf = (elements: readonly HTMLElement[]): (string | null)[] =>
  elements.map((element) => element.getAttribute('aria-label') ?? element.textContent.trim());

const focused = (camera: KvsCamera): Element | null | undefined => camera.shadowRoot?.activeElement;

describe('the bar of a camera', () => {
  beforeEach(() => (life = new AbortController()));
  afterEach(() => {
    clear();
    life.abort();
  });

  it('is not loaded by a page that has no camera with controls', async () => {
    const { camera, settle } = simulatedCamera({ state: 'live', signal: life.signal });
    document.body.append(camera);
    await settle();
    const isLoaded = (): boolean =>
      performance.getEntriesByType('resource').some(({ name }) => name.includes('/components/bar/'));
    expect(isLoaded()).to.equal(false);
    camera.controls = true;
    await camera.updateComplete;
    expect(inside(camera, '.bar')).not.to.equal(null);
    expect(isLoaded()).to.equal(true);
    camera.controls = false;
    await camera.updateComplete;
    expect(inside(camera, '.bar')).to.equal(null);
  });

  it('can be worked by the keyboard alone, and is seen then', async () => {
    const { camera } = await addBar();
    const bar = inside(camera, '.bar')!;
    expect(getComputedStyle(bar).pointerEvents).to.equal('none');
    const reached: Element[] = [];
    for (const button of buttons(camera)) {
      await sendKeys({ press: 'Tab' });
      reached.push(focused(camera)!);
      expect(focused(camera) === button, `Tab reaches ${button.className}`).to.equal(true);
    }
    expect(reached.length).to.be.greaterThan(4);
    expect(getComputedStyle(bar).pointerEvents).to.equal('auto');
    inside(camera, '.mute')?.focus();
    await sendKeys({ press: 'Enter' });
    expect(camera.muted).to.equal(false);
    inside(camera, '[part=volume]')?.focus();
    await sendKeys({ press: 'Home' });
    expect([camera.volume, camera.muted]).to.deep.equal([0, true]);
    await sendKeys({ press: 'End' });
    expect([camera.volume, camera.muted]).to.deep.equal([1, false]);
  });

  it('has keys, which leave a text alone that is written over the picture', async () => {
    const { camera } = await addBar();
    camera.innerHTML = '<input aria-label="Note" />';
    inside(camera, '.play')?.focus();
    await sendKeys({ press: 'm' });
    expect(camera.muted).to.equal(false);
    await sendKeys({ press: 'k' });
    expect([camera.paused, camera.state]).to.deep.equal([true, 'idle']);
    await sendKeys({ press: 'k' });
    expect(camera.paused).to.equal(false);
    const input = camera.querySelector('input')!;
    input.focus();
    await sendKeys({ type: 'mkt' });
    expect([input.value, camera.paused, camera.muted, camera.talk.phase]).to.deep.equal([
      'mkt',
      false,
      false,
      'off',
    ]);
  });

  it('has no keys any more once the page takes it away', async () => {
    const { camera } = await addBar();
    inside(camera, '.play')?.focus();
    camera.controls = false;
    await camera.updateComplete;
    expect(document.activeElement === camera, 'the focus is on the camera').to.equal(true);
    let talks = 0;
    camera.addEventListener('kvs-talkchange', () => (talks += 1));
    for (const key of ['t', 'm', 'k']) await sendKeys({ press: key });
    expect([talks, camera.muted, camera.paused]).to.deep.equal([0, true, false]);
  });

  it('lets talk while a key is held, and stops when the window loses the focus', async () => {
    const { camera } = await addBar();
    inside(camera, '.play')?.focus();
    await sendKeys({ down: 't' });
    await until(() => camera.talk.phase === 'on', 'somebody talks');
    await camera.updateComplete;
    expect(inside(camera, '.talk')?.ariaPressed).to.equal('true');
    expect(inside(camera, '[part=talk]')?.textContent.trim()).to.equal('Microphone on');
    await sendKeys({ up: 't' });
    await until(() => camera.talk.phase === 'off', 'nobody talks');
    await sendKeys({ down: 't' });
    await until(() => camera.talk.phase === 'on', 'somebody talks again');
    window.dispatchEvent(new Event('blur'));
    await until(() => camera.talk.phase === 'off', 'nobody talks any more');
    await sendKeys({ up: 't' });
  });

  it('has a red talk button from when the microphone is open, and says so to a screen reader', async () => {
    const { camera, session } = await addBar();
    const talk = inside(camera, '.talk')!;
    const look = (): string => getComputedStyle(talk).backgroundColor;
    const said = (): string[] =>
      [...camera.shadowRoot!.querySelectorAll('[role=status]')].map(({ textContent }) => textContent.trim());
    const [off, red] = [look(), 'rgb(217, 45, 58)'];
    session.uplink.become({ phase: 'arming' });
    await camera.updateComplete;
    expect([talk.ariaPressed, look() === red, look() === off]).to.deep.equal(['true', false, false]);
    session.uplink.become({ phase: 'off', reason: 'cancelled' });
    await camera.updateComplete;
    expect(look()).to.equal(off);
    talk.click();
    await until(() => said().includes('Microphone on'), `it says that it is on: ${said().join()}`);
    expect(look()).to.equal(red);
    talk.click();
    await until(() => said().includes('Microphone off'), `it says that it is off: ${said().join()}`);
    expect([look(), said().includes('Microphone on')]).to.deep.equal([off, false]);
  });

  it('does not say that a microphone is open which the page has closed at once', async () => {
    const { camera, session } = await addBar();
    camera.addEventListener('kvs-talkchange', ({ talk }) => {
      if (talk === 'on') session.uplink.become({ phase: 'off', reason: 'released' });
    });
    inside(camera, '.talk')?.click();
    expect(camera.talk.phase).to.equal('off');
    await new Promise(requestAnimationFrame);
    await camera.updateComplete;
    expect(camera.shadowRoot?.textContent).not.to.include('Microphone on');
  });

  it('keeps the place of the focus when the button under it goes away', async () => {
    const { camera } = await addBar();
    inside(camera, '.mute')?.focus();
    camera.pause();
    await camera.updateComplete;
    await until(() => focused(camera) === inside(camera, '.play'), 'the focus is on play');
  });

  it('is in the language of its camera', async () => {
    const { camera } = await addBar({ attributes: { lang: 'de' } });
    await until(() => inside(camera, '.play')?.ariaLabel === 'Pausieren', 'the bar is in German');
    expect(inside(camera, '[part=controls]')?.ariaLabel).to.equal('Kamerasteuerung');
    for (const button of buttons(camera)) expect(button.getAttribute('aria-label')).to.match(/^\p{Lu}/u);
    expect(namesOf(buttons(camera))).to.include.members(['Ton einschalten', 'Lautstärke', 'Vollbild']);
  });

  it('is replaced by what stands in its slot', async () => {
    const { camera } = await addBar();
    expect(buttons(camera)).not.to.deep.equal([]);
    camera.innerHTML = '<button slot="controls">Mine</button>';
    const mine = camera.querySelector('button')!;
    expect(mine.checkVisibility()).to.equal(true);
    expect(buttons(camera)).to.deep.equal([]);
    mine.focus();
    await until(() => Boolean(inside(camera, '.bar.awake')), 'the bar is seen while the focus is in it');
  });

  it('has targets of 44 pixels, in a tile of 160 too, where the menu has the rest', async () => {
    for (const [width, least, count] of [
      [960, 44, 6],
      [480, 44, 4],
      [160, 44, 3],
    ] as const) {
      const { camera } = await addBar({ attributes: { style: `width: ${width}px` } });
      const seen = buttons(camera);
      expect(seen.length, `buttons at ${width}`).to.be.at.least(count);
      const box = camera.getBoundingClientRect();
      for (const button of seen) {
        const { left, right, bottom, width: across, height: down } = button.getBoundingClientRect();
        expect(Math.min(across, down), `${button.className} at ${width}`).to.be.at.least(least);
        expect(left).to.be.at.least(box.left);
        expect(right).to.be.at.most(box.right);
        expect(bottom).to.be.at.most(box.bottom);
      }
      camera.remove();
    }
  });

  it('has a menu for what has no room, which arrows walk and Escape leaves', async () => {
    const { camera } = await addBar({ attributes: { style: 'width: 320px' } });
    inside(camera, '.more')?.focus();
    await sendKeys({ press: 'Enter' });
    const items = buttons(camera, 'menu');
    expect(items).not.to.deep.equal([]);
    await until(() => focused(camera) === items[0], 'the focus is on the first item');
    await sendKeys({ press: 'ArrowUp' });
    expect(focused(camera) === items.at(-1), 'ArrowUp goes to the last').to.equal(true);
    for (const item of items) expect(item.getBoundingClientRect().height).to.be.at.least(44);
    const menu = inside(camera, '[part=menu]')!.getBoundingClientRect();
    expect(menu.width, 'the menu is as wide as its longest word').to.be.within(150, 300);
    await sendKeys({ press: 'Escape' });
    await until(() => focused(camera) === inside(camera, '.more'), 'the focus is back on the button');
    expect(buttons(camera, 'menu')).to.deep.equal([]);
    const shown = new Set(namesOf(buttons(camera)));
    for (const name of namesOf(items)) expect(shown.has(name), `${name} in bar and menu`).to.equal(false);
  });

  it('has a menu that leaves the focus where somebody has gone with mouse or Tab', async () => {
    const { camera } = await addBar({ attributes: { style: 'width: 320px' } });
    const input = document.body.appendChild(document.createElement('input'));
    const { x, y } = input.getBoundingClientRect();
    const ways = [
      (): Promise<void> => sendMouse({ type: 'click', position: [Math.ceil(x) + 5, Math.ceil(y) + 5] }),
      (): Promise<void> => sendKeys({ press: 'Tab' }),
    ];
    for (const leave of ways) {
      inside(camera, '.more')?.focus();
      await sendKeys({ press: 'Enter' });
      await until(() => focused(camera) === buttons(camera, 'menu')[0], 'the focus is in the menu');
      const closed = heard(inside(camera, '[part=menu]')!, 'toggle', ({ newState }) => newState === 'closed');
      await leave();
      await closed;
      await sendKeys({ type: 'm' });
      expect(input.value).to.equal('m');
      input.value = '';
    }
  });

  it('has a menu that leaves nothing behind when its camera is taken out', async () => {
    const { camera } = await addBar({ attributes: { style: 'width: 320px' } });
    const listening = new Set<AbortSignal>();
    const add = window.addEventListener.bind(window);
    window.addEventListener = (...[type, listener, options]: Parameters<typeof add>) => {
      if (typeof options === 'object' && options.signal) listening.add(options.signal);
      add(type, listener, options);
    };
    try {
      inside(camera, '.more')?.click();
      await until(() => focused(camera) === buttons(camera, 'menu')[0], 'the menu is open');
    } finally {
      Reflect.deleteProperty(window, 'addEventListener');
    }
    expect(listening.size).to.equal(1);
    camera.remove();
    expect([...listening].every(({ aborted }) => aborted)).to.equal(true);
  });

  it('has a menu in a grid too, which keeps the keys while it is open', async () => {
    const { camera } = await addBar({ attributes: { style: 'width: 320px' } });
    const grid = document.createElement('kvs-grid');
    grid.setAttribute('max-live', '0');
    document.body.append(grid);
    grid.append(camera);
    await until(() => grid.tiles.length === 1, 'the grid has the camera');
    grid.spotlight(camera);
    await until(() => Boolean(inside(camera, '.more')?.checkVisibility()), 'there is a menu');
    inside(camera, '.more')?.click();
    const [item] = buttons(camera, 'menu');
    await until(() => focused(camera) === item, 'the focus is on the first item');
    await sendKeys({ press: 'Escape' });
    await until(() => buttons(camera, 'menu').length === 0, 'the menu is closed');
    expect(grid.spotlit).to.equal(camera);
    grid.spotlight(null);
    inside(camera, '.more')?.click();
    await until(() => buttons(camera, 'menu').length > 0, 'the menu is open');
    await until(() => focused(camera) === buttons(camera, 'menu')[0], 'the focus is in the menu');
  });
});

describe('the focus of who works a camera with keys', () => {
  beforeEach(() => (life = new AbortController()));
  afterEach(() => {
    clear();
    life.abort();
  });

  const big = (camera: KvsCamera): HTMLElement | null => inside(camera, '[part=overlay] button');

  /** A simulated camera without a bar, whose attempts go on until they are ended, and a button behind it. */
  async function addBare(
    state: CameraState,
  ): Promise<{ camera: KvsCamera; session: SimulatedSession; after: HTMLElement }> {
    const { camera, session, settle } = simulatedCamera({ state, signal: life.signal });
    session.attemptMs = 60_000;
    const after = document.createElement('button');
    document.body.append(camera, after);
    await settle();
    // What the simulation has put there to be refused.
    Reflect.deleteProperty(videoOf(camera), 'play');
    return { camera, session, after };
  }

  for (const state of ['idle', 'blocked', 'failed'] as const) {
    it(`goes to the bar from the button of a camera that is ${state}`, async () => {
      const { camera, session } = await addBar({ state });
      session.attemptMs = 60_000;
      Reflect.deleteProperty(videoOf(camera), 'play');
      big(camera)?.focus();
      await sendKeys({ press: 'Enter' });
      await until(() => camera.state !== state, 'the button has done something');
      await camera.updateComplete;
      expect(Boolean(big(camera)), 'the button is there').to.equal(false);
      expect(focused(camera) === inside(camera, '.play'), 'the focus is on play').to.equal(true);
    });

    it(`stays in a camera without a bar that is ${state}, which is no stop of its own afterwards`, async () => {
      const { camera, after } = await addBare(state);
      big(camera)?.focus();
      await sendKeys({ press: 'Enter' });
      await until(() => camera.state !== state, 'the button has done something');
      await camera.updateComplete;
      expect(document.activeElement === camera, 'the focus is on the camera').to.equal(true);
      await sendKeys({ press: 'Tab' });
      expect(document.activeElement === after, 'the focus is on the button behind').to.equal(true);
      expect(camera.hasAttribute('tabindex')).to.equal(false);
    });
  }

  it('goes on with Tab to the button of an attempt that has failed again', async () => {
    const { camera, session, after } = await addBare('failed');
    const failed = session.state;
    big(camera)?.focus();
    await sendKeys({ press: 'Enter' });
    await until(() => camera.state === 'connecting', 'the camera tries again');
    session.become(failed);
    await until(() => camera.state === 'failed' && Boolean(big(camera)), 'it has failed again');
    await sendKeys({ press: 'Tab' });
    expect(focused(camera) === big(camera), 'the focus is on the button').to.equal(true);
    await sendKeys({ press: 'Tab' });
    expect(document.activeElement === after, 'the focus is on the button behind').to.equal(true);
    expect(camera.hasAttribute('tabindex')).to.equal(false);
  });

  it('stays in the tile of a grid, from where the arrows lead on', async () => {
    const { camera } = await addBare('idle');
    const grid = document.createElement('kvs-grid');
    const other = document.createElement('kvs-camera');
    document.body.append(grid);
    grid.append(camera, other);
    await until(() => grid.tiles.length === 2, 'the grid knows both');
    grid.spotlight(camera);
    await grid.updateComplete;
    big(camera)?.focus();
    await sendKeys({ press: 'Enter' });
    await until(() => !camera.paused && !big(camera), 'the button is gone');
    expect(document.activeElement === camera, 'the focus is on the camera').to.equal(true);
    await sendKeys({ press: 'ArrowRight' });
    expect(document.activeElement === other, 'the focus is on the other').to.equal(true);
    expect(other.tabIndex).to.equal(0);
  });

  it('goes to the bar without the page', async () => {
    const { camera } = await addBar({ state: 'idle' });
    const below = document.createElement('div');
    below.style.height = '5000px';
    document.body.append(below);
    big(camera)?.focus();
    scrollTo(0, 3_000);
    camera.play().catch(() => {});
    await until(() => !big(camera), 'the button is gone');
    await camera.updateComplete;
    expect(focused(camera) === inside(camera, '.play'), 'the focus is on play').to.equal(true);
    expect(scrollY).to.equal(3_000);
  });

  it('goes to play when the button under it has no room on a screen, or none in the page', async () => {
    const { camera } = await addBar({ attributes: { style: 'width: 200px' } });
    const isOnPlay = (): boolean => focused(camera) === inside(camera, '.play');
    inside(camera, '.more')?.focus();
    await sendKeys({ press: 'Enter' });
    await until(() => focused(camera) === buttons(camera, 'menu')[0], 'the focus is in the menu');
    buttons(camera, 'menu').at(-1)?.focus();
    await sendKeys({ press: 'Enter' });
    await until(() => camera.matches(':fullscreen'), 'the camera has the whole screen');
    await until(isOnPlay, 'the focus is on play');
    inside(camera, '.record')?.focus();
    expect(focused(camera) === inside(camera, '.record'), 'the focus is on record').to.equal(true);
    await sendKeys({ press: 'f' });
    await until(() => !document.fullscreenElement, 'the camera is in the page');
    await until(isOnPlay, 'the focus is on play again');
  });

  it('presses nothing more while the key is held', async function () {
    // Firefox repeats no key for the test runner.
    if (/firefox/i.test(navigator.userAgent)) this.skip();
    const { camera } = await addBar({ state: 'idle' });
    let plays = 0;
    for (const type of ['play', 'pause']) camera.addEventListener(type, () => (plays += 1));
    big(camera)?.focus();
    for (let times = 0; times < 4; times += 1) {
      await sendKeys({ down: 'Enter' });
      await camera.updateComplete;
    }
    await sendKeys({ up: 'Enter' });
    expect(focused(camera) === inside(camera, '.play'), 'the focus is on play').to.equal(true);
    expect([plays, camera.paused]).to.deep.equal([1, false]);
  });

  it('is left alone where somebody else has it', async () => {
    const { camera, after } = await addBare('idle');
    big(camera)?.focus();
    after.focus();
    camera.play().catch(() => {});
    await until(() => !big(camera), 'the button is gone');
    expect(document.activeElement === after, 'the focus is on the button behind').to.equal(true);
  });
});
