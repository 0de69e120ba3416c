import { expect } from 'chai';
import type { KvsCamera, TokenRequest } from '../../src/index.js';
import '../../src/index.js';
import { newCamera, seen, viewers } from './support/desk.js';
import { FAULTS, type Fault } from './support/faults.js';
import { addCamera, clear, heard, nextFrame, paintedIdentity, reaches } from './support/page.js';

const AT_ONE_TIME = 5;
const MEASURED: (readonly [name: string, withinMs: number, tookMs: number])[] = [];

interface Outcome {
  readonly shown: readonly string[];
  readonly tookMs: number;
  readonly identity: string;
}

/** Causes a fault on a camera of its own and sees how the camera comes out of it. */
async function suffer(fault: Fault): Promise<Outcome> {
  const channel = await newCamera(fault.identity ?? 'barn', fault.behaviour);
  await fault.before?.(channel);
  const { getToken } = fault;
  let calls = 0;
  const properties = getToken ? { getToken: (request: TokenRequest) => getToken(request, (calls += 1)) } : {};
  const source = getToken ? {} : { 'token-url': '/api/token' };
  const style = 'width: 160px; display: inline-block';
  const camera = addCamera({ channel, style, ...source, ...fault.attributes }, properties);
  const shown: string[] = [];
  camera.addEventListener('kvs-statechange', ({ state }) => shown.push(state));
  if (!fault.before) {
    await reaches(camera, 'live');
    await nextFrame(camera);
    shown.length = 0;
  }
  await fault.during?.({ channel, camera });
  // A fault that ends by itself has ended once it has shown.
  const { shows } = fault;
  if (shows && !shows.some((state) => shown.includes(state))) await reachesOne(camera, shows);
  const endedAt = performance.now();
  const tookMs = (await liveAgain(camera, fault.withinMs + 10_000)) - endedAt;
  const identity = await paintedIdentity(camera);
  const states = [...shown];
  // The socket may be gone while the picture comes, but it is never there twice.
  expect((await seen(channel)).viewers.length).to.be.at.most(1);
  camera.remove();
  await viewers(channel, 0);
  return { shown: states, tookMs, identity };
}

async function reachesOne(camera: KvsCamera, states: readonly string[]): Promise<void> {
  await heard(camera, 'kvs-statechange', ({ state }) => states.includes(state), 25_000);
}

/** Waits until the camera is live and a new picture is on the screen; gives when. */
async function liveAgain(camera: KvsCamera, timeoutMs: number): Promise<number> {
  await reaches(camera, 'live', timeoutMs);
  await nextFrame(camera);
  return performance.now();
}

/** Runs all, a few at one time, so that the suite does not take as long as its faults together. */
function sufferAll(): Promise<Outcome>[] {
  const lanes = Array.from({ length: AT_ONE_TIME }, (): Promise<unknown> => Promise.resolve());
  return FAULTS.map((fault, index) => {
    const lane = index % AT_ONE_TIME;
    const outcome = (lanes[lane] ?? Promise.resolve()).then(() => suffer(fault));
    // What fails is told by its own test, later.
    lanes[lane] = outcome.catch(() => {});
    return outcome;
  });
}

describe('a camera comes back from', function () {
  this.timeout(200_000);
  let neighbour: KvsCamera;
  const blinks: string[] = [];
  let outcomes: Promise<Outcome>[];

  before(async () => {
    neighbour = addCamera({
      channel: await newCamera('front-door'),
      'token-url': '/api/token',
      style: 'width: 160px',
    });
    await reaches(neighbour, 'live');
    neighbour.addEventListener('kvs-statechange', ({ state }) => blinks.push(state));
    outcomes = sufferAll();
    for (const outcome of outcomes) outcome.catch(() => {});
  });

  for (const [index, fault] of FAULTS.entries()) {
    it(fault.name, async () => {
      const { shown, tookMs, identity } = await outcomes[index]!;
      MEASURED.push([fault.name, fault.withinMs, Math.round(tookMs)]);
      if (fault.shows)
        expect(
          fault.shows.some((state) => shown.includes(state)),
          shown.join(),
        ).to.equal(true);
      else if (!fault.before) expect(shown).to.deep.equal([]);
      expect(tookMs, 'time from the end of the fault to a new picture').to.be.lessThan(fault.withinMs);
      expect(identity).to.be.oneOf(['barn', 'gate']);
    });
  }

  it('each of them, while its neighbour never leaves live', async () => {
    await Promise.allSettled(outcomes);
    expect(blinks).to.deep.equal([]);
    expect(await paintedIdentity(neighbour)).to.equal('front-door');
  });

  after(() => {
    clear();
    const rows = MEASURED.map(([name, withinMs, tookMs]) => `| ${name} | ${withinMs} | ${tookMs} |`);
    console.log(['| fault | stated ms | measured ms |', '| --- | --- | --- |', ...rows].join('\n'));
  });
});
