import { expect } from 'chai';
import type { Token, TokenRequest } from '../../src/index.js';
import '../../src/index.js';
import { Census } from './support/census.js';
import { desk, newCamera, seen, viewers, type Identity } from './support/desk.js';
import { ticketFor } from './support/faults.js';
import {
  addCamera,
  clear,
  heard,
  nextError,
  nextFrame,
  paintedIdentity,
  reaches,
  until,
} from './support/page.js';
import { addTalk, Microphones, press, talks } from './support/talk.js';

const hasH264 = (RTCRtpReceiver.getCapabilities('video')?.codecs ?? []).some(
  ({ mimeType }) => mimeType === 'video/H264',
);

/** How real masters differ (fact sheet, section 8). */
const MASTERS: readonly (readonly [string, Identity, object, string])[] = [
  ['trickles its candidates before its answer', 'front-door', { trickle: 'before-answer' }, 'loop'],
  ['never trickles', 'barn', { trickle: 'never' }, 'loop'],
  [
    'writes its keys as the C SDK does, with correlation ids',
    'gate',
    { casing: 'pascal', correlationIds: true },
    'loop',
  ],
  ['takes no sound', 'workshop', { audio: false }, 'loop'],
  ['takes six seconds to answer', 'ward-3', { answerDelayMs: 6_000 }, 'loop'],
  ['encodes while it sends', 'loading-dock', {}, 'live'],
];

describe('a master that', () => {
  afterEach(clear);

  for (const [what, identity, behaviour, kind] of MASTERS) {
    it(`${what} is shown`, async () => {
      const channel = await newCamera(identity, behaviour, kind);
      const camera = addCamera({ channel, 'token-url': '/api/token' });
      await reaches(camera, 'live', 20_000);
      expect(await paintedIdentity(camera)).to.equal(identity);
    });
  }

  it('sends H.264 only is shown, or named as the reason where the browser has none', async () => {
    const channel = await newCamera('front-door', { codecs: ['h264'] });
    const camera = addCamera({ channel, 'token-url': '/api/token' });
    if (hasH264) {
      await reaches(camera, 'live');
      expect(await paintedIdentity(camera)).to.equal('front-door');
    } else {
      expect((await nextError(camera)).code).to.equal('codec-unsupported');
      expect(camera.state).to.equal('failed');
    }
  });

  it('takes a viewer that comes back for the one that has gone is shown to a new one', async () => {
    const channel = await newCamera('gate', { reoffer: 'ignore-while-live', cleanUpMs: 60_000 });
    const camera = addCamera({ channel, 'token-url': '/api/token' });
    await reaches(camera, 'live');
    clear();
    const again = addCamera({ channel, 'token-url': '/api/token' });
    const errors: string[] = [];
    again.addEventListener('kvs-error', ({ code }) => errors.push(code));
    await reaches(again, 'live');
    expect(await paintedIdentity(again)).to.equal('gate');
    const { totals, viewers: now, closed } = (await seen(channel)).camera ?? {};
    expect(totals).to.include({ ignoredOffers: 1, answers: 2 });
    expect(now?.[0]?.clientId).not.to.equal(closed?.[0]?.clientId);
    expect(errors).to.deep.equal([]);
  });

  it('has hung up and ignores the viewer is waited for with the reason, and again under another id', async () => {
    const channel = await newCamera('gate', { reoffer: 'ignore-while-live', cleanUpMs: 60_000 });
    const camera = addCamera({ channel, 'token-url': '/api/token' });
    await reaches(camera, 'live');
    const seenStates: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) =>
      seenStates.push(`${state} ${camera.error?.code}`),
    );
    const ignored = heard(camera, 'kvs-log', ({ entry }) => entry.event === 'ignored');
    await desk('hang-up', { channel });
    await ignored;
    await reaches(camera, 'live');
    expect(seenStates).to.deep.equal(['reconnecting media-lost', 'live undefined']);
  });

  it('closes its data channel and shows on for a moment has hung up when the picture stands', async () => {
    using census = new Census();
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, 'token-url': '/api/token' });
    await reaches(camera, 'live');
    const trouble = heard(camera, 'kvs-log', ({ entry }) => entry.event === 'trouble');
    census.closeDataChannels();
    const closedAt = performance.now();
    // Longer than it takes for the first two looks.
    await until(() => performance.now() - closedAt > 900, 'the picture moved for a while');
    await nextFrame(camera);
    await desk('behave', { channel, behaviour: { video: 'freeze' } });
    expect((await trouble).entry.detail).to.include({ trouble: 'hung-up', recovery: 'reconnect' });
    await desk('behave', { channel, behaviour: { video: 'play' } });
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  it('is asked under an id of the token server’s choice is never thought to ignore it', async () => {
    const channel = await newCamera('barn', { reoffer: 'ignore-while-live', cleanUpMs: 60_000 });
    const getToken = async (request: TokenRequest): Promise<Token> => {
      const ticket = await ticketFor({ ...request, clientId: `${request.clientId}-alice` });
      return { ...ticket, clientId: `${request.clientId}-alice` };
    };
    const camera = addCamera({ channel, 'connect-timeout': '6000' }, { getToken });
    await reaches(camera, 'live');
    const ignored: string[] = [];
    camera.addEventListener('kvs-log', ({ entry }) => entry.event === 'ignored' && ignored.push(entry.event));
    camera.reconnect();
    expect((await nextError(camera)).code).to.equal('camera-offline');
    expect(ignored).to.deep.equal([]);
  });

  it('has answered slowly before is waited for, not taken for one that ignores the viewer', async () => {
    const channel = await newCamera('ward-3', { answerDelayMs: 3_000 });
    const camera = addCamera({ channel, 'token-url': '/api/token' });
    await reaches(camera, 'live');
    camera.reconnect();
    await reaches(camera, 'connecting');
    await reaches(camera, 'live');
    expect((await seen(channel)).camera?.totals).to.include({ offers: 2, answers: 2 });
  });

  it('answers a further offer with a new peer is shown again after reconnect()', async () => {
    const channel = await newCamera('barn', { reoffer: 'new-peer' });
    const camera = addCamera({ channel, 'token-url': '/api/token' });
    await reaches(camera, 'live');
    const reconnecting = reaches(camera, 'connecting');
    camera.reconnect();
    await reconnecting;
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('barn');
    expect((await seen(channel)).camera?.totals.peersOpened).to.equal(2);
  });

  it('answers an ICE restart with a new peer is connected to anew: the talk ends, and it hears again', async () => {
    using microphones = new Microphones();
    using census = new Census();
    const channel = await newCamera('barn', { reoffer: 'new-peer' });
    const { camera, button } = await addTalk(channel);
    press(button);
    await talks(camera, 'on');
    const reasons: (string | null)[] = [];
    camera.addEventListener('kvs-talkchange', ({ reason }) => reasons.push(reason));
    // Or the restart may be called off before it is asked for.
    await desk('behave', { channel, behaviour: { video: 'freeze' } });
    await reaches(camera, 'frozen');
    census.failPeers();
    await talks(camera, 'off');
    await desk('behave', { channel, behaviour: { video: 'play' } });
    expect(reasons).to.deep.equal(['camera-lost']);
    expect(microphones.live).to.equal(0);
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('barn');
    camera.send('light on');
    const messages = async (): Promise<readonly string[]> =>
      (await seen(channel)).camera?.viewers.flatMap((viewer) => viewer.messages) ?? [];
    await until(async () => (await messages()).includes('light on'), 'the camera got the message');
  });
});

describe('candidates that come before the answer', () => {
  let census: Census;
  beforeEach(() => (census = new Census()));
  afterEach(() => {
    clear();
    census[Symbol.dispose]();
  });

  it('are kept and used after it, whether the camera or the service sent them early', async () => {
    const early = await newCamera('front-door', { trickle: 'before-answer' });
    const late = await newCamera('barn');
    await desk('fault', { channel: late, fault: { kind: 'answer-last', candidates: 2, ms: 700 } });
    for (const channel of [early, late]) {
      const before = census.candidatesTaken;
      await reaches(addCamera({ channel, 'token-url': '/api/token' }), 'live');
      expect(census.candidatesTaken - before).to.be.greaterThan(0);
    }
  });
});

describe('a service that', () => {
  afterEach(clear);

  const FAULTS: readonly (readonly [string, object])[] = [
    ['delivers the answer after the candidates', { kind: 'answer-last', candidates: 1, ms: 700 }],
    ['delivers everything twice', { kind: 'duplicate' }],
    ['delivers late and out of order', { kind: 'delay', ms: 100, jitterMs: 200 }],
    ['delivers the last first', { kind: 'reorder', window: 3, ms: 200 }],
  ];
  for (const [what, fault] of FAULTS) {
    it(`${what} does not keep the picture away`, async () => {
      const channel = await newCamera('workshop');
      await desk('fault', { channel, fault });
      const camera = addCamera({ channel, 'token-url': '/api/token' });
      await reaches(camera, 'live');
      expect(await paintedIdentity(camera)).to.equal('workshop');
    });
  }

  const GARBAGE = ['empty', 'not-json', 'unknown-type', 'bad-base64', 'bad-payload', 'binary'];
  const MESSAGES: readonly object[] = [
    ...GARBAGE.map((frame) => ({ kind: 'garbage', role: 'VIEWER', frame })),
    { kind: 'go-away' },
    { kind: 'reconnect-ice-server' },
  ];
  /** What it does, and how many sockets it leaves; a live camera opens no other one. */
  const ACTIONS: readonly (readonly [string, readonly object[], number])[] = [
    ['sends frames that mean nothing, and notices,', MESSAGES, 1],
    ['drops the socket', [{ kind: 'drop', role: 'VIEWER' }], 0],
    ['resets the socket', [{ kind: 'drop', role: 'VIEWER', code: 'reset' }], 0],
  ];
  for (const [what, actions, left] of ACTIONS) {
    it(`${what} while the picture is live does not disturb it`, async () => {
      const channel = await newCamera('loading-dock');
      const camera = addCamera({ channel, 'token-url': '/api/token' });
      await reaches(camera, 'live');
      const states: string[] = [];
      camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
      for (const action of actions) {
        // An action that finds no socket is silent.
        expect((await seen(channel)).viewers).to.have.length(1);
        await desk('act', { channel, action });
        await nextFrame(camera);
      }
      await viewers(channel, left);
      await nextFrame(camera);
      expect(states).to.deep.equal([]);
      expect(await paintedIdentity(camera)).to.equal('loading-dock');
    });
  }
});
