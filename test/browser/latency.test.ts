import { expect } from 'chai';
import '../../src/index.js';
import { newCamera } from './support/desk.js';
import {
  addCamera,
  clear,
  isHandedOver,
  nextFrame,
  paintedIdentity,
  playedTrack,
  reaches,
  until,
  videoOf,
} from './support/page.js';

const low = { 'token-url': '/api/token', latency: 'low' };
/** Chromium's alone. */
const canHandOver = 'MediaStreamTrackGenerator' in globalThis;

describe('latency="low"', () => {
  afterEach(clear);

  it('shows the camera, each picture as it is decoded where the browser can', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...low });
    await reaches(camera, 'live');
    await until(() => isHandedOver(camera) === canHandOver, `it is handed over: ${canHandOver}`);
    expect(await paintedIdentity(camera)).to.equal('gate');
    const { rtpTimestamp } = await nextFrame(camera);
    expect((await nextFrame(camera)).rtpTimestamp).not.to.equal(rtpTimestamp);
    expect((videoOf(camera).srcObject as MediaStream).getAudioTracks()).to.have.lengthOf(1);
  });

  it('does so by one worker for all, for those of a grid as well, and for a second one of a channel', async () => {
    const { Worker } = globalThis;
    let made = 0;
    globalThis.Worker = class extends Worker {
      constructor(url: string | URL) {
        super(url);
        made += 1;
      }
    };
    try {
      const grid = document.createElement('kvs-grid');
      grid.setAttribute('latency', 'low');
      document.body.append(grid);
      const channels = [await newCamera('barn'), await newCamera('workshop')];
      const { latency: _, ...said } = low;
      const tiles = channels.map((channel) => addCamera({ channel, ...said }, {}, grid));
      await Promise.all(tiles.map((tile) => reaches(tile, 'live')));
      const second = addCamera({ channel: channels[0]!, ...low });
      await reaches(second, 'live');
      const cameras = [...tiles, second];
      await until(
        () => cameras.every((camera) => isHandedOver(camera) === canHandOver),
        `all are handed over: ${canHandOver}`,
      );
      expect(await Promise.all(cameras.map(paintedIdentity))).to.deep.equal(['barn', 'workshop', 'barn']);
      expect(made).to.be.at.most(1);
    } finally {
      globalThis.Worker = Worker;
    }
  });

  it('begins anew with each connection, and leaves nothing when the camera goes', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...low });
    await reaches(camera, 'live');
    await until(() => isHandedOver(camera) === canHandOver, `it is handed over: ${canHandOver}`);
    await nextFrame(camera);
    const first = playedTrack(camera);
    camera.reconnect();
    await until(
      () => camera.state === 'live' && playedTrack(camera) !== first,
      'the next connection is live',
      15_000,
    );
    expect(await paintedIdentity(camera)).to.equal('gate');
    expect(first.readyState).to.equal('ended');
    const last = playedTrack(camera);
    camera.remove();
    await until(() => last.readyState === 'ended', 'the track has ended');
    expect(videoOf(camera).srcObject).to.equal(null);
  });

  it('is given up for another latency', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...low });
    await reaches(camera, 'live');
    await until(() => isHandedOver(camera) === canHandOver, `it is handed over: ${canHandOver}`);
    const first = playedTrack(camera);
    camera.latency = 'smooth';
    await until(
      () => camera.state === 'live' && playedTrack(camera) !== first,
      'the next connection is live',
      15_000,
    );
    expect(await paintedIdentity(camera)).to.equal('gate');
    expect(isHandedOver(camera)).to.equal(false);
  });

  it('is handed over for those only who ask for it', async () => {
    const { latency: _, ...said } = low;
    const camera = addCamera({ channel: await newCamera('gate'), ...said });
    await reaches(camera, 'live');
    await nextFrame(camera);
    expect(isHandedOver(camera)).to.equal(false);
  });
});
