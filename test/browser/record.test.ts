import { expect } from 'chai';
import { Roll } from '../../src/components/recording/roll.js';
import { typeFor } from '../../src/components/recording/video-type.js';
import { KvsError, type KvsCamera } from '../../src/index.js';
import { newCamera } from './support/desk.js';
import { addCamera, clear, heard, identityOf, nextFrame, reaches, until, videoOf } from './support/page.js';
import { Recorders } from './support/recorders.js';

const hasH264 = (RTCRtpReceiver.getCapabilities('video')?.codecs ?? []).some(
  ({ mimeType }) => mimeType === 'video/H264',
);

async function watched(attributes: Readonly<Record<string, string>> = {}): Promise<KvsCamera> {
  const camera = addCamera({
    channel: await newCamera('workshop'),
    'token-url': '/api/token',
    ...attributes,
  });
  await reaches(camera, 'live');
  await nextFrame(camera);
  return camera;
}

/** Lets the camera play for so long, by its own clock. */
async function plays(camera: KvsCamera, ms: number): Promise<void> {
  const start = camera.currentTime;
  await until(() => camera.currentTime > start + ms / 1_000, `it plays for ${ms} ms`, ms + 5_000);
}

/** Resolves when the browser has told everybody that an element is in sight. */
function isSeen(element: Element): Promise<void> {
  return new Promise((resolve) => {
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      // Those who asked before were told before, but not all in one task.
      requestAnimationFrame(() => resolve());
    });
    observer.observe(element);
  });
}

const TICK_MS = 50;

/** How late the timers of this page come. */
class Lateness implements Disposable {
  #tickedAt = performance.now();
  #worstMs = 0;
  readonly #timer = setInterval(() => {
    const now = performance.now();
    this.#worstMs = Math.max(this.#worstMs, now - this.#tickedAt - TICK_MS);
    this.#tickedAt = now;
  }, TICK_MS);

  /** What so many timers, one after the other, may have come late, in milliseconds. */
  of(timers: number): number {
    return timers * this.#worstMs;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** A video file, opened. */
async function played(file: Blob): Promise<HTMLVideoElement> {
  const video = document.createElement('video');
  Object.assign(video, { muted: true, preload: 'auto', src: URL.createObjectURL(file) });
  document.body.append(video);
  let failure = '';
  video.addEventListener('error', () => (failure = video.error?.message ?? 'unknown'));
  await until(() => video.readyState >= 2 || failure !== '', 'the recording can be played', 8_000);
  expect(failure).to.equal('');
  return video;
}

/** How loud a file is at its loudest, 0 to 1. */
async function loudness(file: Blob): Promise<number> {
  const context = new OfflineAudioContext(1, 1, 48_000);
  const sound = await context.decodeAudioData(await file.arrayBuffer());
  return sound.getChannelData(0).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** Stands in for the recorders of the page: hands over what it is told to. */
class ScriptedRecorder implements Disposable {
  readonly #native = window.MediaRecorder;
  readonly #type: string;
  #last: EventTarget | null = null;

  constructor(type: string) {
    this.#type = type;
    const made = (recorder: EventTarget): void => void (this.#last = recorder);
    class Recorder extends EventTarget {
      readonly mimeType = type;
      state = 'inactive';
      constructor() {
        super();
        made(this);
      }
      start(): void {
        this.state = 'recording';
      }
      stop(): void {
        this.state = 'inactive';
        this.dispatchEvent(new Event('stop'));
      }
    }
    Object.assign(window, { MediaRecorder: Recorder });
  }

  hand(bytes: number): void {
    const data = new Blob([new Uint8Array(bytes)], { type: this.#type });
    this.#last?.dispatchEvent(Object.assign(new Event('dataavailable'), { data }));
  }

  [Symbol.dispose](): void {
    window.MediaRecorder = this.#native;
  }
}

function rejection(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => expect.fail('It was resolved'),
    (error: Error) => error,
  );
}

function refusal(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (thrown) {
    return thrown instanceof KvsError ? thrown.code : (thrown as Error).name;
  }
}

describe('a recording', () => {
  afterEach(clear);

  it('is a video of the camera that plays, with its sound, though the element is muted', async () => {
    using recorders = new Recorders();
    const camera = await watched({
      label: 'Workshop: door',
      lang: 'de',
      unload: 'offscreen',
      'unload-delay': '200',
    });
    const askedAt = performance.now();
    const recording = camera.record();
    expect(camera.matches(':state(recording)')).to.equal(true);
    expect(camera.recording).to.equal(recording);
    expect(
      refusal(() => camera.record()),
      'a second one',
    ).to.equal('InvalidStateError');
    const mark = (): string | null | undefined =>
      camera.shadowRoot?.querySelector('[part="recording"]')?.textContent;
    await until(() => mark() === 'Aufnahme', `a mark is shown: ${mark()}`);
    camera.style.cssText = 'position: absolute; top: 9000px; width: 320px';
    await recorders.reach(3);
    expect(camera.state, 'out of sight').to.equal('live');
    camera.style.cssText = 'width: 320px';
    await isSeen(camera);
    const stopped = recording.stop();
    const seconds = (performance.now() - askedAt) / 1_000;
    const file = await stopped;
    expect(camera.state, 'in sight again').to.equal('live');
    expect(await recording.ended).to.equal('stopped');
    expect(camera.matches(':state(recording)')).to.equal(false);
    expect(camera.shadowRoot?.querySelector('[part="recording"]')).to.equal(null);
    expect(file.name).to.match(/^Workshop door \d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.(webm|mp4)$/);
    const video = await played(file);
    expect(video.duration).to.be.within(1.5, seconds + 0.5);
    expect([video.videoWidth, video.videoHeight]).to.deep.equal([640, 360]);
    expect(identityOf(video)).to.equal('workshop');
    expect(await loudness(file)).to.be.greaterThan(0.01);
    const stream = camera.srcObject as MediaStream;
    expect(stream.getAudioTracks()[0]?.enabled, 'silent again').to.equal(false);
    expect(await recording.stop()).to.equal(file);
  });

  it('begins before it was asked for, with pre-roll, and says so in the language of the page', async () => {
    using late = new Lateness();
    const camera = await watched({ 'pre-roll': '1.5', lang: 'de' });
    await plays(camera, 4_000);
    const askedAt = Date.now();
    const recording = camera.record();
    const mark = (): string | undefined =>
      camera.shadowRoot?.querySelector('[part="recording"]')?.textContent ?? undefined;
    await until(() => mark() === 'Aufnahme', `the mark says ${mark()}`);
    await plays(camera, 500);
    const stopped = recording.stop();
    const stoppedAt = Date.now();
    const file = await stopped;
    // What there is was begun at one timer, and was the newer one until the next.
    expect(askedAt - file.lastModified).to.be.within(1_400, 3_500 + late.of(2));
    const video = await played(file);
    expect(video.duration).to.be.within(1.8, (stoppedAt - file.lastModified) / 1_000 + 0.5);
    expect(identityOf(video)).to.equal('workshop');
    expect(await loudness(file), 'of a muted camera').to.be.greaterThan(0.01);
    const withoutAt = performance.now();
    const without = camera.record({ audio: false });
    await plays(camera, 1_200);
    const withoutStopped = without.stop();
    const seconds = (performance.now() - withoutAt) / 1_000;
    expect((await played(await withoutStopped)).duration, 'without').to.be.lessThan(seconds + 0.5);
    const stream = camera.srcObject as MediaStream;
    camera.preRoll = 0;
    await camera.updateComplete;
    expect(stream.getAudioTracks()[0]?.enabled, 'silent again').to.equal(false);
  });

  it('begins when it is asked for where the time before has no room, and keeps its bound', async function () {
    this.timeout(60_000);
    // Of three to six seconds; the bound is of two to four, so that no part of a second or two is larger.
    const camera = await watched({ 'pre-roll': '3' });
    await plays(camera, 6_200);
    const first = camera.record();
    await plays(camera, 500);
    const maxBytes = Math.round((await first.stop()).size * 0.6);
    await plays(camera, 6_200);
    const askedAt = Date.now();
    const recording = camera.record({ maxBytes });
    expect(await Promise.race([recording.ended, plays(camera, 12_000)])).to.equal('full');
    const file = await recording.stop();
    expect(file.lastModified).to.be.at.least(askedAt);
    expect(file.size).to.be.within(1_000, maxBytes);
  });

  it('keeps its bound also where the rest, or its first part, is larger than it looked, and plays', async () => {
    const camera = await watched();
    const roll = new Roll((videoOf(camera).srcObject as MediaStream).getVideoTracks(), typeFor('vp8'));
    // On a busy machine the first part is the time that the encoder takes to begin, more than pictures.
    await until(() => roll.bytes > 0, 'the first second is there');
    const first = roll.bytes;
    await until(() => roll.bytes > first, 'and another');
    const kept = roll.bytes;
    await until(() => roll.bytes > kept, 'and a third');
    roll.maxBytes = kept + 7;
    roll.stop();
    const file = await roll.done;
    expect(file.size).to.equal(roll.maxBytes);
    const video = await played(file);
    await video.play();
    await until(() => video.ended, 'it plays to its end', 8_000);
    expect(video.currentTime).to.be.above(0.5);
    expect(identityOf(video)).to.equal('workshop');
  });

  for (const [type, sizes, kept] of [
    ['video/webm', [1, 3_000, 2_000], 2_000],
    ['video/webm', [3_000], 2_000],
    ['video/mp4', [1, 1_000, 900, 800], 1_901],
    // Cut in its first part it would not play.
    ['video/mp4', [1, 3_000, 2_000], 3_001],
  ] as const)
    it(`of ${type} that comes in ${sizes.join(', ')} bytes is one of ${kept}`, async () => {
      using recorder = new ScriptedRecorder(type);
      const roll = new Roll([], type);
      for (const size of sizes) recorder.hand(size);
      roll.maxBytes = 2_000;
      roll.stop();
      const file = await roll.done;
      expect([file.size, file.type]).to.deep.equal([kept, type]);
    });

  it('keeps a second at least with pre-roll, also where it is told a tiny number', async () => {
    using late = new Lateness();
    const camera = await watched({ 'pre-roll': '0.001' });
    await plays(camera, 2_500);
    const askedAt = Date.now();
    const recording = camera.record();
    await plays(camera, 500);
    expect(askedAt - (await recording.stop()).lastModified).to.be.within(900, 3_000 + late.of(2));
  });

  it('keeps nothing of a connection that is gone', async () => {
    const camera = await watched({ 'pre-roll': '1' });
    await plays(camera, 2_500);
    const goneAt = Date.now();
    camera.reconnect();
    await heard(camera, 'kvs-statechange', ({ state }) => state === 'live');
    await nextFrame(camera);
    const recording = camera.record();
    await plays(camera, 1_200);
    expect((await recording.stop()).lastModified).to.be.at.least(goneAt);
  });

  (hasH264 ? it : it.skip)('is a file that others can play, of a camera that sends H.264', async () => {
    const camera = await watched({ codecs: 'h264' });
    expect((await camera.getStats()).video.codec?.toLowerCase()).to.equal('h264');
    const askedAt = performance.now();
    const recording = camera.record();
    // Of an MP4 nothing may be handed over before the next key frame.
    await plays(camera, 1_500);
    const stopped = recording.stop();
    const seconds = (performance.now() - askedAt) / 1_000;
    const file = await stopped;
    // Where a browser has no encoder for it, as this one may not, it is WebM.
    expect(file.type).to.match(/^video\/(mp4|webm)/);
    expect(file.name.endsWith(file.type.includes('mp4') ? '.mp4' : '.webm'), file.name).to.equal(true);
    const video = await played(file);
    expect(video.duration).to.be.within(0.7, seconds + 0.5);
    expect([video.videoWidth, video.videoHeight, identityOf(video)]).to.deep.equal([640, 360, 'workshop']);
  });

  it('ends where it has grown too large, and says so', async () => {
    const camera = await watched();
    // Firefox encodes anew, and more generously than the camera did.
    const maxBytes = navigator.userAgent.includes('Firefox') ? 200_000 : 40_000;
    const recording = camera.record({ maxBytes, audio: false });
    expect(await Promise.race([recording.ended, plays(camera, 12_000)])).to.equal('full');
    const file = await recording.stop();
    expect(file.size).to.be.within(1_000, maxBytes);
    expect((await played(file)).duration).to.be.greaterThan(0.5);
  });

  it('ends with its connection, and keeps what there is', async () => {
    const camera = await watched();
    const lost = camera.record();
    await plays(camera, 1_200);
    camera.reconnect();
    expect(await lost.ended).to.equal('camera-lost');
    expect((await played(await lost.stop())).videoWidth).to.equal(640);
    await reaches(camera, 'live');
    await nextFrame(camera);
    const paused = camera.record();
    await plays(camera, 800);
    camera.pause();
    expect(await paused.ended).to.equal('paused');
    await camera.play();
    await nextFrame(camera);
    const removed = camera.record({ audio: false });
    await plays(camera, 1_200);
    camera.remove();
    expect(await removed.ended).to.equal('removed');
    expect((await played(await removed.stop())).videoWidth).to.equal(640);
    expect(refusal(() => camera.record())).to.equal('camera-offline');
  });

  it('refuses what cannot be, and ends with nothing where there was nothing', async () => {
    const camera = await watched();
    expect(refusal(() => camera.record({ maxBytes: 0 }))).to.equal('RangeError');
    expect(refusal(() => camera.record({ type: 'video/none' }))).to.equal('NotSupportedError');
    expect(camera.recording).to.equal(null);
    const recording = camera.record();
    camera.pause();
    expect((await rejection(recording.stop())).name).to.equal('InvalidStateError');
  });
});
