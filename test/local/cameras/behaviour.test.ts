import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { IDENTITIES } from '../../../local/cameras/index.js';
import type { Camera } from '../../../local/cameras/index.js';
import { assertColour } from './support/colour.js';
import { Stage } from './support/stage.js';
import type { TestCamera } from './support/stage.js';

const KINDS = ['loop', 'live'] as const;

for (const kind of KINDS) {
  describe(`behaviour of a ${kind} camera`, () => {
    let stage: Stage;
    before(async () => {
      stage = await Stage.open('chromium');
    });
    afterEach(() => stage.clear());
    after(() => stage.close());

    const start = (name: string, behaviour: TestCamera['behaviour'] = {}): Promise<Camera> =>
      stage.camera(name, { kind, picture: 'front-door', behaviour });
    const seen = (id: string): Promise<string[]> =>
      stage.page.evaluate((name) => globalThis.viewers.get(name)!.seen, id);
    const answers = (id: string): Promise<string[]> =>
      stage.page.evaluate((name) => globalThis.viewers.get(name)!.answers, id);
    const offerAgain = (id: string, options: RTCOfferOptions = {}): Promise<void> =>
      stage.page.evaluate((name, how) => globalThis.viewers.get(name)!.offer(how), id, options);

    it('answers late', async () => {
      await start('late', { answerDelayMs: 600 });
      await stage.viewer('late', 'late');
      assert.ok((await stage.firstFrame('late')) >= 600);
    });

    it('stays silent when told never to answer', async () => {
      const camera = await start('never', { answers: 'never' });
      await stage.viewer('never', 'never');
      const { totals } = await camera.waitFor(({ totals: { offers } }) => offers === 1, 20_000, 'the offer');
      assert.equal(totals.ignoredOffers, 1);
      assert.deepEqual(await seen('never'), []);
    });

    it('answers the first offer only', async () => {
      const camera = await start('once', { answers: 'first-only' });
      await stage.viewer('once', 'one');
      await stage.firstFrame('one');
      await stage.viewer('once', 'two');
      await camera.waitFor(
        ({ totals }) => totals.ignoredOffers === 1,
        20_000,
        'the second offer to be ignored',
      );
      camera.behave({ answers: 'first-only' });
      await stage.viewer('once', 'three');
      await stage.firstFrame('three');
    });

    it('puts all candidates into the answer when it does not trickle', async () => {
      await start('full', { trickle: 'never' });
      await stage.viewer('full', 'full');
      await stage.firstFrame('full');
      assert.deepEqual(await seen('full'), ['SDP_ANSWER']);
      assert.match((await answers('full'))[0] ?? '', /a=candidate:/);
    });

    it('sends candidates before the answer', async () => {
      await start('early', { trickle: 'before-answer' });
      await stage.viewer('early', 'early');
      await stage.firstFrame('early');
      const types = await seen('early');
      assert.equal(types[0], 'ICE_CANDIDATE');
      assert.equal(types.at(-1), 'SDP_ANSWER');
    });

    it('drops the offers of more viewers than it takes', async () => {
      const camera = await start('full-house', { maxViewers: 1 });
      await stage.viewer('full-house', 'in');
      await stage.firstFrame('in');
      await stage.viewer('full-house', 'out');
      const report = await camera.waitFor(
        ({ totals }) => totals.ignoredOffers === 1,
        20_000,
        'the second offer',
      );
      assert.deepEqual(
        report.viewers.map(({ clientId }) => clientId),
        ['in'],
      );
    });

    it('refuses sound with an inactive section', async () => {
      await start('mute', { audio: false });
      await stage.viewer('mute', 'mute', { toneHz: 500 });
      await stage.firstFrame('mute');
      assert.match((await answers('mute'))[0] ?? '', /m=audio[^]*a=inactive/);
    });

    it('freezes and goes on', async () => {
      const camera = await start('freeze');
      await stage.viewer('freeze', 'freeze');
      await stage.firstFrame('freeze');
      camera.behave({ video: 'freeze' });
      const frozen = await settledFrames(stage, 'freeze');
      camera.behave({ video: 'play' });
      await stage.page.waitForFunction(
        async (before) => (await globalThis.viewers.get('freeze')!.counts()).frames > before + 3,
        { timeout: 20_000, polling: 50 },
        frozen.frames,
      );
    });

    it('cannot be reached without candidates', async () => {
      const camera = await start('lost', { dropCandidates: true });
      await stage.viewer('lost', 'lost');
      await camera.waitFor(({ totals }) => totals.answers === 1, 20_000, 'the answer');
      await stage.until('lost', 'viewer.answers.length === 1');
      assert.ok(!(await answers('lost'))[0]?.includes('a=candidate'));
      assert.deepEqual(await seen('lost'), ['SDP_ANSWER']);
      assert.notEqual(camera.report().viewers[0]?.state, 'connected');
    });

    it('answers a further offer from a new peer', async () => {
      const camera = await start('again', { reoffer: 'new-peer' });
      await stage.viewer('again', 'again');
      await stage.firstFrame('again');
      await offerAgain('again', { iceRestart: true });
      await stage.until('again', 'viewer.answers.length === 2');
      const [one, two] = (await answers('again')).map(fingerprint);
      assert.notEqual(one, two);
      assert.equal(camera.report().totals.peersOpened, 2);
      assert.equal(camera.report().viewers[0]?.offers, 2);
    });

    it('ignores a further offer while the first connection lives', async () => {
      const camera = await start('deaf', { reoffer: 'ignore-while-live' });
      await stage.viewer('deaf', 'deaf');
      await stage.firstFrame('deaf');
      await offerAgain('deaf', { iceRestart: true });
      await camera.waitFor(
        ({ totals }) => totals.ignoredOffers === 1,
        20_000,
        'the second offer to be ignored',
      );
    });

    it('ignores it until its clean-up has come by, and answers somebody new', async () => {
      const camera = await start('slow-to-clear', { reoffer: 'ignore-while-live', cleanUpMs: 60_000 });
      await stage.viewer('slow-to-clear', 'gone');
      await stage.firstFrame('gone');
      camera.hangUp();
      await stage.viewer('slow-to-clear', 'gone');
      await camera.waitFor(({ totals }) => totals.ignoredOffers === 1, 20_000, 'the offer to be ignored');
      await stage.viewer('slow-to-clear', 'new');
      await stage.firstFrame('new');
    });

    it('survives an offer that makes no sense, and says why it did not answer', async (context) => {
      const { mock } = context.mock.method(console, 'error', () => {});
      const camera = await start('robust');
      await stage.viewer('robust', 'good');
      await stage.firstFrame('good');
      for (const sdp of [
        '',
        'nonsense',
        'v=0\r\nm=video 9 X 1\r\n',
        'v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n',
      ]) {
        const { badOffers, answers } = camera.report().totals;
        await stage.page.evaluate(
          (bad) => globalThis.viewers.get('good')!.send('SDP_OFFER', { type: 'offer', sdp: bad }),
          sdp,
        );
        // One after the other: a newer offer takes the place of one that is not read yet.
        await camera.waitFor(
          ({ totals }) => totals.badOffers + totals.answers > badOffers + answers,
          20_000,
          'the bad offer to be read',
        );
      }
      const said = mock.calls.map(({ arguments: [words] }) => String(words));
      assert.equal(said.length, camera.report().totals.badOffers);
      for (const words of said) {
        assert.match(words, /^The camera could not answer good: \w*Error: ./);
        assert.doesNotMatch(words, /[\r\n]|\b[amv]=/);
      }
      await stage.viewer('robust', 'next');
      await stage.firstFrame('next');
    });

    it('hangs up politely', async () => {
      const camera = await start('bye');
      await stage.viewer('bye', 'bye');
      await stage.firstFrame('bye');
      await stage.until('bye', 'viewer.texts.length > 0');
      camera.hangUp('bye');
      await stage.until('bye', 'viewer.closes > 0');
      assert.equal(camera.report().viewers.length, 0);
    });

    it('is gone while offline and comes back', async () => {
      const camera = await start('cut');
      await stage.viewer('cut', 'before');
      await stage.firstFrame('before');
      camera.behave({ offline: true });
      await stage.service.waitFor(
        'cut',
        ({ masterConnected }) => !masterConnected,
        20_000,
        'the master to be gone',
      );
      assert.deepEqual(camera.report().viewers, []);
      camera.behave({ offline: false });
      await camera.waitFor(({ connected }) => connected, 20_000, 'the camera to come back');
      await stage.viewer('cut', 'after');
      await stage.firstFrame('after');
      assertColour((await stage.look('after')).rgb, IDENTITIES['front-door'].colour);
    });
  });
}

describe('behaviour only a live camera has', () => {
  let stage: Stage;
  before(async () => {
    stage = await Stage.open('chromium');
  });
  after(() => stage.close());

  it('restarts ICE on the same peer', async () => {
    const camera = await stage.camera('ice', {
      kind: 'live',
      picture: 'gate',
      behaviour: { reoffer: 'renegotiate' },
    });
    await stage.viewer('ice', 'ice');
    await stage.firstFrame('ice');
    await stage.page.evaluate(() => globalThis.viewers.get('ice')!.offer({ iceRestart: true }));
    await stage.until('ice', 'viewer.answers.length === 2 && viewer.pc.signalingState === "stable"');
    const sdps = await stage.page.evaluate(() => globalThis.viewers.get('ice')!.answers);
    const [one, two] = sdps.map(fingerprint);
    assert.equal(one, two);
    assert.equal(camera.report().totals.peersOpened, 1);
    const before = await stage.counts('ice');
    await stage.page.waitForFunction(
      async (frames) => (await globalThis.viewers.get('ice')!.counts()).frames > frames + 3,
      { timeout: 20_000, polling: 50 },
      before.frames,
    );
  });

  it('refuses codecs it does not have', async () => {
    const camera = await stage.camera('codecs', { kind: 'live', picture: 'gate' });
    assert.throws(() => camera.behave({ codecs: ['h264'] }), /vp8 only/);
  });
});

function fingerprint(sdp: string): string | undefined {
  return /a=fingerprint:(.*)/.exec(sdp)?.[1];
}

/** The counts once no frame came for a while though sound went on. */
async function settledFrames(stage: Stage, id: string): Promise<{ frames: number; packets: number }> {
  let last = await stage.counts(id);
  for (let round = 0; round < 20; round += 1) {
    await stage.page.waitForFunction(
      async (name, packets) => (await globalThis.viewers.get(name)!.counts()).packets > packets + 20,
      { timeout: 20_000, polling: 50 },
      id,
      last.packets,
    );
    const next = await stage.counts(id);
    if (next.frames === last.frames) return next;
    last = next;
  }
  throw new Error('the picture never stood still');
}
