import { sendKeys, sendMouse } from '@web/test-runner-commands';
import axe from 'axe-core';
import { expect } from 'chai';
import type { KvsCamera } from '../../src/index.js';
import '../../src/index.js';
import { newCamera, newName } from './support/desk.js';
import {
  addCamera,
  clear,
  heard,
  identityOf,
  nextError,
  nextFrame,
  paintedIdentity,
  reaches,
  refusePlay,
  until,
  videoOf,
} from './support/page.js';
import { addGrid, tile } from './support/wall.js';

const tokenUrl = { 'token-url': '/api/token' };

/** A camera that meets a refusal from its first stream on. */
async function addRefused(
  channel: string,
  isRefused: (video: HTMLVideoElement) => boolean,
  parent: Element = document.body,
): Promise<KvsCamera> {
  const camera = document.createElement('kvs-camera');
  for (const [name, value] of Object.entries({ channel, ...tokenUrl, style: 'width: 320px' })) {
    camera.setAttribute(name, value);
  }
  parent.append(camera);
  await camera.updateComplete;
  refusePlay(camera, isRefused);
  camera.setAttribute('autoplay', '');
  return camera;
}

/** A camera that waits for a tap, and how often it was played since that would do. */
async function addBlocked(
  content = '',
): Promise<{ camera: KvsCamera; tries: () => number; allow: () => void }> {
  let isAllowed = false;
  let tries = 0;
  const camera = await addRefused(await newCamera('gate'), () => {
    if (isAllowed) tries += 1;
    return !isAllowed;
  });
  camera.innerHTML = content;
  await reaches(camera, 'blocked');
  await camera.updateComplete;
  return { camera, tries: () => tries, allow: () => void (isAllowed = true) };
}

describe('autoplay that the browser refuses', () => {
  afterEach(clear);

  it('with sound goes on without, and shows that', async () => {
    const camera = await addRefused(await newCamera('barn'), (video) => !video.muted);
    camera.controls = true;
    await reaches(camera, 'live');
    await camera.updateComplete;
    expect(camera.muted).to.equal(true);
    expect(camera.matches(':state(muted)')).to.equal(true);
    expect(await paintedIdentity(camera)).to.equal('barn');
    const isOffered = (): boolean => Boolean(camera.shadowRoot?.querySelector('[aria-label=Unmute]'));
    await until(isOffered, 'the bar offers to unmute');
  });

  it('with sound in a grid is over when a person turns that on, for one camera at a time', async () => {
    const grid = addGrid({ audio: 'exclusive' });
    let isAllowed = false;
    const one = await addRefused(await newCamera('barn'), ({ muted }) => !muted && !isAllowed, grid);
    const other = tile(newName('x'));
    grid.append(other);
    await until(() => grid.tiles.length === 2, 'the grid knows both');
    await until(() => one.muted && one.state === 'live', 'the browser has turned its sound off', 15_000);
    await sendMouse({ type: 'click', position: [1, 1] });
    isAllowed = true;
    for (const camera of [other, one]) {
      const changed = heard(camera, 'volumechange');
      camera.muted = false;
      await changed;
    }
    expect([one.muted, other.muted]).to.deep.equal([false, true]);
  });

  it('even without sound waits for a tap on a real button', async () => {
    const { camera, tries, allow } = await addBlocked();
    allow();
    camera.shadowRoot?.querySelector<HTMLButtonElement>('button[aria-label="Tap to play"]')?.click();
    await reaches(camera, 'live');
    expect(tries(), 'one tap is one try').to.equal(1);
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  it('takes a tap on what the page shows instead of that button', async () => {
    const { camera, tries, allow } = await addBlocked('<div slot="blocked">Tap to <b>watch</b></div>');
    const { left, top, width, height } = camera.querySelector('b')!.getBoundingClientRect();
    allow();
    await sendMouse({
      type: 'click',
      position: [Math.round(left + width / 2), Math.round(top + height / 2)],
    });
    await reaches(camera, 'live');
    expect(tries(), 'one tap is one try').to.equal(1);
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  it('takes a key on a button of the page', async () => {
    const { camera, tries, allow } = await addBlocked('<button slot="blocked">Watch</button>');
    camera.querySelector('button')!.focus();
    allow();
    await sendKeys({ press: 'Enter' });
    await reaches(camera, 'live');
    expect(tries(), 'one key is one try').to.equal(1);
  });

  it('once more after the browser has paused it greys the picture, until it moves again after a tap', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...tokenUrl });
    await reaches(camera, 'live');
    await nextFrame(camera);
    const last = (): HTMLCanvasElement | null | undefined => camera.shadowRoot?.querySelector('canvas');
    let isAllowed = false;
    refusePlay(camera, () => !isAllowed);
    videoOf(camera).pause();
    await reaches(camera, 'blocked');
    await until(() => Boolean(last()), 'the last picture lies over it');
    expect(identityOf(last()!)).to.equal('gate');
    isAllowed = true;
    camera.shadowRoot?.querySelector<HTMLButtonElement>('button[aria-label="Tap to play"]')?.click();
    await reaches(camera, 'live');
    await until(() => !last(), 'the picture is the present one');
    expect(await paintedIdentity(camera)).to.equal('gate');
  });
});

describe('a camera as a media element', () => {
  afterEach(clear);

  it('reserves its box before the first picture', async () => {
    const camera = addCamera({ channel: newName('x'), style: 'width: 320px' });
    expect(camera.getBoundingClientRect().height).to.equal(180);
    const channel = await newCamera('workshop');
    const live = addCamera({ channel, ...tokenUrl });
    const before = live.getBoundingClientRect().height;
    await reaches(live, 'live');
    await nextFrame(live);
    expect(live.getBoundingClientRect().height).to.equal(before);
    live.style.setProperty('--kvs-aspect-ratio', '4 / 3');
    expect(live.getBoundingClientRect().height).to.equal(240);
  });

  it('mirrors the video and its events', async () => {
    const channel = await newCamera('ward-3');
    const types: string[] = [];
    const camera = addCamera({ channel, ...tokenUrl });
    for (const type of ['loadedmetadata', 'playing', 'volumechange', 'play', 'pause']) {
      camera.addEventListener(type, () => types.push(type));
    }
    await reaches(camera, 'live');
    await nextFrame(camera);
    expect([
      camera.videoWidth,
      camera.videoHeight,
      camera.duration,
      camera.paused,
      camera.muted,
    ]).to.deep.equal([640, 360, Infinity, false, true]);
    const changed = heard(camera, 'volumechange');
    camera.volume = 0.5;
    camera.muted = false;
    await changed;
    expect(videoOf(camera).volume).to.equal(0.5);
    camera.pause();
    expect(types).to.include.members(['play', 'loadedmetadata', 'playing', 'volumechange', 'pause']);
  });

  it('has its state changed with its sound before it tells of that', async () => {
    const camera = addCamera({ channel: newName('x') });
    const told: boolean[] = [];
    camera.addEventListener('volumechange', () => told.push(camera.matches(':state(muted)')));
    for (const isMuted of [false, true]) {
      camera.muted = isMuted;
      await heard(camera, 'volumechange');
    }
    expect(told).to.deep.equal([false, true]);
  });

  it('can be filled, styled and named from outside', async () => {
    const channel = await newCamera('loading-dock');
    const camera = addCamera({ channel, ...tokenUrl, label: 'Dock 4' });
    camera.innerHTML = '<button id="mine">Open the gate</button><p slot="loading">Un momento</p>';
    await reaches(camera, 'connecting');
    await camera.updateComplete;
    const shown = camera.querySelector('p')?.getBoundingClientRect().width ?? 0;
    expect(shown).to.be.greaterThan(0);
    await reaches(camera, 'live');
    await camera.updateComplete;
    expect(camera.querySelector('p')?.assignedSlot).to.equal(null);
    const { x, y } = camera.querySelector('#mine')!.getBoundingClientRect();
    expect(document.elementFromPoint(x + 2, y + 2)).to.equal(camera.querySelector('#mine'));
    expect(camera.shadowRoot?.querySelector('[part=label]')?.textContent).to.equal('Dock 4');
  });
});

describe('a camera for everyone', () => {
  afterEach(clear);

  const audit = async (camera: KvsCamera): Promise<string[]> => {
    await camera.updateComplete;
    const { violations } = await axe.run(camera, { resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`);
  };

  it('has nothing that axe finds fault with, whatever its state', async () => {
    const channel = await newCamera('front-door');
    const named = { label: 'Front door', controls: true as const };
    const live = addCamera({ channel, ...tokenUrl, ...named });
    const failed = addCamera({ channel: newName('nowhere'), ...tokenUrl, ...named });
    const offline = addCamera({
      channel: await newCamera('gate', { answers: 'never' }),
      ...tokenUrl,
      ...named,
      'connect-timeout': '3000',
    });
    await Promise.all([reaches(live, 'live'), reaches(failed, 'failed'), reaches(offline, 'offline')]);
    expect(await audit(live)).to.deep.equal([]);
    expect(await audit(failed)).to.deep.equal([]);
    expect(await audit(offline)).to.deep.equal([]);
    live.pause();
    expect(await audit(live)).to.deep.equal([]);
  });

  it('says what has settled to a screen reader', async () => {
    const camera = addCamera({ channel: newName('nowhere'), ...tokenUrl });
    await nextError(camera);
    await camera.updateComplete;
    expect(camera.shadowRoot?.querySelector('[role=status]')?.textContent).to.equal('Not available');
  });
});
