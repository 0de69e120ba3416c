import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LONG, SHORT, type Pace } from './chaos.js';
import { growthPerCycle, quantile } from './support/growth.js';
import { KINDS } from './support/incidents.js';
import { plan, type Incident } from './support/plan.js';
import { judge, table, type Course, type Happening } from './support/verdict.js';

const CAMERAS = 9;
const planOf = (pace: Pace, seed: number, seconds: number): Incident[] =>
  plan({ ...pace, seed, lengthMs: seconds * 1_000, cameras: CAMERAS });

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(planOf(LONG, 7, 600), planOf(LONG, 7, 600));
    assert.notDeepEqual(planOf(LONG, 7, 600), planOf(LONG, 8, 600));
  });

  it('of ten minutes holds every kind', () => {
    const kinds = new Set(planOf(LONG, 7, 600).map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), Object.keys(KINDS).sort());
  });

  for (const [name, pace, seconds] of [
    ['long', LONG, 600],
    ['short', SHORT, 12],
  ] as const) {
    it(`that is ${name} keeps its bounds`, () => {
      for (let seed = 1; seed <= 50; seed += 1) assertBounds(planOf(pace, seed, seconds), pace, seconds);
    });
  }
});

function assertBounds(incidents: readonly Incident[], pace: Pace, seconds: number): void {
  assert.ok(incidents.length > seconds / 10);
  for (const { kind, beginMs, endMs } of incidents) {
    assert.ok(beginMs >= 0 && endMs <= seconds * 1_000);
    if (!KINDS[kind].lasts) assert.equal(endMs, beginMs);
    else assert.ok(endMs - beginMs >= pace.shortestMs && endMs - beginMs <= pace.longestMs);
  }
  for (let camera = 0; camera < CAMERAS; camera += 1) {
    const own = incidents.filter((incident) => incident.camera === camera);
    assertRests(own, pace.restMs[0]);
    assertRests(
      own.filter(({ kind }) => KINDS[kind].weight === 'harsh'),
      pace.harshRestMs,
    );
  }
  for (let from = 0; from < seconds * 1_000; from += pace.sliceMs) {
    const slice = incidents.filter(({ beginMs, endMs }) => endMs >= from && beginMs < from + pace.sliceMs);
    assert.ok(new Set(slice.map(({ camera }) => camera)).size <= CAMERAS - pace.bystanders);
  }
}

function assertRests(incidents: readonly Incident[], restMs: number): void {
  incidents.forEach(({ beginMs }, index) => {
    const before = incidents[index - 1];
    if (before) assert.ok(beginMs - before.endMs >= restMs);
  });
}

describe('a verdict', () => {
  const live = { channel: 'barn', state: 'live', reason: null };
  const lost = { channel: 'barn', state: 'reconnecting', reason: 'media-lost' };
  const restart: Happening = { kind: 'restart', channel: 'barn', begunAt: 10_000, endedAt: 10_000 };
  const course = (change: Partial<Course>): Course => ({
    channels: ['barn', 'gate'],
    startedAt: 0,
    endedAt: 100_000,
    happenings: [restart],
    transitions: [],
    grace: { calm: 0, light: 20_000, harsh: 60_000 },
    ...change,
  });

  it('excuses what an incident of the camera explains', () => {
    const transitions = [
      { ...lost, at: 21_000 },
      { ...live, at: 22_500 },
    ];
    const { failures, rows, guardedSeconds } = judge(course({ transitions }));
    assert.deepEqual(failures, []);
    assert.deepEqual(
      rows.map(({ kind, recovered, recoveryMs }) => ({ kind, recovered, recoveryMs })),
      [{ kind: 'restart', recovered: 1, recoveryMs: [12_500] }],
    );
    assert.equal(guardedSeconds, 180);
    assert.match(table(rows), /restart +1 +0 +1 +0 +12500 +12500/);
  });

  it('finds a camera that was disturbed by what happened to another', () => {
    const transitions = [
      { ...lost, channel: 'gate', at: 11_000 },
      { ...live, channel: 'gate', at: 12_000 },
    ];
    const { failures } = judge(course({ transitions }));
    assert.deepEqual(failures, [
      'gate was reconnecting (media-lost) from +11.0 s to +12.0 s; before: nothing',
    ]);
  });

  it('finds a camera that does not come back in time, and one that never does', () => {
    const late = [
      { ...lost, at: 21_000 },
      { ...live, at: 35_000 },
    ];
    assert.equal(judge(course({ transitions: late })).failures.length, 1);
    assert.equal(judge(course({ transitions: late.slice(0, 1) })).failures.length, 1);
  });

  it('excuses nothing after a calm incident', () => {
    const happenings = [{ ...restart, kind: 'move' } as const];
    const transitions = [
      { ...lost, at: 10_001 },
      { ...live, at: 10_400 },
    ];
    assert.equal(judge(course({ happenings, transitions })).failures.length, 1);
  });

  it('knows an incident that the next one cut short, and one that did nothing', () => {
    const happenings = [restart, { ...restart, kind: 'hang-up', begunAt: 21_500, endedAt: 21_500 } as const];
    const transitions = [
      { ...lost, at: 21_000 },
      { ...live, at: 30_000 },
    ];
    const { rows } = judge(course({ happenings, transitions }));
    assert.deepEqual(
      rows.map(({ kind, held, recovered, cutShort }) => ({ kind, held, recovered, cutShort })),
      [
        { kind: 'restart', held: 0, recovered: 0, cutShort: 1 },
        { kind: 'hang-up', held: 0, recovered: 1, cutShort: 0 },
      ],
    );
    assert.equal(judge(course({})).rows[0]?.held, 1);
  });
});

describe('growth', () => {
  const samples = (bytesPerCycle: number, noise: readonly number[]): { cycles: number; bytes: number }[] =>
    noise.map((bytes, index) => ({ cycles: index * 50, bytes: 2e6 + index * 50 * bytesPerCycle + bytes }));

  it('is the slope that most samples agree on', () => {
    assert.equal(growthPerCycle(samples(3_000, [0, 0, 0, 0, 0])), 3_000);
    assert.ok(Math.abs(growthPerCycle(samples(0, [0, 900_000, 10, -10, 5, 0, -5]))) < 1);
  });

  it('takes quantiles that exist', () => {
    assert.equal(quantile([3, 1, 2], 0.5), 2);
    assert.equal(quantile([5, 1], 0.95), 5);
    assert.ok(Number.isNaN(quantile([], 0.5)));
  });
});
