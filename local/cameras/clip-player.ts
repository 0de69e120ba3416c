import type { Clip } from './clip.js';
import { h264Payloads, RtpWriter, vp8Payloads } from './rtp.js';
import type { RtpStream } from './rtp.js';
import { indexAt } from './ticker.js';

/** Sends one packet; never throws. */
export type SendPacket = (packet: Buffer) => void;

const BURST_PAUSE_MS = 300;
const BURST_STEP_TICKS = 90;
const VIDEO_CLOCK = 90_000;
const SOUND_CLOCK = 48_000;

/** Plays a video clip to one viewer, in phase with every other viewer of the process. */
export class VideoPlayer {
  readonly #send: SendPacket;
  readonly #writer: RtpWriter;
  #clip: Clip;
  #next: Clip;
  #pictureId = Math.floor(Math.random() * 0x7fff);
  #timestamp: number | undefined;
  #played = 0;
  #burstAt = -Infinity;

  constructor(clip: Clip, stream: RtpStream, send: SendPacket) {
    this.#clip = clip;
    this.#next = clip;
    this.#writer = new RtpWriter(stream);
    this.#send = send;
  }

  /** Goes over to another clip of the same codec and rate with its next key frame, so that nothing is repeated. */
  show(clip: Clip): void {
    this.#next = clip;
  }

  /** Sends the current group from its key frame at once; on start and when the viewer asks. */
  burst(now = Date.now()): void {
    if (now - this.#burstAt < BURST_PAUSE_MS) return;
    this.#burstAt = now;
    const newest = indexAt(now, this.#clip.rate);
    const key = this.#keyBefore(newest);
    // After a gap as well: pictures with times of before it would make a receiver wait for as long.
    const start = this.#nominal(newest) - BURST_STEP_TICKS * (newest - key + 1);
    this.#timestamp = Math.max(this.#timestamp ?? start, start);
    for (let index = key; index <= newest; index += 1) this.#play(index, this.#timestamp + BURST_STEP_TICKS);
  }

  /** Sends what became due since the last call; starts over with a burst after a long gap. */
  advance(index: number): void {
    if (this.#timestamp === undefined || index - this.#played > 2 * this.#clip.rate) this.burst();
    else for (let next = this.#played + 1; next <= index; next += 1) this.#play(next, this.#nominal(next));
  }

  #play(index: number, timestamp: number): void {
    if (this.#clip !== this.#next && isKey(this.#next, index)) this.#clip = this.#next;
    const { bytes } = this.#frame(index);
    this.#timestamp = Math.max(timestamp, (this.#timestamp ?? 0) + BURST_STEP_TICKS);
    this.#played = index;
    this.#pictureId = (this.#pictureId + 1) & 0x7fff;
    const payloads = this.#clip.codec === 'vp8' ? vp8Payloads(bytes, this.#pictureId) : h264Payloads(bytes);
    for (const [at, payload] of payloads.entries())
      this.#send(this.#writer.packet(payload, this.#timestamp % 2 ** 32, at === payloads.length - 1));
  }

  #nominal(index: number): number {
    return (index * VIDEO_CLOCK) / this.#clip.rate;
  }

  #keyBefore(index: number): number {
    let key = index;
    while (!this.#frame(key).key) key -= 1;
    return key;
  }

  #frame(index: number): Clip['frames'][number] {
    const { frames } = this.#clip;
    const frame = frames[index % frames.length];
    if (!frame) throw new Error('clip is empty');
    return frame;
  }
}

function isKey({ frames }: Clip, index: number): boolean {
  return frames[index % frames.length]?.key ?? false;
}

/** Plays a tone to one viewer. */
export class SoundPlayer {
  readonly #clip: Clip;
  readonly #send: SendPacket;
  readonly #writer: RtpWriter;
  #played: number | undefined;

  constructor(clip: Clip, stream: RtpStream, send: SendPacket) {
    this.#clip = clip;
    this.#writer = new RtpWriter(stream);
    this.#send = send;
  }

  /** Sends what became due since the last call; skips what is more than a second old. */
  advance(index: number): void {
    const { frames, rate } = this.#clip;
    const from = Math.max(this.#played ?? index - 1, index - rate) + 1;
    this.#played = index;
    for (let next = from; next <= index; next += 1) {
      const packet = frames[next % frames.length];
      const timestamp = ((next * SOUND_CLOCK) / rate) % 2 ** 32;
      if (packet) this.#send(this.#writer.packet(packet.bytes, timestamp, false));
    }
  }
}
