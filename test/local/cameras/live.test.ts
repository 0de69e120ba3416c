import { after, before, describe, it } from 'node:test';
import { IDENTITIES, readStrip } from '../../../local/cameras/index.js';
import { assertColour } from './support/colour.js';
import { Stage } from './support/stage.js';

describe('live camera in Chromium', () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open('chromium');
  });
  after(() => stage.close());

  it('shows a picture of any name and colour with the time in its strip', async (test) => {
    const colour = [40, 60, 60] as const;
    await stage.camera('any', { kind: 'live', picture: { name: 'Cold store 7', colour } });
    await stage.viewer('any', 'any');
    test.diagnostic(`first frame after ${Math.round(await stage.firstFrame('any'))} ms`);
    assertColour((await stage.look('any')).rgb, colour);
    await stage.eventually('a picture that is less than 500 ms old', async () => {
      const { strip, at } = await stage.look('any');
      const sent = readStrip(strip);
      if (sent === undefined) return false;
      const ageMs = (at % 2 ** 32) - sent;
      return ageMs >= 0 && ageMs < 500;
    });
  });

  it('is heard, and hears how loud and how high its viewer talks', async () => {
    const camera = await stage.camera('sound', { kind: 'live', picture: 'barn' });
    await stage.viewer('sound', 'talker', { toneHz: 700 });
    await stage.firstFrame('talker');
    await camera.waitFor(
      ({ viewers: [viewer] }) =>
        (viewer?.heard.loudPackets ?? 0) > 20 &&
        (viewer?.heard.packetsPerSecond ?? 0) > 30 &&
        Math.abs((viewer?.heard.frequencyHz ?? 0) - 700) < 30,
      20_000,
      'half a second of speech at 700 Hz',
    );
    // A busy machine leaves gaps in the sound, and a spectrum with a gap in it is off.
    await stage.eventually(`a tone of ${IDENTITIES.barn.toneHz} Hz to be heard`, async () => {
      const tone = await stage.page.evaluate(() => globalThis.viewers.get('talker')!.tone());
      return Math.abs(tone - IDENTITIES.barn.toneHz) < 12;
    });
    await camera.waitFor(
      ({ viewers: [viewer] }) => viewer?.candidatePairType === 'host/host',
      20_000,
      'the candidate pair in use',
    );
  });

  it('shares one process with a loop camera', async () => {
    await stage.camera('one', { kind: 'loop', picture: 'workshop' });
    await stage.camera('two', { kind: 'live', picture: 'gate' });
    await stage.viewer('one', 'one');
    await stage.viewer('two', 'two');
    await Promise.all([stage.firstFrame('one'), stage.firstFrame('two')]);
    assertColour((await stage.look('one')).rgb, IDENTITIES.workshop.colour);
    assertColour((await stage.look('two')).rgb, IDENTITIES.gate.colour);
  });
});
