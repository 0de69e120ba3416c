import { expect } from 'chai';
import type { KvsCamera } from '../../src/index.js';
import '../../src/index.js';
import { newCamera } from './support/desk.js';
import { FAULTS, type Fault } from './support/faults.js';
import { Hiccups } from './support/hiccups.js';
import { addCamera, clear, paintedIdentity, reaches } from './support/page.js';
import { suffer, type Outcome } from './support/suffer.js';

const AT_ONE_TIME = 3;
const MEASURED: (readonly [name: string, withinMs: number, tookMs: number, hiccupMs: number])[] = [];

/** Runs all, a few at one time, so that the suite does not take as long as its faults together; some at last, alone. */
function sufferAll(hiccups: Hiccups): Map<Fault, Promise<Outcome>> {
  const lanes = Array.from({ length: AT_ONE_TIME }, (): Promise<unknown> => Promise.resolve());
  const outcomes = new Map<Fault, Promise<Outcome>>();
  const next = (fault: Fault, before: Promise<unknown> = Promise.resolve()): Promise<unknown> => {
    const outcome = before.then(() => suffer(fault, hiccups));
    outcomes.set(fault, outcome);
    // What fails is told by its own test, later.
    return outcome.catch(() => {});
  };
  for (const [index, fault] of FAULTS.filter(({ isAlone }) => !isAlone).entries())
    lanes[index % AT_ONE_TIME] = next(fault, lanes[index % AT_ONE_TIME]);
  let last: Promise<unknown> = Promise.all(lanes);
  for (const fault of FAULTS.filter(({ isAlone }) => isAlone)) last = next(fault, last);
  return outcomes;
}

describe('a camera comes back from', function () {
  this.timeout(200_000);
  let neighbour: KvsCamera;
  const blinks: string[] = [];
  let hiccups: Hiccups;
  let outcomes: Map<Fault, Promise<Outcome>>;

  before(async () => {
    neighbour = addCamera({
      channel: await newCamera('front-door'),
      'token-url': '/api/token',
      style: 'width: 160px',
    });
    await reaches(neighbour, 'live');
    neighbour.addEventListener('kvs-statechange', ({ state }) => blinks.push(state));
    hiccups = new Hiccups(neighbour);
    outcomes = sufferAll(hiccups);
  });

  for (const fault of FAULTS) {
    it(fault.name, async () => {
      const { shown, tookMs, hiccupMs, steps, identity, viewers } = await outcomes.get(fault)!;
      MEASURED.push([fault.name, fault.withinMs, Math.round(tookMs), Math.round(hiccupMs)]);
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
    await Promise.allSettled(outcomes.values());
    expect(blinks).to.deep.equal([]);
    expect(await paintedIdentity(neighbour)).to.equal('front-door');
  });

  after(() => {
    clear();
    const rows = MEASURED.map((row) => `| ${row.join(' | ')} |`);
    const head = ['| fault | stated ms | measured ms | hiccups ms |', '| --- | --- | --- | --- |'];
    console.log([...head, ...rows].join('\n'));
  });
});
