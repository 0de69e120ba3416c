import { expect } from 'chai';
import type { KvsCamera } from '../../src/index.js';
import '../../src/index.js';
import { newCamera } from './support/desk.js';
import { FAULTS } from './support/faults.js';
import { addCamera, clear, paintedIdentity, reaches } from './support/page.js';
import { suffer, type Outcome } from './support/suffer.js';

const AT_ONE_TIME = 5;
const MEASURED: (readonly [name: string, withinMs: number, tookMs: number])[] = [];

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
      const { shown, tookMs, steps, identity, viewers } = await outcomes[index]!;
      MEASURED.push([fault.name, fault.withinMs, Math.round(tookMs)]);
      if (fault.shows)
        expect(
          fault.shows.some((state) => shown.includes(state)),
          shown.join(),
        ).to.equal(true);
      else expect(shown).to.deep.equal(fault.before ? ['connecting', 'live'] : []);
      const what = `time from the end of the fault to a new picture (${steps.join(', ')})`;
      expect(tookMs, what).to.be.lessThan(fault.withinMs);
      expect(identity).to.be.oneOf(['barn', 'gate']);
      // The socket may be gone while the picture comes, but it is never there twice.
      expect(viewers).to.be.at.most(1);
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
