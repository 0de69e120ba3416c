import { expect } from 'chai';
import '../../src/index.js';
import type { KvsCamera, KvsPttButton } from '../../src/index.js';
import { newCamera, seen } from './support/desk.js';
import { addCamera, clear, heard, nextError, reaches, until } from './support/page.js';
import { addButton, addTalk, hears, letGo, Microphones, press, shows, talks } from './support/talk.js';

const refusal = (name: string) => () => Promise.reject(new DOMException('Not today', name));

/** Presses, and gives what the person reads. */
async function wordsAfterPress(
  camera: KvsCamera,
  button: KvsPttButton,
): Promise<[code: string, words: string]> {
  const error = nextError(camera);
  press(button);
  const { code } = await error;
  letGo(button);
  await button.updateComplete;
  const words = button.shadowRoot?.querySelector('[part=message]')?.textContent?.trim() ?? '';
  expect(camera.state).to.equal('live');
  expect(camera.matches(':state(talking)')).to.equal(false);
  return [code, words];
}

describe('a microphone that cannot be had', () => {
  afterEach(clear);

  // Stand-ins for what a person or a machine does, which cannot be caused here.
  const CASES = [
    ['NotAllowedError', 'microphone-denied', 'denied', 'settings'],
    ['NotFoundError', 'microphone-blocked', 'blocked', 'No microphone was found'],
    ['NotReadableError', 'microphone-blocked', 'blocked', 'Another program'],
  ] as const;
  for (const [name, code, state, words] of CASES) {
    it(`is said in its own words: ${name}`, async () => {
      using microphones = new Microphones(refusal(name));
      const channel = await newCamera('barn');
      const { camera, button } = await addTalk(channel);
      const [got, message] = await wordsAfterPress(camera, button);
      expect(got).to.equal(code);
      expect(message).to.include(words);
      await shows(button, state);
      expect(microphones.live).to.equal(0);
      expect((await hears(channel)).packets).to.equal(0);
    });
  }

  it('is said in its own words: forbidden to the frame', async () => {
    const channel = await newCamera('barn');
    const frame = document.createElement('iframe');
    frame.allow = "microphone 'none'; autoplay";
    frame.src = `/page?script=${encodeURIComponent('/test/browser/support/pressing-page.ts')}#${channel}`;
    document.body.append(frame);
    const button = (): HTMLElement | null => frame.contentDocument?.querySelector('kvs-ptt-button') ?? null;
    await until(() => button()?.getAttribute('state') === 'blocked', 'the button is blocked', 15_000);
    await until(
      () =>
        button()?.shadowRoot?.querySelector('[part=message]')?.textContent?.includes('not allowed') ?? false,
      'the page is told that it may not',
    );
  });

  it('is tried anew with the next press', async () => {
    let isDenied = true;
    using microphones = new Microphones(() => (isDenied ? refusal('NotAllowedError')() : microphones.open()));
    const { camera, button } = await addTalk(await newCamera('barn'));
    press(button);
    await shows(button, 'denied');
    letGo(button);
    isDenied = false;
    press(button);
    await talks(camera, 'on');
    expect(button.state).to.equal('talking');
    expect(button.shadowRoot?.querySelector('[part=message]')?.textContent?.trim()).to.equal('');
  });

  it('opens nothing when it is allowed only after the hand has let go', async () => {
    let allow!: () => void;
    const asked = new Promise<void>((resolve) => (allow = resolve));
    using microphones = new Microphones(() => asked.then(() => microphones.open()));
    const channel = await newCamera('barn');
    const { camera, button } = await addTalk(channel);
    press(button);
    await talks(camera, 'arming');
    letGo(button);
    await talks(camera, 'off');
    allow();
    await until(() => microphones.tracks.length === 1, 'the browser hands the microphone over');
    await until(() => microphones.live === 0, 'it is stopped');
    expect(camera.talk.phase).to.equal('off');
    expect((await hears(channel)).packets).to.equal(0);
  });

  it('ends the talk in time, speaker and all, where nobody answers the browser’s question', async () => {
    let allow!: () => void;
    const asked = new Promise<void>((resolve) => (allow = resolve));
    using microphones = new Microphones(() => asked.then(() => microphones.open()));
    const channel = await newCamera('barn');
    const commands = { 'press-command': 'ON', 'release-command': 'OFF' };
    const { camera, button } = await addTalk(channel, { ...commands, 'max-talk': '0.3' });
    const off = heard(camera, 'kvs-talkchange', ({ talk }) => talk === 'off');
    press(button);
    expect((await off).reason).to.equal('max-talk');
    const messages = async (): Promise<readonly string[]> =>
      (await seen(channel)).camera?.viewers.flatMap((viewer) => viewer.messages) ?? [];
    await until(async () => (await messages()).includes('OFF'), 'the device was told');
    allow();
    await until(() => microphones.tracks.length === 1, 'the browser hands the microphone over');
    await until(() => microphones.live === 0, 'it is stopped');
    expect((await hears(channel)).packets).to.equal(0);
  });

  it('that the system keeps still ends the talk, unless it is for a moment', async function () {
    if (navigator.userAgent.includes('Firefox')) return this.skip();
    using microphones = new Microphones();
    const { camera, button } = await addTalk(await newCamera('barn'));
    press(button);
    await talks(camera, 'on');
    const [track] = microphones.tracks;
    const mute = (isMuted: boolean): void => {
      Object.defineProperty(track, 'muted', { configurable: true, value: isMuted });
      track?.dispatchEvent(new Event(isMuted ? 'mute' : 'unmute'));
    };
    mute(true);
    mute(false);
    const mutedAt = performance.now();
    await until(() => performance.now() - mutedAt > 1_500, 'more than a moment is over');
    expect(camera.talk.phase).to.equal('on');
    const error = nextError(camera);
    mute(true);
    expect((await error).message).to.include('lost');
    await shows(button, 'blocked');
    expect(microphones.live).to.equal(0);
  });

  it('that is pulled out ends the talk, and that is said', async function () {
    // Firefox delivers no events on a track but its own.
    if (navigator.userAgent.includes('Firefox')) return this.skip();
    using microphones = new Microphones();
    const { camera, button } = await addTalk(await newCamera('barn'));
    press(button);
    await talks(camera, 'on');
    const error = nextError(camera);
    // As the browser tells of it.
    microphones.tracks[0]?.dispatchEvent(new Event('ended'));
    expect((await error).message).to.include('lost');
    await shows(button, 'blocked');
    expect(microphones.live).to.equal(0);
  });
});

describe('the floor', () => {
  afterEach(clear);

  it('is for one camera of the page at a time', async () => {
    using microphones = new Microphones();
    const [one, other] = await Promise.all([newCamera('barn'), newCamera('gate')]);
    const first = await addTalk(one);
    const second = await addTalk(other);
    press(first.button);
    await talks(first.camera, 'on');
    const error = nextError(second.camera);
    press(second.button);
    expect((await error).message).to.include('talks already');
    await shows(second.button, 'blocked');
    expect(first.button.state).to.equal('talking');
    expect(microphones.asked).to.equal(1);
    letGo(second.button);
    letGo(first.button);
    press(second.button);
    await talks(second.camera, 'on');
    expect(microphones.live).to.equal(1);
    expect(first.camera.talk.phase).to.equal('off');
  });

  it('is for one element of two that show the same camera', async () => {
    using microphones = new Microphones();
    const { camera, button } = await addTalk(await newCamera('barn'));
    const twin = addCamera({ channel: camera.channel, 'token-url': '/api/token' });
    await reaches(twin, 'live');
    press(button);
    await talks(camera, 'on');
    expect(twin.matches(':state(talking)')).to.equal(true);
    const failure: unknown = await twin.startTalk().catch((error: unknown) => error);
    expect(failure).to.have.property('trouble', 'floor-taken');
    twin.remove();
    expect(camera.talk.phase).to.equal('on');
    expect(microphones.live).to.equal(1);
  });

  it('is for one of all pages of the origin', async () => {
    const channel = await newCamera('gate');
    const frame = document.createElement('iframe');
    frame.allow = 'microphone; autoplay';
    frame.src = `/page?script=${encodeURIComponent('/test/browser/support/talking-page.ts')}#${channel}`;
    document.body.append(frame);
    const { camera, button } = await addTalk(await newCamera('barn'));
    await until(
      () => frame.contentDocument?.querySelector('kvs-camera')?.matches(':state(talking)') ?? false,
      'the other page talks',
      15_000,
    );
    using microphones = new Microphones();
    const error = nextError(camera);
    press(button);
    expect((await error).message).to.include('another tab');
    letGo(button);
    expect(microphones.asked).to.equal(0);
    frame.remove();
    await until(async () => {
      const { held = [] } = await navigator.locks.query();
      return !held.some(({ name }) => name === 'kvs-elements:talk');
    }, 'the floor is free again');
    press(button);
    await talks(camera, 'on');
    letGo(button);
    await talks(camera, 'off');
  });
});

describe('a button without a camera', () => {
  afterEach(clear);

  it('is unavailable, says so, and does nothing', async () => {
    using microphones = new Microphones();
    const button = addButton({ for: 'nobody' });
    await button.updateComplete;
    expect(button.state).to.equal('unavailable');
    press(button);
    expect(microphones.asked).to.equal(0);
    expect(button.shadowRoot?.querySelector('button')?.getAttribute('aria-disabled')).to.equal('true');
  });
});
