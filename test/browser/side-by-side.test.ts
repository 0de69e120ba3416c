import { expect } from 'chai';
import { KvsError, type TokenRequest } from '../../src/index.js';
import { desk, newCamera, newName, seen, viewers } from './support/desk.js';
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

const tokenUrl = { 'token-url': '/api/token' };

describe('two cameras side by side', () => {
  afterEach(clear);

  it('do not mix up their pictures', async () => {
    const [first, second] = await Promise.all([newCamera('front-door'), newCamera('gate')]);
    const cameras = [first, second].map((channel) => addCamera({ channel, ...tokenUrl }));
    await Promise.all(cameras.map((camera) => reaches(camera, 'live')));
    expect(await Promise.all(cameras.map(paintedIdentity))).to.deep.equal(['front-door', 'gate']);
  });

  it('one fails and loses its socket and its peer, and the other does not blink', async () => {
    const [good, bad] = await Promise.all([newCamera('barn'), newCamera('workshop')]);
    const steady = addCamera({ channel: good, ...tokenUrl });
    const broken = addCamera({ channel: bad, ...tokenUrl });
    await Promise.all([reaches(steady, 'live'), reaches(broken, 'live')]);
    const blinks: string[] = [];
    steady.addEventListener('kvs-statechange', ({ state }) => blinks.push(state));
    const before = (await nextFrame(steady)).presentedFrames;

    const error = nextError(broken);
    await desk('delete-channel', { channel: bad });
    await desk('remove-camera', { channel: bad });
    expect((await error).code).to.be.oneOf(['media-lost', 'ice-failed']);

    expect(blinks).to.deep.equal([]);
    expect(await paintedIdentity(steady)).to.equal('barn');
    expect((await nextFrame(steady)).presentedFrames).to.be.greaterThan(before);
    expect((await seen(good)).connects.viewer).to.equal(1);
  });

  it('one that cannot connect leaves the other alone', async () => {
    const good = await newCamera('ward-3');
    const camera = addCamera({ channel: good, ...tokenUrl });
    const lost = addCamera({ channel: newName('nowhere'), ...tokenUrl });
    expect((await nextError(lost)).code).to.equal('channel-not-found');
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('ward-3');
    expect(lost.state).to.equal('failed');
  });

  it('on one channel are brought back when a page has stopped their tracks', async () => {
    const channel = await newCamera('gate');
    const cameras = [addCamera({ channel, ...tokenUrl }), addCamera({ channel, ...tokenUrl })];
    await Promise.all(cameras.map((camera) => reaches(camera, 'live')));
    await Promise.all(cameras.map((camera) => nextFrame(camera)));
    const frozen = Promise.all(cameras.map((camera) => reaches(camera, 'frozen')));
    // As pages clean up after a <video> of their own.
    for (const track of (cameras[0]!.srcObject as MediaStream).getTracks()) track.stop();
    await frozen;
    await Promise.all(cameras.map((camera) => reaches(camera, 'live')));
    expect(await Promise.all(cameras.map(paintedIdentity))).to.deep.equal(['gate', 'gate']);
  });

  it('on one channel share one connection', async () => {
    const channel = await newCamera('loading-dock');
    const first = addCamera({ channel, ...tokenUrl });
    await reaches(first, 'live');
    expect(first.matches(':state(shared)')).to.equal(false);
    const second = addCamera({ channel, ...tokenUrl });
    await reaches(second, 'live');
    expect(await paintedIdentity(second)).to.equal('loading-dock');
    expect(second.srcObject).to.equal(first.srcObject);
    for (const camera of [first, second]) expect(camera.matches(':state(shared)')).to.equal(true);
    expect((await seen(channel)).connects.viewer).to.equal(1);
    first.remove();
    for (const camera of [first, second]) expect(camera.matches(':state(shared)')).to.equal(false);
    await nextFrame(second);
    expect((await viewers(channel, 1)).viewers).to.have.length(1);
    second.remove();
    await viewers(channel, 0);
  });

  for (const [name, source] of [
    ['has no token source', {}],
    ['has one that fails', { 'token-url': '/nowhere' }],
  ] as const)
    it(`on one channel are shown with the tokens of the second where the first ${name}`, async () => {
      const channel = await newCamera('loading-dock');
      const first = addCamera({ channel, ...source });
      const second = addCamera({ channel, ...tokenUrl });
      await Promise.all([reaches(first, 'live'), reaches(second, 'live')]);
      expect(await paintedIdentity(first)).to.equal('loading-dock');
      expect((await seen(channel)).connects.viewer).to.equal(1);
    });

  it('on one channel leave a token server alone that wants to be', async () => {
    const channel = newName('busy');
    let calls = 0;
    const getToken = (): Promise<never> => {
      calls += 1;
      return Promise.reject(new KvsError('token-failed', 'Later', { retryAfterMs: 60_000 }));
    };
    const cameras = [1, 2].map(() => addCamera({ channel }, { getToken: () => getToken() }));
    await until(() => cameras.every(({ error }) => error !== null), 'all have heard of it');
    // Another source would be asked in the next task.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(calls).to.equal(1);
  });

  it('leave a token server alone that wants to be, though a page renders anew and another element comes', async () => {
    const channel = newName('busy');
    let calls = 0;
    const source = () => (): Promise<never> => {
      calls += 1;
      return Promise.reject(new KvsError('token-failed', 'Later', { retryAfterMs: 60_000 }));
    };
    const camera = addCamera({ channel }, { getToken: source() });
    await nextError(camera);
    camera.getToken = source();
    await camera.updateComplete;
    const other = addCamera({ channel }, { getToken: source() });
    await until(() => other.error !== null, 'the other has heard of it');
    // They would be asked in the next task.
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(calls).to.equal(1);
  });

  it('on one channel ask for no token in a storm where nobody has a good one', async () => {
    const channel = newName('refused');
    let calls = 0;
    const getToken = (): Promise<never> => {
      calls += 1;
      return Promise.reject(new Error('not today'));
    };
    const { random } = Math;
    // Else as many tries as there may be in a storm may be due by chance.
    Math.random = () => 0.99;
    const cameras = [1, 2, 3].map(() => addCamera({ channel }, { getToken: () => getToken() }));
    try {
      await until(() => cameras.every(({ error }) => error !== null), 'all have heard of it');
      await new Promise((resolve) => setTimeout(resolve, 2_500));
    } finally {
      Math.random = random;
    }
    expect(calls).to.be.within(2, 5);
    expect(cameras[0]?.error?.code).to.equal('token-failed');
  });

  it('on one channel talk through the element that may, and not through one for viewing only', async () => {
    const channel = await newCamera('barn');
    const talking = addCamera({ channel, ...tokenUrl });
    await reaches(talking, 'live');
    const viewing = addCamera({ channel, ...tokenUrl, 'view-only': true });
    await reaches(viewing, 'live');
    expect([talking.canTalk, viewing.canTalk]).to.deep.equal([true, false]);
    const refused = await viewing.startTalk().catch((error: unknown) => error);
    expect(refused).to.have.property('code', 'no-return-audio');
    expect(talking.talk.phase).to.equal('off');
  });

  it('on one channel by two names watch it as two viewers', async () => {
    const channel = await newCamera('gate');
    const first = addCamera({ channel, ...tokenUrl });
    const second = addCamera({ channel, region: 'us-west-2', ...tokenUrl });
    await Promise.all([reaches(first, 'live'), reaches(second, 'live')]);
    const { viewers: watching, connects } = await viewers(channel, 2);
    expect(new Set(watching.map(({ clientId }) => clientId)).size).to.equal(2);
    await Promise.all([nextFrame(first), nextFrame(second)]);
    expect(connects.viewer).to.equal(2);
  });

  it('on one channel are shown by the tokens of the one that stays', async () => {
    const channel = await newCamera('gate');
    const asked: string[] = [];
    const by = (name: string) => (request: TokenRequest) => {
      asked.push(name);
      return ticketFor(request);
    };
    const first = addCamera({ channel }, { getToken: by('first') });
    await reaches(first, 'live');
    const second = addCamera({ channel }, { getToken: by('second') });
    await reaches(second, 'live');
    first.remove();
    second.reconnect();
    await heard(second, 'kvs-firstframe');
    expect(asked).to.deep.equal(['first', 'second']);
  });

  it('on one channel need not wait for the tokens of the one that has no right', async () => {
    const channel = await newCamera('gate');
    const refused = addCamera({ channel }, { getToken: () => Promise.reject(new Error('not today')) });
    await reaches(refused, 'reconnecting');
    const right = addCamera({ channel }, { getToken: ticketFor });
    await Promise.all([reaches(right, 'live'), reaches(refused, 'live')]);
  });

  it('one whose offer is unanswered comes as somebody new, whatever the other was answered', async () => {
    const silent = await newCamera('gate', { answers: 'never' });
    const camera = addCamera({ channel: silent, ...tokenUrl });
    await heard(camera, 'kvs-log', ({ entry }) => entry.event === 'offer');
    const [before] = (await viewers(silent, 1)).viewers;
    const other = addCamera({ channel: await newCamera('barn'), ...tokenUrl });
    await reaches(other, 'live');
    camera.reconnect();
    await heard(camera, 'kvs-log', ({ entry }) => entry.event === 'offer');
    const after = (await viewers(silent, 1)).viewers.map(({ clientId }) => clientId);
    expect(after).to.deep.equal([`${before?.clientId}-1`]);
  });
});
