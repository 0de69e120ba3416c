import assert from 'node:assert/strict';
import { EventEmitter as NodesOwn } from 'node:events';
import { describe, it } from 'node:test';
import { EventEmitter } from '../../src/stubs/events.js';
import { __awaiter as run, __extends as inherit, __generator as machine } from '../../src/stubs/tslib.js';

interface Emitter {
  on(name: string, listener: (...values: unknown[]) => void): Emitter;
  once(name: string, listener: (...values: unknown[]) => void): Emitter;
  off(name: string, listener: (...values: unknown[]) => void): Emitter;
  emit(name: string, ...values: unknown[]): boolean;
}

/** What is heard, and answered, by whoever does the same with each emitter. */
function story(emitter: Emitter): unknown[] {
  const told: unknown[] = [];
  const hear = (...values: unknown[]): unknown => told.push(['hear', ...values]);
  const hearOnce = (...values: unknown[]): unknown => told.push(['once', ...values]);
  told.push(emitter.emit('open'));
  emitter.on('open', hear).once('open', hearOnce);
  told.push(emitter.emit('open', 1, 'two'), emitter.emit('open', 3));
  emitter.off('open', hear).off('open', hear);
  told.push(emitter.emit('open', 4));
  emitter.once('close', hearOnce).off('close', hearOnce);
  told.push(emitter.emit('close'));
  emitter.on('message', () => emitter.on('message', hear));
  told.push(emitter.emit('message', 'a listener that comes meanwhile does not hear it'));
  try {
    emitter.emit('error', new Error('nobody listens'));
  } catch (error) {
    told.push((error as Error).message);
  }
  emitter.on('error', hear);
  told.push(emitter.emit('error', 'heard'));
  return told;
}

describe('what stands for Node’s EventEmitter', () => {
  it('does what Node’s does, as far as the KVS library uses it', () => {
    const told = story(new EventEmitter());
    assert.deepEqual(told, story(new NodesOwn()));
    assert.equal(told.length, 12);
  });
});

describe('what stands for tslib', () => {
  it('runs an asynchronous function that was compiled to ES5', async () => {
    const self = { base: 40 };
    const sum = (): Promise<unknown> =>
      run(self, undefined, undefined, function (this: typeof self) {
        return machine(this, function (this: typeof self, progress) {
          return progress.label === 0
            ? [4, Promise.resolve(2)]
            : [2, this.base + (progress.sent() as number)];
        });
      });
    assert.equal(await sum(), 42);
  });

  it('refuses what the library did not need when this was written', async () => {
    await assert.rejects(
      run(null, undefined, undefined, () => () => [7, undefined]),
      /tslib: 7/,
    );
  });

  it('lets a class of ES5 inherit', () => {
    function Child(this: object): void {}
    inherit(Child, EventEmitter);
    const child: unknown = Reflect.construct(Child, []);
    assert.ok(child instanceof EventEmitter && child instanceof Child);
    assert.equal((child as { constructor: unknown }).constructor, Child);
  });
});
