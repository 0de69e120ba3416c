import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { GREETING, IDENTITIES, readStrip, VIDEO } from '../../../local/cameras/index.js';
import type { CameraReport, Identity } from '../../../local/cameras/index.js';
import { assertColour } from './support/colour.js';
import { Stage } from './support/stage.js';

describe('loop camera in Chromium', () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open('chromium');
  });
  after(() => stage.close());

  for (const identity of Object.keys(IDENTITIES) as Identity[]) {
    for (const codec of ['vp8', 'h264'] as const) {
      it(`shows ${identity} in ${codec}`, async (test) => {
        const id = `${identity}-${codec}`;
        const camera = await stage.camera(id, {
          kind: 'loop',
          picture: identity,
          behaviour: { codecs: [codec] },
        });
        await stage.viewer(id, id);
        test.diagnostic(`first frame after ${Math.round(await stage.firstFrame(id))} ms`);
        assertColour((await stage.look(id)).rgb, IDENTITIES[identity].colour);
        assert.equal(camera.report().viewers[0]?.codec, codec);
        await stage.leave(id);
        await camera.stop();
      });
    }
  }

  it('tells in the strip which frame it is', async () => {
    await stage.camera('strip', { kind: 'loop', picture: 'gate' });
    await stage.viewer('strip', 'strip');
    await stage.firstFrame('strip');
    await stage.eventually('the picture to catch up with the clock', async () => {
      const { strip, at } = await stage.look('strip');
      const shown = readStrip(strip);
      if (shown === undefined) return false;
      const due = Math.floor((at * VIDEO.framesPerSecond) / 1000) % 900;
      return (due - shown + 900) % 900 <= 4;
    });
  });

  it('shows two viewers the same moment', async () => {
    await stage.camera('pair', { kind: 'loop', picture: 'barn' });
    await stage.viewer('pair', 'first');
    await stage.viewer('pair', 'second');
    await Promise.all([stage.firstFrame('first'), stage.firstFrame('second')]);
    // The first pictures are the burst since the last key frame, shown faster than they were taken.
    await stage.eventually('both to show the same moment', async () => {
      const [one, two] = (await stage.looks('first', 'second')).map(({ strip }) => readStrip(strip));
      return one !== undefined && two !== undefined && Math.abs(one - two) <= 4;
    });
  });

  it('is heard, hears a talking viewer, and greets on the data channel', async () => {
    const camera = await stage.camera('sound', { kind: 'loop', picture: 'workshop' });
    await stage.viewer('sound', 'talker', { toneHz: 500 });
    await stage.viewer('sound', 'listener');
    const report = await camera.waitFor(
      ({ viewers }) =>
        viewers.length === 2 &&
        viewers.some(({ heard }) => heard.loudPackets > 20 && heard.packetsPerSecond > 40),
      20_000,
      'both viewers and half a second of speech',
    );
    const [talker, listener] = report.viewers;
    assert.ok((talker?.heard.levelDb ?? -127) > -20, `level ${talker?.heard.levelDb}`);
    assert.equal(listener?.heard.packets, 0);
    await stage.eventually(`a tone of ${IDENTITIES.workshop.toneHz} Hz to be heard`, async () => {
      const tone = await stage.page.evaluate(() => globalThis.viewers.get('talker')!.tone());
      return Math.abs(tone - IDENTITIES.workshop.toneHz) < 12;
    });
    // Whoever has been greeted can be spoken to.
    await Promise.all(['talker', 'listener'].map((id) => stage.until(id, 'viewer.texts.length > 0')));
    assert.equal(camera.say('who is there?'), 2);
    await stage.until('talker', 'viewer.texts.includes("who is there?")');
    assert.equal(await stage.page.evaluate(() => globalThis.viewers.get('talker')!.texts[0]), GREETING);
    const { viewers } = await camera.waitFor(
      ({ viewers: [first] }) => (first?.messages.length ?? 0) > 0,
      20_000,
      'the first message',
    );
    assert.deepEqual(viewers[0]?.messages, ['hello of talker']);
  });

  it('tells which of two viewers talks how high', async () => {
    const camera = await stage.camera('choir', { kind: 'loop', picture: 'barn' });
    await stage.viewer('choir', 'low', { toneHz: 400 });
    await stage.viewer('choir', 'high', { toneHz: 900 });
    const toneOf = (report: CameraReport, clientId: string): number =>
      report.viewers.find((viewer) => viewer.clientId === clientId)?.heard.frequencyHz ?? 0;
    await camera.waitFor(
      (report) => Math.abs(toneOf(report, 'low') - 400) < 15 && Math.abs(toneOf(report, 'high') - 900) < 15,
      20_000,
      'both tones to be heard',
    );
  });

  it('forgets a viewer that left', async () => {
    const camera = await stage.camera('leaver', { kind: 'loop', picture: 'gate' });
    await stage.viewer('leaver', 'leaver');
    await stage.firstFrame('leaver');
    await stage.leave('leaver');
    const report = await camera.waitFor(
      ({ viewers }) => viewers.length === 0,
      20_000,
      'the viewer to be gone',
    );
    assert.equal(report.closed[0]?.clientId, 'leaver');
    assert.equal(report.totals.peersClosed, report.totals.peersOpened);
  });
});
