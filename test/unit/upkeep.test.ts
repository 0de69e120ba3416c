import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Log } from '../../src/core/log.js';
import { AnotherPeer, type Peer } from '../../src/core/peer.js';
import { RESTART_BUDGET_MS } from '../../src/core/recovery.js';
import { Troubles } from '../../src/core/troubles.js';
import { upkeep, type Condition, type UpkeepOptions } from '../../src/core/upkeep.js';
import type { Connection } from '../../src/core/viewer.js';

const media = { path: 'direct', codec: 'h264' } as const;
const LIVED_FOR = 54_000;

/** A connection whose pictures stand still, and whose restart ends as told. */
function still(restart: Connection['restart']): Connection {
  const peer = {
    connectionState: 'disconnected',
    watch: () => {},
    data: { watchClose: () => {} },
    glance: () => Promise.resolve({ frames: LIVED_FOR, media }),
  } as unknown as Peer;
  return { peer, restart, media } as unknown as Connection;
}

function optionsWith(troubles: Troubles, onRestartRefused: () => void = () => {}): UpkeepOptions {
  const log = new Log('front-door', 'test');
  return { log, troubles, hasRefusedRestart: false, onRestartRefused, onChange: () => {} };
}

describe('upkeep', () => {
  for (const trouble of ['network-changed', 'relay-retired'] as const) {
    it(`gives up at once what a camera answers with a new peer (${trouble})`, async () => {
      const troubles = new Troubles();
      let refusals = 0;
      const options = optionsWith(troubles, () => (refusals += 1));
      const relayed = {
        ...still((_, onAsked) => {
          onAsked();
          return Promise.reject(new AnotherPeer());
        }),
        media: { ...media, path: 'relayed' },
      };
      const kept = upkeep(relayed as Connection, options, new AbortController().signal);
      const since = performance.now();
      troubles.add(trouble);
      assert.equal((await kept).code, 'media-lost');
      assert.equal(refusals, 1);
      assert.ok(performance.now() - since < RESTART_BUDGET_MS / 2);
    });
  }

  for (const [what, isAsked] of [
    ['never comes to ask the camera', false],
    ['asks the camera in vain', true],
  ] as const) {
    it(`books a restart that ${what} ${isAsked ? 'as' : 'not as'} refused`, async (context) => {
      context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
      const troubles = new Troubles();
      let refusals = 0;
      const options = optionsWith(troubles, () => (refusals += 1));
      const restart: Connection['restart'] = (_, onAsked) => {
        if (isAsked) onAsked();
        return new Promise(() => {});
      };
      const kept = upkeep(still(restart), options, new AbortController().signal);
      troubles.add('failed');
      await new Promise(setImmediate);
      context.mock.timers.tick(RESTART_BUDGET_MS);
      assert.equal((await kept).code, 'ice-failed');
      assert.equal(refusals, isAsked ? 1 : 0);
    });
  }

  it('ends with its connection while the browser still looks for its figures', async () => {
    const troubles = new Troubles();
    const connection = still(() => new Promise(() => {}));
    connection.peer.glance = () => new Promise(() => {});
    const life = new AbortController();
    const kept = upkeep(connection, optionsWith(troubles), life.signal);
    troubles.add('failed');
    await new Promise(setImmediate);
    life.abort(new Error('closed'));
    await assert.rejects(Promise.race([kept, new Promise(setImmediate)]), /closed/);
  });

  it('dates a picture that stands still from before the machine slept', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    let now = 1_000_000;
    context.mock.method(performance, 'now', () => now);
    context.mock.method(Date, 'now', () => now);
    let frames = LIVED_FOR;
    const connection = still(() => new Promise(() => {}));
    connection.peer.glance = () => Promise.resolve({ frames, media });
    const since: (number | null)[] = [];
    const options = {
      ...optionsWith(new Troubles()),
      onChange: (condition: Condition) => since.push(condition.frozenSince),
    };
    const life = new AbortController();
    const kept = upkeep(connection, options, life.signal);
    const beat = async (): Promise<void> => {
      now += 1_000;
      context.mock.timers.tick(1_000);
      await new Promise(setImmediate);
    };
    for (let second = 0; second < 5; second += 1) {
      frames += 15;
      await beat();
    }
    const lastNew = now;
    now += 8 * 3_600_000;
    for (let second = 0; second < 5; second += 1) await beat();
    life.abort(new Error('closed'));
    await assert.rejects(kept, /closed/);
    assert.deepEqual(since, [lastNew]);
  });
});
