import { expect } from 'chai';
import '../../src/index.js';
import { formatReport } from '../../src/core/index.js';
import { desk, newCamera, seen, viewers } from './support/desk.js';
import { Census } from './support/census.js';
import { addCamera, clear, heard, nextFrame, paintedIdentity, reaches, until } from './support/page.js';

const tokenUrl = { 'token-url': '/api/token' };
const tell = (target: EventTarget, type: string): boolean => target.dispatchEvent(new Event(type));

describe('a page', () => {
  afterEach(clear);

  for (const [what, target, away, back] of [
    ['that is put into the back/forward cache', window, 'pagehide', 'pageshow'],
    ['that the browser freezes', document, 'freeze', 'resume'],
  ] as const) {
    it(`${what} gives everything back, and returns live`, async () => {
      const census = new Census();
      const channel = await newCamera('front-door');
      const camera = addCamera({ channel, ...tokenUrl });
      await reaches(camera, 'live');
      tell(target, away);
      expect(census.open).to.deep.include({ peers: 0, sockets: 0, tracks: 0 });
      expect(camera.state).to.equal('connecting');
      await viewers(channel, 0);
      tell(target, back);
      await reaches(camera, 'live');
      expect(await paintedIdentity(camera)).to.equal('front-door');
      expect((await seen(channel)).viewers).to.have.length(1);
      census[Symbol.dispose]();
    });
  }

  it('that is hidden gives its connection back after a while, and returns live', async () => {
    const channel = await newCamera('loading-dock');
    const camera = addCamera({ channel, ...tokenUrl, 'unload-delay': '150' });
    await reaches(camera, 'live');
    Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    try {
      tell(document, 'visibilitychange');
      await viewers(channel, 0);
      expect(camera.state).to.equal('idle');
    } finally {
      Reflect.deleteProperty(document, 'visibilityState');
    }
    tell(document, 'visibilitychange');
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('loading-dock');
  });

  for (const [what, target, type] of [
    ['that has a network again', window, 'online'],
    ['that is looked at again', document, 'visibilitychange'],
  ] as const) {
    it(`${what} tries at once`, async () => {
      const { random } = Math;
      // Else the next try may be due just then anyway.
      Math.random = () => 0.99;
      try {
        const channel = await newCamera('gate', { answers: 'never' });
        const camera = addCamera({ channel, ...tokenUrl, 'connect-timeout': '3000' });
        const { retryAt } = await heard(camera, 'kvs-statechange', ({ state }) => state === 'offline');
        const again = heard(camera, 'kvs-log', ({ entry }) => entry.event === 'connecting', 1_500);
        expect(retryAt! - Date.now()).to.be.greaterThan(1_500);
        tell(target, type);
        await again;
      } finally {
        Math.random = random;
      }
    });
  }

  it('that changes its network begins anew what was asked by the one before', async () => {
    const channel = await newCamera('gate', { answers: 'never' });
    const camera = addCamera({ channel, ...tokenUrl });
    await until(async () => (await seen(channel)).camera?.totals.offers === 1, 'the camera has the offer');
    await desk('behave', { channel, behaviour: { answers: 'always' } });
    tell(window, 'online');
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  it('that is on another network leaves alone what works', async () => {
    const channel = await newCamera('barn');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    await nextFrame(camera);
    const trouble = heard(camera, 'kvs-log', ({ entry }) => entry.event === 'trouble');
    tell(window, 'online');
    expect((await trouble).entry.detail).to.deep.equal({ trouble: 'network-changed', recovery: 'carry-on' });
    expect(camera.state).to.equal('live');
  });

  it('that moves an element with moveBefore keeps its picture', async function () {
    if (!('moveBefore' in Element.prototype)) this.skip();
    const channel = await newCamera('ward-3');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    const states: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    const section = document.body.appendChild(document.createElement('section'));
    (section as Element & { moveBefore(node: Node, before: Node | null): void }).moveBefore(camera, null);
    expect(await paintedIdentity(camera)).to.equal('ward-3');
    expect(states).to.deep.equal([]);
    expect((await seen(channel)).connects.viewer).to.equal(1);
  });

  it('watches under one id, from its first camera on', async () => {
    const [first, second] = await Promise.all([newCamera('barn'), newCamera('gate')]);
    await Promise.all([first, second].map((channel) => reaches(addCamera({ channel, ...tokenUrl }), 'live')));
    const ids = await Promise.all(
      [first, second].map(async (channel) => (await seen(channel)).viewers[0]?.clientId),
    );
    expect(ids[0])
      .to.match(/^viewer-[0-9a-f]{12}$/)
      .and.equal(ids[1]);
  });

  it('that comes back by the history keeps its id from a duplicate of it', async () => {
    const key = 'kvs-elements:viewer';
    const channel = await newCamera('gate');
    await reaches(addCamera({ channel, ...tokenUrl }), 'live');
    sessionStorage.removeItem(key);
    window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    const left = sessionStorage.getItem(key);
    expect(left)
      .to.match(/^\["viewer-/)
      .and.include(`"${channel} viewer-`);
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(sessionStorage.getItem(key)).to.equal(null);
  });

  it('that is loaded again is shown by a master that has not noticed', async function () {
    this.timeout(60_000);
    const channel = await newCamera('gate', { reoffer: 'ignore-while-live', cleanUpMs: 60_000 });
    const frame = document.createElement('iframe');
    frame.src = `/page?script=${encodeURIComponent('/test/browser/support/watching-page.ts')}#${channel}`;
    document.body.append(frame);
    const isLive = (): boolean => frame.contentDocument?.querySelector('kvs-camera')?.state === 'live';
    await until(isLive, 'the page in the frame is live', 15_000);
    const loadAgain = async (): Promise<void> => {
      frame.contentWindow?.location.reload();
      await until(() => !isLive(), 'the page in the frame has gone');
      await until(isLive, 'the page in the frame is live again', 15_000);
    };
    const ids = async (): Promise<string[]> => {
      const { viewers: now, closed } = (await seen(channel)).camera ?? { viewers: [], closed: [] };
      return [...closed, ...now].map(({ clientId }) => clientId);
    };
    await loadAgain();
    const [id] = await ids();
    expect(await ids()).to.deep.equal([id, `${id}-1`]);
    // It is by its new id that the camera knows it then.
    await loadAgain();
    expect(await ids()).to.deep.equal([id, `${id}-1`, `${id}-2`]);
    expect((await seen(channel)).camera?.totals).to.include({ offers: 5, ignoredOffers: 2 });
  });

  it('that asks a camera what is wrong with it gets a report to copy', async () => {
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, ...tokenUrl });
    const report = await camera.diagnose();
    expect(report.verdict).to.be.oneOf(['ok', 'warn']);
    expect(formatReport(report))
      .to.include(channel)
      .and.to.match(/camera .* ms/);
  });
});
