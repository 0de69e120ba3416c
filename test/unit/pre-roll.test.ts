import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it, type TestContext } from 'node:test';
import { PreRoll } from '../../src/components/recording/pre-roll.js';

const MIB = 2 ** 20;

/** Gives what it is told to, and its rest after it was stopped, as browsers do. */
class Recorder extends EventTarget {
  static made: Recorder[] = [];
  static get running(): Recorder[] {
    return Recorder.made.filter(({ state }) => state === 'recording');
  }

  readonly mimeType = 'video/webm';
  state: 'inactive' | 'recording' = 'inactive';
  held = 0;

  constructor() {
    super();
    Recorder.made.push(this);
  }

  start(): void {
    this.state = 'recording';
  }

  stop(): void {
    this.state = 'inactive';
    queueMicrotask(() => {
      this.give(MIB);
      this.dispatchEvent(new Event('stop'));
    });
  }

  give(size: number): void {
    this.held += size;
    const data = new Blob([]);
    Object.defineProperty(data, 'size', { value: size });
    this.dispatchEvent(Object.assign(new Event('dataavailable'), { data }));
  }
}

describe('a pre-roll', () => {
  let life = new AbortController();
  before(() => Object.assign(globalThis, { MediaRecorder: Recorder, MediaStream: EventTarget }));
  beforeEach(() => {
    Recorder.made = [];
    life = new AbortController();
  });
  after(() => ['MediaRecorder', 'MediaStream'].forEach((name) => Reflect.deleteProperty(globalThis, name)));

  const begin = (seconds: number): PreRoll => new PreRoll([], 'vp8', seconds, life.signal);

  /** One second of a camera: a mebibyte. */
  async function second({ mock }: TestContext): Promise<void> {
    mock.timers.tick(1_000);
    Recorder.running.forEach((recorder) => recorder.give(MIB));
    await Promise.resolve();
  }

  it('starts nothing more once it was handed over, full as it is', async (t) => {
    t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
    const preRoll = begin(600);
    for (let n = 0; n < 62; n += 1) await second(t);
    const roll = preRoll.hand();
    assert.equal(Recorder.running.length, 1);
    roll.stop();
    life.abort();
    await second(t);
    assert.deepEqual(Recorder.running, []);
  });

  for (const seconds of [10, 40, 50, 62, 600]) {
    it(`of ${seconds} s never holds less once it did, but for half of what it may hold`, async (t) => {
      t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] });
      begin(seconds);
      for (let n = 1; n <= 300; n += 1) {
        await second(t);
        const [older, ...newer] = Recorder.running;
        const held = (older?.held ?? 0) / MIB;
        assert.ok(held >= Math.min(n, seconds, 30) - 1 && held <= 64, `after ${n} s it holds ${held} MiB`);
        assert.ok(newer.length <= 1, 'no more than two');
      }
    });
  }
});
