import { padded } from './message.js';

/** Channel numbers a client may bind (RFC 8656 section 12). */
export const CHANNELS = { first: 0x4000, last: 0x4fff } as const;

/** What the first byte of a packet says it is (RFC 8656 section 12.4). */
export type FrameKind = 'stun' | 'channel' | 'unknown';

/** Tells STUN from ChannelData by the first byte. */
export function frameKind(packet: Buffer): FrameKind {
  const first = packet[0] ?? 0xff;
  if (first < 0x40) return 'stun';
  return first <= CHANNELS.last >> 8 ? 'channel' : 'unknown';
}

/** Payload of a ChannelData message together with its channel number. */
export interface ChannelFrame {
  readonly channel: number;
  readonly payload: Buffer;
}

/** Writes ChannelData (RFC 8656 section 12.4), without the padding that only streams need. */
export function encodeChannelData({ channel, payload }: ChannelFrame): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(channel);
  head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

/** Reads ChannelData; `null` if it is shorter than it says. */
export function decodeChannelData(packet: Buffer): ChannelFrame | null {
  if (packet.length < 4) return null;
  const length = packet.readUInt16BE(2);
  if (packet.length < 4 + length) return null;
  return { channel: packet.readUInt16BE(0), payload: packet.subarray(4, 4 + length) };
}

/** Makes a packet fit for a stream: ChannelData is padded to 4 bytes there (RFC 8656 section 12.5). */
export function framed(packet: Buffer): Buffer {
  const missing = padded(packet.length) - packet.length;
  return missing === 0 ? packet : Buffer.concat([packet, Buffer.alloc(missing)]);
}

/**
 * Cuts a TCP stream into STUN and ChannelData packets (RFC 8656 section 2.1).
 * A stream cannot be resynchronised, so what cannot begin a packet ends it.
 */
export class FrameReader {
  #rest: Buffer = Buffer.alloc(0);

  /** Takes what arrived and gives the packets it completes; `null` means the stream is garbage. */
  push(chunk: Buffer): Buffer[] | null {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const packets: Buffer[] = [];
    while (this.#rest.length >= 4) {
      const kind = frameKind(this.#rest);
      if (kind === 'unknown') return null;
      const length = this.#rest.readUInt16BE(2) + (kind === 'stun' ? 20 : 4);
      const taken = padded(length);
      if (this.#rest.length < taken) break;
      packets.push(this.#rest.subarray(0, length));
      this.#rest = this.#rest.subarray(taken);
    }
    return packets;
  }
}
