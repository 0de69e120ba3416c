import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ERROR_CODES, KvsError, type KvsErrorCode } from '../../src/core/errors.js';
import { retryDelay } from '../../src/core/retry.js';

const latest = (code: KvsErrorCode, failures: number): number | null =>
  retryDelay(new KvsError(code, 'x'), failures, () => 1);

describe('retryDelay', () => {
  it('gives up where no retry helps, and only there', () => {
    for (const code of ERROR_CODES) {
      const error = new KvsError(code, 'x');
      assert.equal(retryDelay(error, 1) !== null, error.retryable, code);
    }
  });

  it('doubles up to half a minute', () => {
    assert.deepEqual(
      [1, 2, 3, 7, 8, 500].map((failures) => latest('media-lost', failures)),
      [500, 1_000, 2_000, 30_000, 30_000, 30_000],
    );
  });

  it('is patient where somebody else has to act first', () => {
    assert.deepEqual(
      [1, 2, 5, 90].map((failures) => latest('camera-offline', failures)),
      [5_000, 10_000, 60_000, 60_000],
    );
  });

  it('spreads the tries over the whole span', () => {
    assert.equal(
      retryDelay(new KvsError('media-lost', 'x'), 5, () => 0),
      350,
    );
    assert.equal(
      retryDelay(new KvsError('media-lost', 'x'), 5, () => 0.5),
      4_175,
    );
  });

  it('waits as long as the other side asks', () => {
    const asked = new KvsError('token-failed', 'x', { retryAfterMs: 90_000 });
    assert.equal(retryDelay(asked, 1), 90_000);
    const mistaken = new KvsError('token-failed', 'x', { retryAfterMs: Date.now() * 1_000 });
    assert.equal(retryDelay(mistaken, 1), 3_600_000);
  });
});
