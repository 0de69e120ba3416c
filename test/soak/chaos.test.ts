import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SHORT, soak } from './chaos.js';
import { table } from './support/verdict.js';

const SEED = 1;
const SECONDS = 12;

it('keeps nine cameras alive through all kinds of trouble', { timeout: 240_000 }, async (context) => {
  const outcome = await soak({ seed: SEED, seconds: SECONDS, pace: SHORT });
  context.diagnostic(`\n${table(outcome.rows)}`);
  context.diagnostic(
    `settled after ${outcome.settledMs} ms; ${Math.round(outcome.guardedSeconds)} guarded seconds`,
  );
  assert.deepEqual(outcome.failures, [], outcome.log.join('\n'));
  // Two cameras are left alone all the time.
  assert.ok(outcome.guardedSeconds >= 2 * SECONDS);
});
