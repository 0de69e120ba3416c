import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { childOf, onAbort, sleep, untilAborted, timerMs, withTimeout } from '../../src/core/lifetime.js';

describe('onAbort', () => {
  it('undoes what was opened last first', () => {
    const controller = new AbortController();
    const order: string[] = [];
    for (const what of ['peer', 'tracks', 'socket']) onAbort(controller.signal, () => order.push(what));
    controller.abort();
    assert.deepEqual(order, ['socket', 'tracks', 'peer']);
  });

  it('goes on when one part fails to close, and reports it', () => {
    const reported: unknown[] = [];
    // Node has none; browsers do.
    Object.assign(globalThis, { reportError: (error: unknown) => reported.push(error) });
    const controller = new AbortController();
    const closed: string[] = [];
    onAbort(controller.signal, () => closed.push('peer'));
    onAbort(controller.signal, () => {
      throw new Error('stuck');
    });
    controller.abort();
    assert.deepEqual(closed, ['peer']);
    assert.equal(reported.length, 1);
  });

  it('runs at once when the signal has aborted, and not when it was forgotten', () => {
    const undo = mock.fn();
    onAbort(AbortSignal.abort(), undo);
    assert.equal(undo.mock.callCount(), 1);
    const controller = new AbortController();
    onAbort(controller.signal, undo)();
    controller.abort();
    assert.equal(undo.mock.callCount(), 1);
  });
});

describe('childOf', () => {
  it('ends with its parent and not the other way round', () => {
    const parent = new AbortController();
    const [first, second] = [childOf(parent.signal), childOf(parent.signal)];
    first.abort();
    assert.equal(parent.signal.aborted, false);
    const reason = new Error('over');
    parent.abort(reason);
    assert.equal(second.signal.reason, reason);
  });
});

describe('sleep', () => {
  it('rejects with the reason of the signal', async () => {
    const controller = new AbortController();
    const reason = new Error('moved on');
    const slept = sleep(60_000, controller.signal);
    controller.abort(reason);
    await assert.rejects(slept, reason);
  });
});

describe('untilAborted', () => {
  it('gives what it waits for', async () => {
    assert.equal(await untilAborted(Promise.resolve(7), new AbortController().signal), 7);
  });
});

describe('withTimeout', () => {
  it('ends what it started when the time is up', async (context) => {
    context.mock.timers.enable({ apis: ['setTimeout'] });
    const late = new Error('late');
    let inner: AbortSignal | undefined;
    const waited = withTimeout(
      30_000,
      new AbortController().signal,
      () => late,
      (signal) => {
        inner = signal;
        return new Promise(() => {});
      },
    );
    context.mock.timers.tick(30_000);
    await assert.rejects(waited, late);
    assert.equal(inner?.aborted, true);
  });

  it('leaves running what came in time, until the outer signal ends', async () => {
    const outer = new AbortController();
    const inner = await withTimeout(
      30_000,
      outer.signal,
      () => new Error('late'),
      (signal) => Promise.resolve(signal),
    );
    assert.equal(inner.aborted, false);
    outer.abort();
    assert.equal(inner.aborted, true);
  });
});

describe('timerMs', () => {
  it('is a time that a timer waits for, whatever it is given', () => {
    const given = [250, 0, 2 ** 40, Infinity, -1, Number.NaN, undefined, null];
    const longest = 2 ** 31 - 1;
    const expected = [250, 0, longest, longest, 30, 30, 30, 30];
    assert.deepEqual(
      given.map((ms) => timerMs(ms, 30)),
      expected,
    );
  });
});
