import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { askDevice, type DeviceChannel } from '../../src/core/device-command.js';
import type { KvsError } from '../../src/core/errors.js';
import { TalkEnd, type TalkRequest } from '../../src/core/talk-state.js';

/** A device on a data channel, which answers when the test says so. */
class Device implements DeviceChannel {
  readonly told: string[] = [];
  readonly #listeners = new Set<(words: string | ArrayBuffer) => void>();

  send(text: string): void {
    this.told.push(text);
  }

  reply(signal: AbortSignal): Promise<string | ArrayBuffer> {
    return new Promise((resolve) => {
      this.#listeners.add(resolve);
      signal.addEventListener('abort', () => this.#listeners.delete(resolve));
    });
  }

  say(words: string | ArrayBuffer): void {
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    for (const listener of listeners) listener(words);
  }
}

const request = (channel: string): TalkRequest => ({
  channel,
  pressCommand: 'open',
  releaseCommand: 'close',
  commandTimeout: 2_000,
  ask: () => ({ isCancelled: false, waits: [] }),
});
const fine = (error: KvsError): void => assert.fail(error);
const turns = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A device that was pressed, has answered, and was let go; what it says to that is still to come. */
async function talkedTo(channel: string): Promise<Device> {
  const device = new Device();
  const talk = new AbortController();
  const asked = askDevice(request(channel), device, fine, talk.signal);
  await turns();
  device.say('OK');
  await asked;
  talk.abort(new TalkEnd('released'));
  return device;
}

describe('a device on the data channel', () => {
  it('is not taken at the word that it had for the last release', async () => {
    const device = await talkedTo('yard');
    const second = askDevice(request('yard'), device, fine, new AbortController().signal);
    await turns();
    device.say('OK');
    await turns();
    assert.deepEqual(device.told, ['open', 'close', 'open']);
    device.say('{"ok": false}');
    await assert.rejects(second, { code: 'device-refused' });
  });

  it('may answer a press only, and is asked again soon', async () => {
    const device = await talkedTo('barn');
    const second = askDevice(request('barn'), device, fine, new AbortController().signal);
    const answers = setInterval(() => device.told.length === 3 && device.say('OK'), 10);
    await second;
    clearInterval(answers);
    assert.deepEqual(device.told, ['open', 'close', 'open']);
  });

  it('may answer in bytes, and refuse so', async () => {
    const device = new Device();
    const bytes = (text: string): ArrayBuffer => new TextEncoder().encode(text).buffer;
    const accepted = askDevice(request('gate'), device, fine, new AbortController().signal);
    await turns();
    device.say(bytes('OK'));
    await accepted;
    const refused = askDevice(request('lobby'), device, fine, new AbortController().signal);
    await turns();
    device.say(bytes('{"error": "busy"}'));
    await assert.rejects(refused, { code: 'device-refused' });
  });
});
