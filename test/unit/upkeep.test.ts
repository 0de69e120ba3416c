import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Log } from '../../src/core/log.js';
import type { Peer } from '../../src/core/peer.js';
import { Troubles } from '../../src/core/troubles.js';
import { upkeep } from '../../src/core/upkeep.js';
import type { Connection } from '../../src/core/viewer.js';

const media = { path: 'direct', codec: 'h264' } as const;
const LIVED_FOR = 54_000;

/** A camera that has shown many frames, and begins to count again when it is asked for another path. */
class ForgetfulCamera {
  #frames = LIVED_FOR;
  #isAnew = false;
  readonly peer = {
    connectionState: 'disconnected',
    watch: () => {},
    watchChannel: () => {},
    glance: () => Promise.resolve({ frames: this.#isAnew ? (this.#frames += 3) : LIVED_FOR, media }),
  } as unknown as Peer;

  readonly restart = (): Promise<void> => {
    this.#isAnew = true;
    this.#frames = 0;
    return Promise.resolve();
  };
}

describe('upkeep', () => {
  it('is content with a camera that answers a restart with a new peer, whose frames are counted anew', async () => {
    const life = new AbortController();
    const troubles = new Troubles();
    const log = new Log('front-door', 'test');
    const { peer, restart } = new ForgetfulCamera();
    const told = new Promise<string>((resolve) =>
      log.subscribe(({ event }) => event.startsWith('restart') && resolve(event)),
    );
    let refusals = 0;
    const kept = upkeep(
      { peer, restart, media } as unknown as Connection,
      {
        log,
        troubles,
        hasRefusedRestart: false,
        onRestartRefused: () => (refusals += 1),
        onChange: () => {},
      },
      life.signal,
    );
    troubles.add('network-changed');
    assert.equal(await told, 'restarted');
    assert.equal(refusals, 0);
    life.abort(new Error('over'));
    await assert.rejects(kept, /over/);
  });
});
