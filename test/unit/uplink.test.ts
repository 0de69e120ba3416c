import assert from 'node:assert/strict';
import { register } from 'node:module';
import { describe, it } from 'node:test';
import { Log } from '../../src/core/log.js';
import type { Peer } from '../../src/core/peer.js';
import type { Sound } from '../../src/core/sound.js';
import type { TalkWish, TalkState } from '../../src/core/talk-state.js';
import { Uplink } from '../../src/core/uplink.js';

// The network stalls: what carries a talk is asked for, and neither comes nor fails.
register(
  `data:text/javascript,${encodeURIComponent(`
    export function load(url, context, next) {
      return /core\\/talk\\.[jt]s/.test(url) ? new Promise(() => {}) : next(url, context);
    }
  `)}`,
);

function open(line: AbortSignal): { uplink: Uplink; states: TalkState[] } {
  const uplink = new Uplink(new Log('front-door', 'test'), {} as Sound, () => {});
  uplink.open({ takesSound: true, data: { watch: () => {} } } as unknown as Peer, line);
  const states: TalkState[] = [];
  uplink.subscribeTalk((state) => states.push(state));
  return { uplink, states };
}

const request: TalkWish = {
  channel: 'front-door',
  loadAsk: () => Promise.resolve(() => ({ isCancelled: false, waits: [] })),
};
const OFF = (reason: string): unknown[] => [{ phase: 'asking' }, { phase: 'off', reason }];

describe('a talk whose code is on its way', { timeout: 5_000 }, () => {
  it('is over when whoever talks lets go', async () => {
    const { uplink, states } = open(new AbortController().signal);
    const talk = uplink.startTalk(request, new AbortController().signal);
    uplink.stopTalk();
    await assert.rejects(talk, { name: 'AbortError' });
    assert.deepEqual(states, OFF('released'));
  });

  it('is over when the camera is lost', async () => {
    const line = new AbortController();
    const { uplink, states } = open(line.signal);
    const talk = uplink.startTalk(request, new AbortController().signal);
    line.abort();
    await assert.rejects(talk, { name: 'AbortError' });
    assert.deepEqual(states, OFF('camera-lost'));
  });
});
