import axe from 'axe-core';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { KvsCamera, KvsGrid } from '../../src/index.js';
import '../../src/index.js';
import { desk, newName, seen, type Identity } from './support/desk.js';
import { clear, heard, identityOf, reaches, until, videoOf } from './support/page.js';
import { addGrid, identityAt, newCameras, tile } from './support/wall.js';

/** A grid whose cameras need not be there. */
async function still(count: number, attributes: Readonly<Record<string, string>> = {}): Promise<KvsGrid> {
  const grid = addGrid({ columns: '3', 'max-live': '0', ...attributes });
  grid.append(...Array.from({ length: count }, (_, index) => tile(`still-${index}`, { id: `c${index}` })));
  await until(() => grid.tiles.length === count, 'the grid knows its cameras');
  await grid.updateComplete;
  return grid;
}

const focused = (): string => document.activeElement?.id ?? '';
const press = (key: string): Promise<void> => sendKeys({ press: key });

async function pressWith(modifier: string, key: string): Promise<void> {
  await sendKeys({ down: modifier });
  await sendKeys({ press: key });
  await sendKeys({ up: modifier });
}

async function clickOn(element: Element): Promise<void> {
  const { x, y, width, height } = element.getBoundingClientRect();
  const position: [number, number] = [Math.round(x + width / 2), Math.round(y + height / 2)];
  await sendMouse({ type: 'click', position });
}

describe('the spotlight of a grid', () => {
  afterEach(clear);

  it('moves a camera with its connection and its picture: no frame is black or absent', async () => {
    const channels = await newCameras(4);
    const grid = addGrid({}, {}, channels);
    await Promise.all(grid.tiles.map((camera) => reaches(camera, 'live')));
    const camera = grid.tiles[2]!;
    const wanted: Identity = identityAt(2);
    await until(
      () => videoOf(camera).videoWidth > 0 && identityOf(videoOf(camera)) === wanted,
      'its picture is painted',
    );
    const wrong: string[] = [];
    let frames = 0;
    let isWatching = true;
    const watch = (): void => {
      if (!isWatching) return;
      frames += 1;
      const painted: string = identityOf(videoOf(camera));
      if (painted !== wanted || camera.shadowRoot?.querySelector('canvas')) wrong.push(painted);
      requestAnimationFrame(watch);
    };
    watch();
    const small = camera.getBoundingClientRect().width;
    for (let turn = 0; turn < 3; turn += 1) {
      grid.spotlight(camera);
      await until(() => camera.getBoundingClientRect().width > small * 1.5, 'it is large');
      grid.spotlight(null);
      await until(() => camera.getBoundingClientRect().width < small * 1.1, 'it is small again');
    }
    isWatching = false;
    expect(frames).to.be.greaterThan(5);
    expect(wrong).to.deep.equal([]);
    for (const channel of channels) expect((await seen(channel)).connects.viewer).to.equal(1);
  });
});

describe('the selection of a grid', () => {
  afterEach(clear);

  it('is made by id, channel, element, click and attribute, and told once', async () => {
    const grid = await still(4);
    const told: (string | null)[] = [];
    grid.addEventListener('kvs-select', ({ camera, previous }) => {
      told.push(`${previous?.id ?? '-'} ${camera?.id ?? '-'}`);
    });
    grid.select('c1');
    grid.select('still-1');
    grid.select(grid.tiles[2]!);
    await clickOn(grid.tiles[3]!);
    grid.setAttribute('selected', 'c0');
    await grid.updateComplete;
    expect(grid.selectedCamera).to.equal(grid.tiles[0]);
    expect(grid.tiles[0]!.getAttribute('aria-selected')).to.equal('true');
    grid.select(null);
    await grid.updateComplete;
    expect(grid.hasAttribute('selected')).to.equal(false);
    expect(told).to.deep.equal(['- c1', 'c1 c2', 'c2 c3', 'c3 c0', 'c0 -']);
  });

  it('is nobody where something else than a camera is given', async () => {
    const grid = await still(2);
    for (const rubbish of [undefined, {}, 5, document.body]) {
      grid.select('c1');
      grid.select(rubbish as unknown as null);
      expect([grid.selected, grid.selectedCamera]).to.deep.equal(['', null]);
    }
    grid.spotlight(undefined as unknown as null);
    expect(grid.layout).to.equal('auto');
  });

  it('is seen and heard of the right one of two with the same channel', async () => {
    const grid = addGrid({ 'max-live': '0' }, {}, ['twice', 'twice']);
    await until(() => grid.tiles.length === 2, 'the grid knows both');
    for (const camera of grid.tiles) {
      grid.select(camera);
      await grid.updateComplete;
      const [marked, audible] = [
        grid.tiles.filter((each) => each.ariaSelected === 'true'),
        grid.tiles.filter(({ muted }) => !muted),
      ].map((found) => found.map((each) => grid.tiles.indexOf(each)));
      const index = grid.tiles.indexOf(camera);
      expect([marked, audible]).to.deep.equal([[index], [index]]);
    }
  });

  it('goes on and back, and round at the ends; in the spotlight it takes that along', async () => {
    const grid = await still(3);
    grid.next();
    expect(grid.selected).to.equal('c0');
    grid.previous();
    expect(grid.selected).to.equal('c2');
    grid.next();
    expect(grid.selected).to.equal('c0');
    grid.spotlight('c1');
    grid.next();
    expect([grid.selected, grid.spotlit?.id]).to.deep.equal(['c2', 'c2']);
    grid.spotlight(null);
    expect([grid.layout, grid.spotlit]).to.deep.equal(['auto', null]);
  });

  it('passes by what the page has hidden, unless that is all', async () => {
    const grid = await still(4);
    for (const id of ['c1', 'c2']) document.getElementById(id)!.hidden = true;
    grid.select('c0');
    grid.next();
    expect(grid.selected).to.equal('c3');
    grid.previous();
    expect(grid.selected).to.equal('c0');
    grid.hidden = true;
    grid.next();
    expect(grid.selected).to.equal('c1');
  });

  it('waits for a camera that is not there yet, and ends with one that goes', async () => {
    const grid = await still(1, { selected: 'late' });
    expect(grid.selectedCamera).to.equal(null);
    const selected = heard(grid, 'kvs-select');
    const late = tile('still-late', { id: 'late' });
    grid.append(late);
    expect((await selected).camera).to.equal(late);
    const ended = heard(grid, 'kvs-select');
    late.remove();
    expect(await ended).to.deep.include({ camera: null, previous: late });
  });

  it('stays that of a grid that is taken out and put back, and nobody is told otherwise', async () => {
    const grid = await still(2);
    grid.select('c1');
    const told: (string | null)[] = [];
    grid.addEventListener('kvs-select', ({ camera }) => told.push(camera && camera.id));
    grid.remove();
    await until(() => grid.tiles.length === 0, 'its cameras have gone with it');
    await grid.updateComplete;
    document.body.append(grid);
    await until(() => grid.tiles.length === 2, 'it knows its cameras again');
    await grid.updateComplete;
    expect([told, grid.selectedCamera?.id]).to.deep.equal([[], 'c1']);
    grid.remove();
    await until(() => grid.tiles.length === 0, 'its cameras have gone with it');
    grid.querySelector('#c1')?.remove();
    document.body.append(grid);
    await heard(grid, 'kvs-select', ({ camera }) => camera === null);
  });
});

describe('the keyboard in a grid', () => {
  let before: HTMLButtonElement;
  let after: HTMLButtonElement;
  afterEach(clear);

  /** A wall of three columns with a button before it and one after it, which is focused. */
  async function wall(count: number): Promise<KvsGrid> {
    const grid = await still(count);
    for (const camera of grid.tiles) Object.assign(camera, { controls: true });
    [before, after] = ['before', 'after'].map((id) => {
      return Object.assign(document.createElement('button'), { id, textContent: id });
    }) as [HTMLButtonElement, HTMLButtonElement];
    grid.before(before);
    grid.after(after);
    before.focus();
    await Promise.all(grid.tiles.map(({ updateComplete }) => updateComplete));
    return grid;
  }

  it('has whole columns, and as many as fit where none can be', async () => {
    const grid = await wall(4);
    const columns = async (count: number | null): Promise<number> => {
      grid.columns = count;
      await grid.updateComplete;
      return new Set(grid.tiles.map((tile) => tile.offsetLeft)).size;
    };
    const fitting = await columns(null);
    expect(fitting).to.be.above(1);
    expect(await columns(2.5)).to.equal(2);
    for (const count of [-1, 0, 0.5, Number.NaN])
      expect(await columns(count), String(count)).to.equal(fitting);
  });

  it('has one tab stop, there and back', async () => {
    const grid = await wall(5);
    // Wide enough for a bar of buttons inside.
    grid.columns = 2;
    await grid.updateComplete;
    const buttons = (): Element[] => [
      ...grid.tiles[0]!.shadowRoot!.querySelectorAll('[part=controls] button'),
    ];
    await until(() => buttons().some((button) => button.checkVisibility()), 'the bar is there');
    await press('Tab');
    expect(focused()).to.equal('c0');
    await press('Tab');
    expect(focused()).to.equal('after');
    await pressWith('Shift', 'Tab');
    expect(focused()).to.equal('c0');
    await press('ArrowRight');
    await press('Tab');
    await pressWith('Shift', 'Tab');
    expect(focused()).to.equal('c1');
    expect(grid.tiles.filter(({ tabIndex }) => tabIndex === 0)).to.have.length(1);
    await pressWith('Shift', 'Tab');
    expect(focused()).to.equal('before');
  });

  it('has one tab stop whatever the page puts into its cameras', async () => {
    const grid = await wall(3);
    for (const camera of grid.tiles) {
      const nested = document.createElement('div');
      nested.attachShadow({ mode: 'closed' }).innerHTML = '<p><button>deep</button></p>';
      const folded = Object.assign(document.createElement('details'), {
        innerHTML: '<summary>more</summary>',
      });
      camera.append(document.createElement('kvs-ptt-button'), nested, folded);
      await camera.querySelector('kvs-ptt-button')!.updateComplete;
    }
    const path: string[] = [];
    const step = async (modifier?: string): Promise<void> => {
      await (modifier ? pressWith(modifier, 'Tab') : press('Tab'));
      path.push(focused());
    };
    await step();
    await step();
    await step('Shift');
    await press('ArrowRight');
    await step();
    await step('Shift');
    await step('Shift');
    expect(path).to.deep.equal(['c0', 'after', 'c0', 'after', 'c1', 'before']);
  });

  it('has one tab stop where something around it keeps the keys to itself', async () => {
    const grid = await wall(2);
    const [camera] = grid.tiles as [KvsCamera];
    const play = (): Element | null | undefined => camera.shadowRoot?.querySelector('.bar .play');
    await until(() => play()?.checkVisibility() ?? false, 'the bar is there');
    const over = new AbortController();
    document.body.addEventListener('keydown', (event) => event.stopPropagation(), over);
    try {
      for (const expected of ['c0', 'after']) {
        await press('Tab');
        expect(focused()).to.equal(expected);
      }
      await pressWith('Shift', 'Tab');
      expect([focused(), Boolean(camera.shadowRoot?.activeElement)]).to.deep.equal(['c0', false]);
    } finally {
      over.abort();
    }
  });

  it('leaves the focus where the page puts it', async () => {
    const grid = await wall(2);
    const [camera] = grid.tiles as [KvsCamera];
    const input = camera.appendChild(document.createElement('input'));
    input.focus();
    for (const key of ['m', 't', 's']) await press(key);
    expect([document.activeElement, input.value, camera.muted]).to.deep.equal([input, 'mts', true]);
    await press('Tab');
    expect(focused()).to.equal('c0');
    await press('Tab');
    expect(focused()).to.equal('after');
    // Between its beginning and what the browser makes of it, a Tab is the page's.
    after.addEventListener('keydown', (event) => {
      event.preventDefault();
      input.focus();
    });
    await press('Tab');
    expect(document.activeElement).to.equal(input);
  });

  it('moves by where the cameras are, selects with Space, shows large with Enter, and back with Escape', async () => {
    const grid = await wall(5);
    await press('Tab');
    const path: string[] = [];
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'ArrowUp', 'End', 'Home']) {
      await press(key);
      path.push(focused());
    }
    expect(path).to.deep.equal(['c1', 'c4', 'c3', 'c0', 'c4', 'c0']);
    await press('ArrowRight');
    await press(' ');
    expect(grid.selected).to.equal('c1');
    await press('ArrowRight');
    await press('Enter');
    expect([grid.layout, grid.spotlit?.id, focused()]).to.deep.equal(['spotlight', 'c2', 'c2']);
    await press('Escape');
    expect([grid.layout, focused()]).to.deep.equal(['auto', 'c2']);
  });

  it('goes among the cameras that the page shows', async () => {
    const grid = await wall(6);
    const [first, second, third, , fifth, last] = grid.tiles as KvsCamera[];
    grid.select(first!);
    await press('Tab');
    await press('Tab');
    expect(focused()).to.equal('after');
    first!.hidden = true;
    second!.style.display = 'none';
    last!.style.visibility = 'hidden';
    await pressWith('Shift', 'Tab');
    const path = [focused()];
    for (const key of ['End', 'Home', 'ArrowRight', 'ArrowLeft', 'ArrowLeft']) {
      await press(key);
      path.push(focused());
    }
    expect(path).to.deep.equal(['c2', 'c4', 'c2', 'c3', 'c2', 'c2']);
    before.focus();
    for (const camera of grid.tiles) camera.hidden = true;
    await press('Tab');
    expect(focused()).to.equal('after');
    fifth!.hidden = false;
    await pressWith('Shift', 'Tab');
    expect(focused()).to.equal('c4');
    await pressWith('Shift', 'Tab');
    third!.hidden = false;
    await press('Tab');
    expect([focused(), third!.tabIndex]).to.deep.equal(['c4', -1]);
  });

  it('follows the eye where the text runs from right to left', async () => {
    const grid = await wall(5);
    grid.dir = 'rtl';
    await press('Tab');
    await press('ArrowLeft');
    expect(focused()).to.equal('c1');
    await press('ArrowRight');
    expect(focused()).to.equal('c0');
  });

  it('leads into the buttons of the camera in the spotlight, and back out', async () => {
    const grid = await wall(3);
    await press('Tab');
    await press('Enter');
    await grid.updateComplete;
    await press('Tab');
    const inside = grid.tiles[0]!.shadowRoot!;
    expect([focused(), inside.activeElement?.localName]).to.deep.equal(['c0', 'button']);
    await press('Escape');
    expect([focused(), inside.activeElement, grid.layout]).to.deep.equal(['c0', null, 'spotlight']);
  });

  it('leads into the buttons of a camera on the whole screen, and to no other', async () => {
    const grid = await wall(3);
    const [, camera] = grid.tiles as [KvsCamera, KvsCamera];
    const button = (): Element | null | undefined => camera.shadowRoot?.querySelector('.bar .play');
    await until(() => button()?.checkVisibility() ?? false, 'the bar is there');
    await press('Tab');
    await press('ArrowRight');
    await press('f');
    await until(() => camera.matches(':fullscreen'), 'it is on the whole screen');
    for (const key of ['Home', 'End']) {
      await press(key);
      expect(focused(), key).to.equal('c1');
    }
    await press('Tab');
    expect([focused(), camera.shadowRoot!.activeElement?.localName]).to.deep.equal(['c1', 'button']);
    await document.exitFullscreen();
  });

  it('turns the sound of one camera on, and leaves typing alone', async () => {
    const grid = await wall(2);
    const input = grid.tiles[1]!.appendChild(document.createElement('input'));
    await press('Tab');
    await press('m');
    expect(grid.tiles[0]!.muted).to.equal(false);
    await pressWith('Control', 'm');
    expect(grid.tiles[0]!.muted).to.equal(false);
    input.focus();
    input.focus();
    const muted = grid.tiles[1]!.muted;
    input.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', bubbles: true, composed: true }));
    expect(grid.tiles[1]!.muted).to.equal(muted);
  });

  it('talks while t is held: once, until it is let go or the focus goes', async () => {
    const grid = await wall(2);
    const calls: string[] = [];
    const camera = grid.tiles[0]!;
    camera.startTalk = (options) => {
      calls.push('start');
      options?.signal?.addEventListener('abort', () => calls.push('stop'));
      return Promise.resolve();
    };
    await press('Tab');
    await sendKeys({ down: 't' });
    await sendKeys({ down: 't' });
    await sendKeys({ up: 't' });
    expect(calls).to.deep.equal(['start', 'stop']);
    await sendKeys({ down: 't' });
    await press('Tab');
    await sendKeys({ up: 't' });
    expect(calls).to.deep.equal(['start', 'stop', 'start', 'stop']);
  });
});

describe('the sound of a grid', () => {
  afterEach(clear);
  const mutedOf = (grid: KvsGrid): boolean[] => grid.tiles.map(({ muted }) => muted);
  const settled = async (grid: KvsGrid): Promise<void> => {
    await grid.updateComplete;
    // The video tells of its sound in a task of its own.
    await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
  };

  it('is that of the selected camera, unless the viewer has muted that one', async () => {
    const grid = await still(3);
    expect(mutedOf(grid)).to.deep.equal([true, true, true]);
    grid.select('c0');
    await settled(grid);
    expect(mutedOf(grid)).to.deep.equal([false, true, true]);
    grid.tiles[0]!.muted = true;
    await settled(grid);
    grid.select('c1');
    await settled(grid);
    expect(mutedOf(grid)).to.deep.equal([true, false, true]);
    grid.select('c0');
    await settled(grid);
    expect(mutedOf(grid)).to.deep.equal([true, true, true]);
    grid.tiles[2]!.muted = false;
    await settled(grid);
    expect([grid.selected, mutedOf(grid)]).to.deep.equal(['c2', [true, true, false]]);
  });

  it('is of one camera at a time, of all, or of none', async () => {
    const grid = await still(3, { audio: 'exclusive' });
    grid.tiles[0]!.muted = false;
    await settled(grid);
    grid.tiles[1]!.muted = false;
    await settled(grid);
    expect(mutedOf(grid)).to.deep.equal([true, false, true]);
    grid.audio = 'none';
    await settled(grid);
    expect(mutedOf(grid)).to.deep.equal([true, true, true]);
    grid.audio = 'all';
    await settled(grid);
    expect(mutedOf(grid)).to.deep.equal([false, false, false]);
  });

  it('is turned on and off by the button of a camera that a click also selects', async () => {
    const channels = await newCameras(2);
    const grid = addGrid({ columns: '1', style: 'width: 400px' });
    grid.append(...channels.map((channel) => tile(channel, { controls: '' })));
    const [first, second] = [...grid.children] as [KvsCamera, KvsCamera];
    await Promise.all([first, second].map((camera) => reaches(camera, 'live')));
    const clickSoundOf = async (camera: KvsCamera): Promise<void> => {
      const button = (): Element | null | undefined => camera.shadowRoot?.querySelector('.bar .mute');
      await until(() => button()?.checkVisibility() ?? false, 'its button is there');
      await clickOn(button()!);
      await settled(grid);
    };
    const audible: Record<string, boolean[]> = {};
    const note = (what: string): void => {
      audible[what] = [first, second].map(({ muted }) => !muted);
    };
    grid.audio = 'all';
    grid.select(first);
    await settled(grid);
    await clickSoundOf(second);
    note('all');
    grid.audio = 'exclusive';
    grid.select(first);
    await settled(grid);
    await clickSoundOf(second);
    note('exclusive');
    grid.audio = 'selected';
    await settled(grid);
    // Muted, and selected again by what turns it on.
    await clickSoundOf(second);
    grid.select(first);
    await settled(grid);
    await clickSoundOf(second);
    note('selected');
    expect(audible).to.deep.equal({
      all: [true, false],
      exclusive: [false, true],
      selected: [false, true],
    });
  });

  it('takes a camera as muted that a framework mutes just after it has put it in', async () => {
    const grid = await still(1, { audio: 'exclusive' });
    const camera = tile('still-1');
    camera.removeAttribute('muted');
    grid.append(camera);
    camera.muted = true;
    await until(() => grid.tiles.length === 2, 'the grid knows it');
    await settled(grid);
    expect(mutedOf(grid)).to.deep.equal([true, true]);
    camera.remove();
    expect(camera.muted).to.equal(true);
  });

  it('is the viewer’s own again for a camera that leaves', async () => {
    const grid = await still(2);
    const [first, second] = grid.tiles;
    grid.select('c0');
    await settled(grid);
    first!.remove();
    second!.remove();
    expect([first!.muted, second!.muted]).to.deep.equal([true, true]);
  });
});

describe('a grid and assistive technology', () => {
  afterEach(clear);

  it('has no axe violations in either layout', async () => {
    const grid = await still(4, { label: 'Yard' });
    for (const layout of ['auto', 'spotlight'] as const) {
      grid.layout = layout;
      grid.select('c1');
      await grid.updateComplete;
      const { violations } = await axe.run(grid);
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
    }
  });

  it('says for all its cameras what is wrong, and they say nothing themselves', async () => {
    const channels = [newName('nowhere'), newName('nowhere')];
    const grid = addGrid({}, {}, channels);
    const summary = await heard(grid, 'kvs-summary', ({ failed }) => failed === 2);
    expect(summary).to.deep.include({ live: 0, reconnecting: 0, offline: 0, failed: 2, total: 2 });
    const live = grid.shadowRoot!.querySelector('[role=status]')!;
    await until(() => live.textContent === '2 cameras not available', `it says: ${live.textContent}`);
    for (const camera of grid.tiles) {
      expect(camera.shadowRoot!.querySelector('[role=status]')).to.equal(null);
    }
  });

  it('tells how many are how, seldom, and only when that has changed', async () => {
    const channels = await newCameras(3);
    let told = 0;
    const grid = addGrid({}, {}, channels);
    grid.addEventListener('kvs-summary', () => (told += 1));
    await heard(grid, 'kvs-summary', ({ live, total }) => live === 3 && total === 3);
    const before = told;
    grid.tiles[0]!.label = 'another name';
    await desk('behave', { channel: channels[0], behaviour: { offline: true } });
    const summary = await heard(grid, 'kvs-summary', ({ live }) => live === 2);
    expect(summary.reconnecting + summary.offline).to.equal(1);
    expect(told - before).to.equal(1);
  });
});
