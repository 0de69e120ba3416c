import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FreezeWatch } from '../../src/core/freeze.js';
import { Pace } from '../../src/core/pace.js';
import { FROZEN_MS, recoveryFor, type Facts, type Trouble } from '../../src/core/recovery.js';
import { Troubles } from '../../src/core/troubles.js';

const well: Facts = { isRelayed: false, isConnected: true, isFrozen: false, hasRefusedRestart: false };
const stubborn: Facts = { ...well, hasRefusedRestart: true };
const cut: Facts = { ...well, isConnected: false, isFrozen: true };

describe('recoveryFor', () => {
  const rows: readonly (readonly [string, Trouble, Facts, string])[] = [
    ['the socket lost while the picture comes', 'signaling-lost', well, 'carry-on'],
    ['the service’s warning', 'go-away', well, 'carry-on'],
    ['a retired relay that is not used', 'relay-retired', well, 'carry-on'],
    ['a retired relay that is used', 'relay-retired', { ...well, isRelayed: true }, 'restart'],
    [
      'a retired relay, and a master that cannot restart',
      'relay-retired',
      { ...stubborn, isRelayed: true },
      'reconnect',
    ],
    ['silence on the path', 'disconnected', { ...well, isConnected: false }, 'restart'],
    ['silence on the path to a master that cannot restart', 'disconnected', stubborn, 'reconnect'],
    ['the end of the path', 'failed', cut, 'restart'],
    ['a camera that has hung up', 'hung-up', well, 'reconnect'],
    ['no picture on a good path', 'frozen', { ...well, isFrozen: true }, 'reconnect'],
    ['no picture on a bad path', 'frozen', cut, 'restart'],
    ['another network, the picture comes', 'network-changed', well, 'carry-on'],
    ['another network, the path is gone', 'network-changed', { ...well, isConnected: false }, 'restart'],
    [
      'another network, the picture stands still',
      'network-changed',
      { ...well, isFrozen: true },
      'reconnect',
    ],
    ['the network back after a silence', 'network-changed', cut, 'reconnect'],
  ];
  for (const [what, trouble, facts, recovery] of rows) {
    it(`answers ${what} with ${recovery}`, () => assert.equal(recoveryFor(trouble, facts), recovery));
  }
});

describe('FreezeWatch', () => {
  /** Looks once a second at what a camera of `fps` sends, until it stops at `stopAt` seconds; gives when that shows. */
  const frozenAfter = (fps: number, stopAt: number, lookFor = 60): number | null => {
    const watch = new FreezeWatch(0);
    for (let second = 1; second <= lookFor; second += 1) {
      if (watch.look(Math.floor(Math.min(second, stopAt) * fps), second * 1_000) > 0) return second - stopAt;
    }
    return null;
  };

  it('sees within four seconds that a picture stands still', () => {
    for (const fps of [30, 15, 5, 2]) assert.ok((frozenAfter(fps, 20) ?? 99) <= 4, `${fps} fps`);
  });

  it('is patient with a camera that sends few frames', () => {
    assert.equal(frozenAfter(0.25, 60), null);
    assert.ok((frozenAfter(0.25, 20) ?? 0) > 4);
  });

  it('does not take a pause of the page for a freeze, nor for the pace of the pictures', () => {
    const watch = new FreezeWatch(0);
    watch.look(15, 1_000);
    assert.equal(watch.look(16, 60_000), 0);
    assert.equal(watch.look(16, 61_000), 0);
    assert.ok(watch.look(16, 60_000 + FROZEN_MS) > 0);
  });

  it('sees at once that none came during a pause of the page, as after a night', () => {
    const watch = new FreezeWatch(0);
    watch.look(15, 1_000);
    watch.look(30, 2_000);
    assert.equal(watch.look(30, 8 * 3_600_000), 8 * 3_600_000 - 2_000);
  });

  it('sees it where it may look once a minute only', () => {
    const watch = new FreezeWatch(0);
    for (let minute = 1; minute <= 3; minute += 1) assert.equal(watch.look(minute * 900, minute * 60_000), 0);
    assert.ok(watch.look(2_700, 240_000) > 0);
  });

  it('sees it as soon after a new peer of the camera, whose frames are counted anew', () => {
    const watch = new FreezeWatch(0);
    for (let second = 1; second <= 3_600; second += 1) watch.look(second * 15, second * 1_000);
    for (let second = 1; second <= 5; second += 1) watch.look(second * 15, (3_600 + second) * 1_000);
    for (const second of [6, 7, 8]) watch.look(75, (3_600 + second) * 1_000);
    assert.ok(watch.look(75, 3_609_000) > 0);
  });

  it('ends with the next picture', () => {
    const watch = new FreezeWatch(0);
    for (const second of [1, 2, 3, 4]) watch.look(10, second * 1_000);
    assert.ok(watch.look(10, 5_000) > 0);
    assert.equal(watch.look(11, 6_000), 0);
  });
});

describe('Troubles', () => {
  const { signal } = new AbortController();

  it('come in their order, also those from before anybody asked', async () => {
    const troubles = new Troubles();
    troubles.add('go-away');
    troubles.add('frozen');
    assert.deepEqual([await troubles.next(signal), await troubles.next(signal)], ['go-away', 'frozen']);
    const next = troubles.next(signal);
    troubles.add('failed');
    assert.equal(await next, 'failed');
  });

  it('can be forgotten, and waiting ends with the signal', async () => {
    const troubles = new Troubles();
    troubles.add('frozen');
    troubles.clear();
    const reason = new Error('over');
    const life = new AbortController();
    const next = troubles.next(life.signal);
    life.abort(reason);
    await assert.rejects(next, reason);
  });
});

describe('Pace', () => {
  it('lets no more than its number through in any second, in order, and none after stop', (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    let now = 0;
    context.mock.method(performance, 'now', () => now);
    const ran: number[] = [];
    const pace = new Pace(3);
    for (let n = 0; n < 8; n += 1) pace.run(() => ran.push(n));
    assert.deepEqual(ran, [0, 1, 2]);
    now = 1_000;
    context.mock.timers.tick(1_000);
    assert.deepEqual(ran, [0, 1, 2, 3, 4, 5]);
    pace.stop();
    pace.run(() => ran.push(99));
    now = 2_000;
    context.mock.timers.tick(1_000);
    assert.deepEqual(ran, [0, 1, 2, 3, 4, 5]);
  });
});
