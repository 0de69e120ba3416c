import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cameraState } from '../../src/components/camera-state.js';
import { KvsError, type KvsErrorCode } from '../../src/core/errors.js';
import type { SessionState } from '../../src/core/session-state.js';

const connecting = (code?: KvsErrorCode): SessionState => ({
  phase: 'connecting',
  step: 'token',
  attempt: 1,
  stream: null,
  error: code ? new KvsError(code, 'x') : null,
});
const waiting = (code: KvsErrorCode): SessionState => ({
  phase: 'waiting',
  error: new KvsError(code, 'x'),
  retryAt: 0,
  attempt: 2,
});
const live: Extract<SessionState, { phase: 'live' }> = {
  phase: 'live',
  attempt: 1,
  stream: {} as MediaStream,
  media: { path: 'direct', codec: 'vp8' },
  timeline: {},
  frozenSince: null,
};

describe('cameraState', () => {
  const rows: readonly (readonly [string, SessionState | null, boolean, string])[] = [
    ['nothing held', null, false, 'idle'],
    ['a first try', connecting(), false, 'connecting'],
    ['a further try', connecting('media-lost'), false, 'reconnecting'],
    ['a try at a silent camera', connecting('camera-offline'), false, 'offline'],
    ['a try after a refusal', connecting('access-denied'), false, 'denied'],
    ['a picture', live, false, 'live'],
    ['a picture that stands still', { ...live, frozenSince: 1 }, false, 'frozen'],
    ['a picture that the browser does not play', live, true, 'blocked'],
    ['a pause after a loss', waiting('media-lost'), false, 'reconnecting'],
    ['a pause at a silent camera', waiting('camera-offline'), false, 'offline'],
    ['a failure', { phase: 'failed', error: new KvsError('unsupported', 'x') }, false, 'failed'],
    [
      'the end of the right',
      { phase: 'failed', error: new KvsError('session-expired', 'x') },
      false,
      'ended',
    ],
    ['a reset', { phase: 'closed' }, false, 'ended'],
  ];
  for (const [what, session, isBlocked, state] of rows) {
    it(`is ${state} with ${what}`, () =>
      assert.equal(cameraState(session, { isBlocked, stuckSince: null }), state));
  }

  it('is frozen where pictures come and none gets on the screen', () =>
    assert.equal(cameraState(live, { isBlocked: false, stuckSince: 1 }), 'frozen'));
});
