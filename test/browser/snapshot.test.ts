import { expect } from 'chai';
import { load } from 'exifreader';
import type { KvsCamera, Snapshot } from '../../src/index.js';
import '../../src/index.js';
import { desk, newCamera, type Identity } from './support/desk.js';
import { brightness, decoded } from './support/images.js';
import {
  addCamera,
  clear,
  identityOf,
  nextFrame,
  reaches,
  refusePlay,
  until,
  videoOf,
} from './support/page.js';

const CAPTION_ROW = 0.98;
/** For so long a picture has stood still before it counts as frozen, less what two clocks may differ. */
const FROZEN_MS = 2_500 - 10;

async function watched(
  picture: Identity,
  attributes: Readonly<Record<string, string>> = {},
): Promise<KvsCamera> {
  const channel = await newCamera(picture);
  const camera = addCamera({ channel, 'token-url': '/api/token', ...attributes });
  await reaches(camera, 'live');
  await nextFrame(camera);
  return camera;
}

/** What would be burned into pictures while `work` runs, where it is not `instead`. */
async function textsBurned(work: () => Promise<unknown>, instead?: string): Promise<string[]> {
  const { fillText } = CanvasRenderingContext2D.prototype;
  const texts: string[] = [];
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    // Without the marks that keep the parts apart, which are not seen.
    texts.push(text.replaceAll(/[\u2068\u2069]/g, ''));
    return fillText.call(this, instead ?? text, ...place);
  };
  try {
    await work();
  } finally {
    CanvasRenderingContext2D.prototype.fillText = fillText;
  }
  return texts;
}

function rejection(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => {
      throw new Error('It was resolved');
    },
    (error: Error) => error,
  );
}

describe('a snapshot', () => {
  afterEach(clear);

  it('is a PNG of the camera in its own resolution, and names camera and time', async () => {
    const camera = await watched('barn', { label: 'Barn: west/door' });
    const before = Date.now();
    const file = await camera.snapshot();
    expect(file.type).to.equal('image/png');
    expect([file.width, file.height]).to.deep.equal([640, 360]);
    const picture = await decoded(file);
    expect([picture.width, picture.height]).to.deep.equal([640, 360]);
    expect(identityOf(picture)).to.equal('barn');
    expect(file.takenAt).to.be.within(before, Date.now());
    expect(file.lastModified).to.equal(file.takenAt);
    expect(file.isLive).to.equal(true);
    expect(file.camera).to.equal('Barn: west/door');
    expect(file.name).to.match(/^Barn west door \d{4}-\d\d-\d\d \d\d-\d\d-\d\d\.png$/);
  });

  it('can be made as soon as the first frame is told, which is not before a canvas gets it', async () => {
    const camera = addCamera({ channel: await newCamera('barn'), 'token-url': '/api/token' });
    await camera.updateComplete;
    const video = videoOf(camera);
    // As in Chromium now and then: it tells of a frame that it does not let out yet.
    Object.defineProperty(video, 'readyState', { configurable: true, value: 1 });
    let told = 0;
    const shot = new Promise<Snapshot>((resolve) =>
      camera.addEventListener('kvs-firstframe', () => {
        told += 1;
        resolve(camera.snapshot());
      }),
    );
    for (let frames = 0; frames < 3; frames += 1) {
      await new Promise((resolve) => video.requestVideoFrameCallback(resolve));
      expect(told).to.equal(0);
    }
    Reflect.deleteProperty(video, 'readyState');
    expect(identityOf(await decoded(await shot))).to.equal('barn');
    expect(told).to.equal(1);
  });

  for (const type of ['image/png', 'image/jpeg'] as const) {
    it(`says inside ${type} what it shows and when`, async () => {
      const camera = await watched('gate', { label: 'Cổng chính' });
      const file = await camera.snapshot({ type });
      const tags = load(await file.arrayBuffer());
      const taken = new Date(file.takenAt);
      const [date, time] = [taken.toLocaleDateString('sv'), taken.toLocaleTimeString('sv')];
      expect(tags.ImageDescription?.description).to.equal('Cổng chính');
      expect(tags.DateTimeOriginal?.description).to.equal(`${date.replaceAll('-', ':')} ${time}`);
      expect(tags.OffsetTimeOriginal?.description).to.match(/^[+-]\d\d:\d\d$/);
      expect(Number(tags.SubSecTimeOriginal?.description)).to.equal(taken.getMilliseconds());
      expect(identityOf(await decoded(file))).to.equal('gate');
    });
  }

  it('can be smaller, and of less quality', async () => {
    const camera = await watched('workshop');
    const [fine, coarse] = await Promise.all(
      [0.95, 0.2].map((quality) => camera.snapshot({ type: 'image/jpeg', quality, width: 320 })),
    );
    const picture = await decoded(fine!);
    expect([picture.width, picture.height]).to.deep.equal([320, 180]);
    expect(identityOf(picture)).to.equal('workshop');
    expect(coarse!.size).to.be.lessThan(fine!.size * 0.7);
  });

  it('carries camera, time and resolution where the caption is asked for', async () => {
    const camera = await watched('front-door', { label: 'Front door' });
    const texts = await textsBurned(async () => {
      const row = brightness(await decoded(await camera.snapshot({ caption: true })), CAPTION_ROW);
      expect(Math.min(...row), 'the strip').to.be.lessThan(90);
      const text = brightness(await decoded(await camera.snapshot({ caption: true })), 0.965);
      expect(text.filter((value) => value > 200).length, 'the words').to.be.greaterThan(10);
    });
    expect(texts[0]).to.match(
      /^Front door {2}· {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d {2}· {2}640×360$/,
    );
    const plain = brightness(await decoded(await camera.snapshot()), CAPTION_ROW);
    expect(Math.min(...plain), 'without a strip').to.be.greaterThan(20);
    expect(await textsBurned(() => camera.snapshot({ caption: 'Case 4711' }))).to.match(/^Case 4711 {2}·/);
  });

  it('says the same date and resolution in its caption beside any name', async () => {
    const camera = await watched('gate', { label: 'Gate' });
    camera.pause();
    await reaches(camera, 'idle');
    const shown = async (): Promise<string> => {
      const picture = await decoded(await camera.snapshot({ caption: true, width: 1280 }));
      return picture.toDataURL();
    };
    const [plain = ''] = await textsBurned(shown);
    const latin = await shown();
    let unmarked = '';
    await textsBurned(async () => (unmarked = await shown()), plain);
    expect(unmarked, 'without the marks').to.equal(latin);
    document.dir = 'rtl';
    const turned = await shown();
    document.dir = '';
    expect(turned, 'on a page from right to left').to.equal(latin);
    for (const label of ['Gate\u202e', '\u202eGate', '\u2066Gate', 'Gate\u2029\u200f', 'Gate\n\u2069']) {
      camera.label = label;
      expect(await shown(), escape(label)).to.equal(latin);
    }
    for (const label of ['بوابة', 'שער 3', 'Gate بوابة', 'بوابة 12 -']) {
      camera.label = label;
      // All but the name from left to right, whatever the letters are.
      const forced = plain.replace('Gate', `\u2068${label}\u2069\u202d`);
      let right = '';
      await textsBurned(async () => (right = await shown()), forced);
      expect(await shown(), label).to.equal(right);
    }
  });

  it('of a camera that is paused is the last picture, and says so', async () => {
    const camera = await watched('ward-3', { label: 'Ward 3' });
    const before = Date.now();
    camera.pause();
    await reaches(camera, 'idle');
    const after = Date.now();
    const texts = await textsBurned(async () => {
      const file = await camera.snapshot({ caption: true });
      expect(file.isLive).to.equal(false);
      expect(file.takenAt).to.be.within(before, after);
      expect(identityOf(await decoded(file))).to.equal('ward-3');
      const tags = load(await file.arrayBuffer());
      expect(tags.ImageDescription?.description).to.equal('Ward 3 (not live)');
    });
    expect(texts).to.match(/640×360 {2}· {2}Paused$/);
  });

  it('of a picture that stands still has the time of that picture', async () => {
    const camera = await watched('barn');
    const { channel } = camera;
    const stoppedAt = Date.now();
    await desk('behave', { channel, behaviour: { video: 'freeze' } });
    await reaches(camera, 'frozen');
    const frozenAt = Date.now();
    const file = await camera.snapshot();
    expect(file.isLive).to.equal(false);
    expect(file.takenAt).to.be.within(stoppedAt - 1_000, frozenAt - FROZEN_MS);
  });

  it('of a picture that the browser does not play any more has the time of that picture, and says so', async () => {
    const camera = await watched('gate', { label: 'Gate' });
    refusePlay(camera, () => true);
    videoOf(camera).pause();
    await reaches(camera, 'blocked');
    const stoppedBy = Date.now();
    await until(() => Date.now() > stoppedBy, 'the clock has gone on');
    const texts = await textsBurned(async () => {
      const file = await camera.snapshot({ caption: true });
      expect(file.isLive).to.equal(false);
      expect(file.takenAt).to.be.at.most(stoppedBy);
      expect(identityOf(await decoded(file))).to.equal('gate');
    });
    expect(texts).to.match(/640×360 {2}· {2}Paused$/);
  });

  it('of a picture that stood still before has the time from which it did, however it is stopped then', async () => {
    const camera = await watched('barn');
    const { channel } = camera;
    const stoppedAt = Date.now();
    await desk('behave', { channel, behaviour: { video: 'freeze' } });
    await reaches(camera, 'frozen');
    const frozenAt = Date.now();
    refusePlay(camera, () => true);
    videoOf(camera).pause();
    await reaches(camera, 'blocked');
    expect((await camera.snapshot()).takenAt).to.be.within(stoppedAt - 1_000, frozenAt - FROZEN_MS);
    camera.pause();
    await reaches(camera, 'idle');
    expect((await camera.snapshot()).takenAt).to.be.within(stoppedAt - 1_000, frozenAt - FROZEN_MS);
  });

  it('of a camera that has shown nothing is refused, with what to do', async () => {
    const camera = addCamera({ channel: await newCamera('barn'), 'token-url': '/api/token' });
    camera.pause();
    const error = await rejection(camera.snapshot());
    expect(error.name).to.equal('InvalidStateError');
    expect(error.message).to.match(/call play\(\)/);
  });

  it('refuses what cannot be', async () => {
    const camera = await watched('loading-dock');
    expect((await rejection(camera.snapshot({ type: 'image/gif' as 'image/png' }))).name).to.equal(
      'TypeError',
    );
    expect((await rejection(camera.snapshot({ quality: 80 }))).name).to.equal('RangeError');
    expect((await rejection(camera.snapshot({ width: 0 }))).name).to.equal('RangeError');
  });
});
