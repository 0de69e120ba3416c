import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { IDENTITIES, readStrip } from '../../../local/cameras/index.js';
import { assertColour } from './support/colour.js';
import { Stage } from './support/stage.js';

describe('cameras in Firefox', () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open('firefox');
  });
  after(() => stage.close());

  for (const kind of ['loop', 'live'] as const) {
    it(`shows a ${kind} camera and talks to it`, async (test) => {
      const camera = await stage.camera(kind, { kind, picture: 'loading-dock' });
      await stage.viewer(kind, kind, { microphone: true });
      test.diagnostic(`first frame after ${Math.round(await stage.firstFrame(kind))} ms`);
      assertColour((await stage.look(kind)).rgb, IDENTITIES['loading-dock'].colour);
      await stage.eventually(
        'the strip to be readable',
        async () => readStrip((await stage.look(kind)).strip) !== undefined,
      );
      await camera.waitFor(
        ({ viewers: [viewer] }) => (viewer?.heard.loudPackets ?? 0) > 10,
        20_000,
        'the fake microphone to be heard',
      );
      // Without a sound card Firefox runs no audio graph: packets are all that can be seen of the tone.
      await stage.until(kind, 'viewer.counts().then(({ packets }) => packets > 10)');
      await stage.until(kind, 'viewer.texts.length > 0');
    });
  }

  it('begins the DTLS handshake with a loop camera, whose beginning it would lose', async () => {
    await stage.camera('begin', { kind: 'loop', picture: 'gate' });
    await stage.viewer('begin', 'begin');
    await stage.firstFrame('begin');
    const [answer = ''] = await stage.page.evaluate(() => globalThis.viewers.get('begin')!.answers);
    assert.match(answer, /a=setup:passive/);
  });

  it('gets no picture from a camera that has H.264 only', async () => {
    await stage.camera('h264', { kind: 'loop', picture: 'gate', behaviour: { codecs: ['h264'] } });
    await stage.viewer('h264', 'h264');
    await stage.until('h264', 'viewer.answers.length === 1');
    const [answer = ''] = await stage.page.evaluate(() => globalThis.viewers.get('h264')!.answers);
    assert.match(answer, /m=video[^]*?a=inactive/);
  });
});
