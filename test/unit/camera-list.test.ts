import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fetchCameraList } from '../../src/core/camera-list.js';
import type { KvsError } from '../../src/core/errors.js';

describe('a list of cameras', () => {
  for (const [what, answer] of [
    ['does not answer', () => new Promise<never>(() => {})],
    ['answers half of it', () => Promise.resolve(new Response(new ReadableStream()))],
  ] as const)
    it(`is waited for no longer than 30 s where its server takes the request and ${what}`, async (context) => {
      context.mock.timers.enable({ apis: ['setTimeout'] });
      const asked = context.mock.method(globalThis, 'fetch', answer);
      const over = new AbortController();
      let failure: KvsError | undefined;
      // Ends it before it waits for the next try.
      const stop = (error: KvsError): never => {
        failure = error;
        over.abort();
        throw error;
      };
      const list = fetchCameraList('/cameras.json?key=secret', stop, over.signal);
      const ended = assert.rejects(list);
      for (const [ms, isOver] of [
        [29_999, false],
        [1, true],
      ] as const) {
        context.mock.timers.tick(ms);
        await new Promise(setImmediate);
        assert.equal(failure !== undefined, isOver);
      }
      await ended;
      assert.deepEqual([failure?.code, failure?.retryable], ['token-failed', true]);
      assert.equal(failure?.message, 'The list of cameras at /cameras.json did not come within 30 s');
      assert.match(failure?.hint ?? '', /tries again/);
      assert.equal(asked.mock.calls[0]?.arguments[1]?.signal?.aborted, true);
    });
});
