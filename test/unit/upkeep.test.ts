import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Log } from '../../src/core/log.js';
import { AnotherPeer, type Peer } from '../../src/core/peer.js';
import { RESTART_BUDGET_MS } from '../../src/core/recovery.js';
import { Troubles } from '../../src/core/troubles.js';
import { upkeep } from '../../src/core/upkeep.js';
import type { Connection } from '../../src/core/viewer.js';

const media = { path: 'direct', codec: 'h264' } as const;
const LIVED_FOR = 54_000;

/** A connection whose pictures stand still, and whose restart ends as told. */
function still(restart: () => Promise<void>): Connection {
  const peer = {
    connectionState: 'disconnected',
    watch: () => {},
    watchChannel: () => {},
    glance: () => Promise.resolve({ frames: LIVED_FOR, media }),
  } as unknown as Peer;
  return { peer, restart, media } as unknown as Connection;
}

describe('upkeep', () => {
  for (const trouble of ['network-changed', 'relay-retired'] as const) {
    it(`gives up at once what a camera answers with a new peer (${trouble})`, async () => {
      const troubles = new Troubles();
      let refusals = 0;
      const options = {
        log: new Log('front-door', 'test'),
        troubles,
        hasRefusedRestart: false,
        onRestartRefused: () => (refusals += 1),
        onChange: () => {},
      };
      const relayed = {
        ...still(() => Promise.reject(new AnotherPeer())),
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
});
