import { sendMouse } from '@web/test-runner-commands';
import type { KvsCamera, KvsPttButton } from '../../../src/index.js';
import { seen } from './desk.js';
import { addCamera, heard, reaches, until } from './page.js';

/** Watches which microphones the page opens, and what becomes of them. */
export class Microphones implements Disposable {
  readonly tracks: MediaStreamTrack[] = [];
  readonly #devices = navigator.mediaDevices;
  readonly #open = this.#devices.getUserMedia.bind(this.#devices);
  asked = 0;
  /** Called when one is opened and when one is stopped. */
  onChange: (change: 'open' | 'stop') => void = () => {};

  constructor(open?: (constraints?: MediaStreamConstraints) => Promise<MediaStream>) {
    this.#devices.getUserMedia = async (constraints) => {
      this.asked += 1;
      const stream = await (open ?? this.#open)(constraints);
      for (const track of stream.getTracks()) this.#watch(track);
      return stream;
    };
  }

  /** How many are open now. */
  get live(): number {
    return this.tracks.filter(({ readyState }) => readyState === 'live').length;
  }

  /** Really opens one, whatever stands in for it. */
  open(): Promise<MediaStream> {
    return this.#open({ audio: true });
  }

  #watch(track: MediaStreamTrack): void {
    this.tracks.push(track);
    this.onChange('open');
    const stop = track.stop.bind(track);
    track.stop = () => {
      stop();
      this.onChange('stop');
    };
  }

  [Symbol.dispose](): void {
    // What was put over the prototype's is taken away again.
    Reflect.deleteProperty(this.#devices, 'getUserMedia');
  }
}

/** Stands in for a browser that does not let a microphone go, which cannot be caused here. */
export class EndlessMicrophones implements Disposable {
  readonly #replaceTrack = RTCRtpSender.prototype.replaceTrack;
  readonly #stop = MediaStreamTrack.prototype.stop;
  readonly #kept: MediaStreamTrack[] = [];

  constructor() {
    const [replaceTrack, stop, kept] = [this.#replaceTrack, this.#stop, this.#kept];
    RTCRtpSender.prototype.replaceTrack = function (track) {
      return track ? replaceTrack.call(this, track) : Promise.resolve();
    };
    MediaStreamTrack.prototype.stop = function () {
      if (this.kind === 'audio') kept.push(this);
      else stop.call(this);
    };
  }

  [Symbol.dispose](): void {
    RTCRtpSender.prototype.replaceTrack = this.#replaceTrack;
    MediaStreamTrack.prototype.stop = this.#stop;
    // By the real one: what watches a track may have kept the other.
    for (const track of this.#kept) this.#stop.call(track);
  }
}

/** A camera that is live, and a button for it. */
export async function addTalk(
  channel: string,
  attributes: Readonly<Record<string, string>> = {},
  properties: Partial<KvsPttButton> = {},
): Promise<{ camera: KvsCamera; button: KvsPttButton }> {
  const camera = addCamera({ channel, 'token-url': '/api/token', id: channel });
  const button = addButton({ for: channel, ...attributes }, properties);
  await reaches(camera, 'live');
  await button.updateComplete;
  return { camera, button };
}

export function addButton(
  attributes: Readonly<Record<string, string>> = {},
  properties: Partial<KvsPttButton> = {},
  parent: Element = document.body,
): KvsPttButton {
  const button = document.createElement('kvs-ptt-button');
  for (const [name, value] of Object.entries(attributes)) button.setAttribute(name, value);
  Object.assign(button, properties);
  parent.append(button);
  return button;
}

/** The real button inside. */
export function innerOf(button: KvsPttButton): HTMLButtonElement {
  const inner = button.shadowRoot?.querySelector('button');
  if (!inner) throw new Error('The button has none inside');
  return inner;
}

/** Presses with the real mouse, and leaves it down. */
export async function mouseDown(button: KvsPttButton): Promise<void> {
  const { x, y, width, height } = innerOf(button).getBoundingClientRect();
  await sendMouse({ type: 'move', position: [Math.round(x + width / 2), Math.round(y + height / 2)] });
  await sendMouse({ type: 'down' });
}

export const mouseUp = (): Promise<void> => sendMouse({ type: 'up' });

/** Presses without a device of its own, as the browser tells of one. */
export function press(button: KvsPttButton): void {
  point(button, 'pointerdown');
}

export function letGo(button: KvsPttButton): void {
  point(button, 'pointerup');
}

export function point(button: KvsPttButton, type: string): void {
  const options = {
    pointerId: 7,
    isPrimary: true,
    button: 0,
    bubbles: true,
    composed: true,
    cancelable: true,
  };
  innerOf(button).dispatchEvent(new PointerEvent(type, options));
}

/** Waits until a camera is talked to, or no longer. */
export async function talks(camera: KvsCamera, phase: string, timeoutMs?: number): Promise<void> {
  if (camera.talk.phase === phase) return;
  await heard(camera, 'kvs-talkchange', ({ talk }) => talk === phase, timeoutMs);
}

/** Waits until a button is in a state. */
export function shows(button: KvsPttButton, state: string): Promise<void> {
  return until(() => button.getAttribute('state') === state, `the button is ${state}`);
}

const SECOND_LOOK_MS = 100;

interface HeardByCamera {
  readonly packets: number;
  readonly loudPackets: number;
  readonly lastPacketAt: number | null;
}

/** What the camera of a channel has heard from its viewers, those gone included. */
export async function hears(channel: string): Promise<HeardByCamera> {
  const { camera } = await seen(channel);
  if (!camera) throw new Error(`There is no camera on ${channel}`);
  const all = [...camera.viewers, ...camera.closed].map(({ heard: each }) => each);
  return {
    packets: all.reduce((sum, { packets }) => sum + packets, 0),
    loudPackets: all.reduce((sum, { loudPackets }) => sum + loudPackets, 0),
    lastPacketAt: Math.max(...all.map(({ lastPacketAt }) => lastPacketAt ?? 0)),
  };
}

/** Waits until the camera hears somebody loud. */
export async function hearsTalk(channel: string, more = 5): Promise<void> {
  const before = (await hears(channel)).loudPackets;
  await until(
    async () => (await hears(channel)).loudPackets >= before + more,
    `the camera of ${channel} hears somebody`,
    10_000,
  );
}

/** Waits until no packet has reached the camera for a while, and none has come by a second look. */
export async function hearsNothing(channel: string, forMs = 600): Promise<void> {
  let first: { readonly packets: number; readonly seenAt: number } | null = null;
  const isQuiet = async (): Promise<boolean> => {
    const askedAt = performance.now();
    const { packets, lastPacketAt } = await hears(channel);
    if (Date.now() - (lastPacketAt ?? 0) <= forMs) first = null;
    else if (first?.packets !== packets) first = { packets, seenAt: performance.now() };
    return first !== null && askedAt - first.seenAt >= SECOND_LOOK_MS;
  };
  await until(isQuiet, `no packet reaches the camera of ${channel} for ${forMs} ms`);
}
