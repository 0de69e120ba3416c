import { expect } from 'chai';
import { sessions } from '../../src/core/index.js';
import { KvsError, type KvsCamera, type Token, type TokenRequest } from '../../src/index.js';
import { desk, newCamera } from './support/desk.js';
import { ticketFor } from './support/faults.js';
import { addCamera, clear, heard, nextFrame, paintedIdentity, reaches } from './support/page.js';
import { addGrid } from './support/wall.js';

const tokenUrl = { 'token-url': '/api/token' };

const allocations = async (channel: string): Promise<number> =>
  (await desk<{ allocations: number }>('channel', { channel })).allocations;

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function relayed(
  behaviour: object = {},
  kind = 'live',
  attributes: Readonly<Record<string, string>> = {},
): Promise<{ channel: string; camera: KvsCamera }> {
  const channel = await newCamera('workshop', behaviour, kind);
  const camera = addCamera({ channel, ...tokenUrl, transport: 'relay', ...attributes });
  await reaches(camera, 'live', 20_000);
  await nextFrame(camera);
  return { channel, camera };
}

describe('a relayed camera', () => {
  afterEach(clear);

  it('says that it is relayed, and the TURN server knows it', async () => {
    const channel = await newCamera('workshop', {}, 'live');
    const camera = addCamera({ channel, ...tokenUrl, transport: 'relay' });
    const { path } = await heard(camera, 'kvs-firstframe', () => true, 20_000);
    expect(path).to.equal('relayed');
    expect(camera.matches(':state(relayed)')).to.equal(true);
    expect(await paintedIdentity(camera)).to.equal('workshop');
    expect(await allocations(channel)).to.be.greaterThan(0);
  });

  it('is one whose grid says so', async () => {
    const channel = await newCamera('workshop', {}, 'live');
    const [camera] = addGrid({ transport: 'relay' }, {}, [channel]).getElementsByTagName('kvs-camera');
    expect((await heard(camera!, 'kvs-firstframe', () => true, 20_000)).path).to.equal('relayed');
    expect(await allocations(channel)).to.be.greaterThan(0);
  });

  it('takes another path when the service retires its relay, without a new peer', async () => {
    const { channel, camera } = await relayed({ reoffer: 'renegotiate' });
    const states: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    const stream = camera.srcObject;
    const restarted = heard(camera, 'kvs-log', ({ entry }) => entry.event === 'restarted');
    await desk('act', { channel, action: { kind: 'reconnect-ice-server' } });
    await restarted;
    expect(await paintedIdentity(camera)).to.equal('workshop');
    expect(camera.srcObject).to.equal(stream);
    expect(states).to.deep.equal([]);
  });

  it('gets a new peer where its camera does not follow a restart', async () => {
    const { channel, camera } = await relayed();
    const stream = camera.srcObject;
    const refused = heard(camera, 'kvs-log', ({ entry }) => entry.event === 'restart-failed');
    await desk('behave', { channel, behaviour: { answers: 'never' } });
    await desk('act', { channel, action: { kind: 'reconnect-ice-server' } });
    await refused;
    const reconnecting = reaches(camera, 'reconnecting');
    await desk('behave', { channel, behaviour: { answers: 'always' } });
    await reconnecting;
    await reaches(camera, 'live', 30_000);
    expect(await paintedIdentity(camera)).to.equal('workshop');
    expect(camera.srcObject).not.to.equal(stream);
  });

  it('goes on when its relay is to be replaced and no token is to be had', async () => {
    let refused = 0;
    const channel = await newCamera('workshop', { reoffer: 'renegotiate' }, 'live');
    const getToken = async (request: TokenRequest): Promise<Token> => {
      if (request.reason === 'connect') return ticketFor(request);
      refused += 1;
      throw new KvsError('token-failed', 'The server starts anew');
    };
    const camera = addCamera({ channel, transport: 'relay' }, { getToken });
    await reaches(camera, 'live', 20_000);
    await nextFrame(camera);
    const states: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    const failed = heard(camera, 'kvs-log', ({ entry }) => entry.event === 'restart-failed');
    await desk('act', { channel, action: { kind: 'reconnect-ice-server' } });
    await failed;
    for (let frame = 0; frame < 30; frame += 1) await nextFrame(camera);
    expect([states, refused]).to.deep.equal([[], 1]);
  });

  it('is taken out at whatever moment of a restart, and nothing is left unhandled', async () => {
    const unhandled: unknown[] = [];
    const note = (event: PromiseRejectionEvent): void => {
      event.preventDefault();
      unhandled.push(event.reason);
    };
    window.addEventListener('unhandledrejection', note);
    /** Ends a session so many microtasks after the token of its restart has come. */
    const takenOutAfter = async (turns: number): Promise<void> => {
      const channel = await newCamera('workshop');
      let taken = (): void => {};
      const isTaken = new Promise<void>((resolve) => (taken = resolve));
      const getToken = async (request: TokenRequest): Promise<Token> => {
        const ticket = await ticketFor(request);
        if (request.reason === 'ice-refresh')
          void (async () => {
            for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
            sessions.reset(channel);
            taken();
          })();
        return ticket;
      };
      const camera = addCamera({ channel, transport: 'relay', loading: 'eager' }, { getToken });
      await reaches(camera, 'live', 20_000);
      await desk('act', { channel, action: { kind: 'reconnect-ice-server' } });
      await isTaken;
      camera.remove();
    };
    try {
      await Promise.all(Array.from({ length: 12 }, (_, turns) => takenOutAfter(turns)));
      await nextTask();
    } finally {
      window.removeEventListener('unhandledrejection', note);
    }
    expect(unhandled).to.deep.equal([]);
  });

  it('shows that its picture stands still while the relay is cut, and goes on when it is back', async () => {
    const { camera } = await relayed();
    const { getStats } = RTCRtpReceiver.prototype;
    let looks = 0;
    await desk('cut-relay');
    try {
      // Looked at once a second: with the last pictures once or twice, then without for three looks.
      RTCRtpReceiver.prototype.getStats = function () {
        looks += 1;
        return getStats.call(this);
      };
      await reaches(camera, 'frozen');
      expect(looks).to.be.at.most(5);
      await camera.updateComplete;
      expect(camera.shadowRoot?.querySelector('.age')?.textContent).to.match(/^for \d+ sec$/);
      expect(getComputedStyle(camera.shadowRoot!.querySelector('video')!).filter).to.match(/grayscale/);
    } finally {
      RTCRtpReceiver.prototype.getStats = getStats;
      await desk('restore-relay');
    }
    await reaches(camera, 'live', 12_000);
    expect(await paintedIdentity(camera)).to.equal('workshop');
  });

  it('shows its picture without a break on a path that loses every twentieth packet', async function () {
    this.timeout(60_000);
    // Where a browser takes no retransmissions, that is so on every third connection.
    const all = await Promise.all(Array.from({ length: 6 }, () => relayed({}, 'live', { loading: 'eager' })));
    const states: string[] = [];
    for (const { camera } of all)
      camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    const shape = (path: object): Promise<{ lost: number }> => desk('shape-relay', path);
    const before = await shape({ toClient: { lossRate: 0.05 } });
    let after = before;
    try {
      const frames = all.map(async ({ camera }) => {
        for (let frame = 0; frame < 60; frame += 1) await nextFrame(camera);
      });
      await Promise.all(frames);
    } finally {
      after = await shape({});
    }
    expect(after.lost - before.lost).to.be.greaterThan(all.length * 5);
    expect(states).to.deep.equal([]);
  });

  it('is not relayed where the transport is direct', async () => {
    const channel = await newCamera('barn');
    const camera = addCamera({ channel, ...tokenUrl, transport: 'direct' });
    const { path } = await heard(camera, 'kvs-firstframe');
    expect(path).to.equal('direct');
    expect(camera.matches(':state(relayed)')).to.equal(false);
  });
});
