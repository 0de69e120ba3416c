import { expect } from 'chai';
import '../../src/index.js';
import type { KvsCamera } from '../../src/index.js';
import { newCamera } from './support/desk.js';
import {
  addCamera,
  clear,
  isHandedOver,
  nextFrame,
  paintedIdentity,
  reaches,
  until,
  videoOf,
} from './support/page.js';

const tokenUrl = { 'token-url': '/api/token' };

/** Takes the place of what plays the picture until it is given back. */
function takePlay(camera: KvsCamera, play: (real: () => Promise<void>) => Promise<void>): () => void {
  const video = videoOf(camera);
  video.play = () => play(() => HTMLMediaElement.prototype.play.call(video));
  return () => Reflect.deleteProperty(video, 'play');
}

describe('pictures that come and do not get on the screen', () => {
  afterEach(clear);

  it('are frozen with their age, where the browser has paused them and does not go on, until it does', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...tokenUrl });
    await reaches(camera, 'live');
    // Else there is no last one to be shown.
    await nextFrame(camera);
    let tries = 0;
    const giveBack = takePlay(camera, () => {
      tries += 1;
      return new Promise(() => {});
    });
    const pausedAt = Date.now();
    videoOf(camera).pause();
    await reaches(camera, 'frozen');
    await camera.updateComplete;
    const { isLive, takenAt } = await camera.snapshot();
    expect(isLive).to.equal(false);
    expect(takenAt).to.be.within(pausedAt - 1_000, Date.now() - 2_400);
    expect(camera.shadowRoot?.querySelector('canvas'), 'the last picture is what one sees').not.to.equal(
      null,
    );
    // As long as it is tried in vain.
    const seen: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => seen.push(state));
    tries = 0;
    await until(() => tries > 1, 'it is tried again and again', 10_000);
    expect(seen).to.deep.equal([]);
    giveBack();
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('gate');
    const told = camera.getLog().filter(({ detail }) => detail['isDecoded']);
    expect(told.map(({ event }) => event)).to.deep.equal(['frozen', 'moving']);
  });

  it('are frozen, not played for ever, where the browser pauses them again and again', async () => {
    const camera = addCamera({ channel: await newCamera('barn'), ...tokenUrl });
    await reaches(camera, 'live');
    let plays = 0;
    const began = performance.now();
    const giveBack = takePlay(camera, async (real) => {
      plays += 1;
      await real();
      videoOf(camera).pause();
    });
    videoOf(camera).pause();
    await reaches(camera, 'frozen');
    expect(plays / (performance.now() - began)).to.be.below(10 / 1_000);
    giveBack();
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('barn');
  });

  it('go on by themselves after more pauses than are undone at once, as of an element that is dragged about', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...tokenUrl });
    await reaches(camera, 'live');
    await nextFrame(camera);
    const video = videoOf(camera);
    const seen: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => seen.push(state));
    // A look in between lets so many more be undone.
    for (let pauses = 0; pauses < 20 && !video.paused; pauses += 1) {
      const paused = new Promise((resolve) => video.addEventListener('pause', resolve, { once: true }));
      video.pause();
      await paused;
    }
    expect(video.paused, 'too many at once').to.equal(true);
    await until(() => !video.paused, 'it plays again');
    await nextFrame(camera);
    expect(seen).to.deep.equal([]);
  });

  it('are frozen where the browser says that it puts none on the screen, and shown anew', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...tokenUrl });
    await reaches(camera, 'live');
    const video = videoOf(camera);
    const frozen = reaches(camera, 'frozen');
    const loaded = new Promise((resolve) => video.addEventListener('loadstart', resolve, { once: true }));
    let looks = 0;
    // For two looks more it says that it does.
    video.getVideoPlaybackQuality = () => {
      looks += 1;
      return { totalVideoFrames: 1_000 + Math.min(looks, 2) } as VideoPlaybackQuality;
    };
    await frozen;
    await loaded;
    Reflect.deleteProperty(video, 'getVideoPlaybackQuality');
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  for (const latency of ['balanced', 'low']) {
    it(`come back by themselves, where the page has ended their track, with latency="${latency}"`, async () => {
      const camera = addCamera({ channel: await newCamera('ward-3'), ...tokenUrl, latency });
      await reaches(camera, 'live');
      if (latency === 'low' && 'MediaStreamTrackGenerator' in globalThis)
        await until(() => isHandedOver(camera), 'it is handed over');
      await nextFrame(camera);
      const before = videoOf(camera).srcObject;
      const frozen = reaches(camera, 'frozen');
      for (const track of (camera.srcObject as MediaStream).getVideoTracks()) track.stop();
      await frozen;
      await reaches(camera, 'live');
      expect(videoOf(camera).srcObject).not.to.equal(before);
      expect(await paintedIdentity(camera)).to.equal('ward-3');
    });
  }
});
