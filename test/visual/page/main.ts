import '../../../src/index.js';
import type { KvsCamera, KvsPttButton } from '../../../src/index.js';
import { KvsError } from '../../../src/index.js';
import { simulatedCamera, type SimulatedCamera } from '../../../stories/support/simulated-camera.js';
import { simulatedLive } from '../../../stories/support/simulated-live.js';
import type { SimulatedSession } from '../../../stories/support/simulated-session.js';
import { inside, untilSo } from '../../../stories/support/until.js';
import { SHEETS, STATES, type Pose, type Sheet } from './sheets.js';

declare global {
  // For whoever takes the photograph.
  /** Lays out a sheet; resolves when all that is on it stands still. */
  var lay: (name: string) => Promise<void>;
  /** Resolves when all that is laid out stands still. */
  var rest: () => Promise<void>;
}

// What follows the clock stands still.
Date.now = () => 1_700_000_000_400;

const LIVE = named('live');

let life = new AbortController();

globalThis.lay = async (name) => {
  const sheet = SHEETS[name];
  if (!sheet) throw new Error(`There is no sheet ${name}`);
  life.abort();
  life = new AbortController();
  const { documentElement: root } = document;
  root.style.colorScheme = sheet.scheme;
  root.dir = sheet.direction ?? 'ltr';
  root.lang = sheet.language ?? 'en';
  document.body.className = sheet.kind;
  document.body.style.setProperty('--columns', `${sheet.columns}`);
  document.body.style.setProperty('--width', `${sheet.width}px`);
  document.body.replaceChildren();
  await (sheet.kind === 'buttons' ? layButtons() : sheet.kind === 'grid' ? layGrid() : layCameras(sheet));
  await document.fonts.ready;
  await rest();
};

globalThis.rest = async () => {
  // What has been changed last begins to move with a later frame.
  for (let still = 0; still < 3; still += 1) {
    if (stop(document)) still = 0;
    await new Promise(requestAnimationFrame);
  }
};

function named(name: string): Pose {
  const pose = STATES.find((one) => one.name === name);
  if (!pose) throw new Error(`Nothing is posed as ${name}`);
  return pose;
}

function made(pose: Pose): SimulatedCamera {
  return simulatedCamera({ ...pose, signal: life.signal });
}

async function layCameras({ poses = [], kind }: Sheet): Promise<void> {
  const shown = poses.map((pose) => ({ pose, ...made(pose) }));
  document.body.append(...shown.map(({ camera }) => camera));
  await Promise.all(
    shown.map(async ({ pose, camera, session, settle }) => {
      await settle();
      if (pose.acts?.includes('talk')) await camera.startTalk();
      if (pose.acts?.includes('record')) await record(camera, session);
      // As where nobody hovers: the bar stays while it has the focus, and only one can.
      if (kind === 'bar') await barOf(camera);
      await camera.updateComplete;
    }),
  );
}

async function record(camera: KvsCamera, session: SimulatedSession): Promise<void> {
  if (!session.stream) throw new Error('There is no picture to record');
  session.live = simulatedLive(session.stream, life.signal);
  camera.record();
  await inside(camera, '[part=recording]');
}

/** The bar of a camera that nobody points at is hidden; here all of them are looked at together. */
async function barOf(camera: KvsCamera): Promise<void> {
  const bar = await inside(camera, '.bar');
  Object.assign(bar.style, { opacity: '1', visibility: 'visible' });
}

async function layButtons(): Promise<void> {
  await addButton({});
  await addButton({ disabled: '' });
  await addButton({ for: 'nobody' });
  const labelled = await addButton({ mode: 'toggle' });
  labelled.button.textContent = 'Speak to the door';
  const talking = await addButton({ mode: 'toggle' });
  press(talking.button);
  await untilSo(() => talking.uplink.talk.phase === 'on', 'the talk');
  const level = await inside(talking.button, '[part=level]');
  await untilSo(() => level.style.transform !== '', 'the level');
  for (const trouble of ['microphone-missing', 'microphone-taken', 'device-silent'] as const) {
    const { button, uplink } = await addButton({ mode: 'toggle' });
    uplink.refuse(new KvsError('microphone-blocked', 'Simulated', { trouble }));
    press(button);
    await untilSo(() => uplink.talk.phase === 'blocked', trouble);
    await button.updateComplete;
  }
  await talking.button.updateComplete;
}

/** A button and a camera of its own, which is not looked at. */
async function addButton(
  attributes: Readonly<Record<string, string>>,
): Promise<{ readonly button: KvsPttButton; readonly uplink: SimulatedCamera['session']['uplink'] }> {
  const { camera, session, settle } = made(LIVE);
  camera.id = `camera-${document.body.childElementCount}`;
  camera.style.cssText = 'position: absolute; inset: 0 auto auto 0; width: 160px; visibility: hidden';
  const button = document.createElement('kvs-ptt-button');
  for (const [name, value] of Object.entries({ for: camera.id, ...attributes }))
    button.setAttribute(name, value);
  document.body.append(camera, button);
  await settle();
  await button.updateComplete;
  return { button, uplink: session.uplink };
}

function press({ shadowRoot }: KvsPttButton): void {
  shadowRoot?.querySelector('button')?.click();
}

async function layGrid(): Promise<void> {
  const grid = document.createElement('kvs-grid');
  grid.setAttribute('columns', '4');
  const names = [
    'live',
    'night',
    'reconnecting, last picture',
    'offline',
    'channel-not-found',
    'frozen',
    'snow',
    'talking',
  ];
  const shown = names.map((name) => {
    const pose = named(name);
    return made({ ...pose, attributes: { ...pose.attributes, label: name } });
  });
  grid.append(...shown.map(({ camera }) => camera));
  document.body.append(grid);
  // A grid connects one after the other.
  await Promise.all(shown.map(({ session }) => untilSo(() => session.holders > 0, 'the place in the grid')));
  await Promise.all(shown.map(({ settle }) => settle()));
  await shown.at(-1)?.camera.startTalk();
  grid.spotlight(shown[0]!.camera);
  await grid.updateComplete;
  shown[1]!.camera.focus();
}

/** Ends what ends, and holds what turns at its beginning. Returns whether anything moved. */
function stop(root: Document | ShadowRoot): boolean {
  const moving = root.getAnimations().filter(({ playState }) => playState === 'running');
  for (const animation of moving) {
    if (animation.effect?.getComputedTiming().endTime === Infinity) {
      animation.pause();
      animation.currentTime = 0;
    } else animation.finish();
  }
  const inner = [...root.querySelectorAll('*')].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  return inner.map(stop).includes(true) || moving.length > 0;
}
