const MAX_PAYLOAD = 1180;
const HEADER_BYTES = 12;
const ONE_BYTE_EXTENSIONS = 0xbede;

/** What stays the same over one outgoing RTP stream. */
export interface RtpStream {
  readonly ssrc: number;
  readonly payloadType: number;
}

/** Numbers and wraps the packets of one outgoing stream. */
export class RtpWriter {
  readonly #stream: RtpStream;
  #sequence = Math.floor(Math.random() * 0x8000);

  constructor(stream: RtpStream) {
    this.#stream = stream;
  }

  /** Makes the next packet; `marker` ends a frame. */
  packet(payload: Uint8Array, timestamp: number, marker: boolean): Buffer {
    const packet = Buffer.allocUnsafe(HEADER_BYTES + payload.length);
    packet[0] = 0x80;
    packet[1] = this.#stream.payloadType | (marker ? 0x80 : 0);
    packet.writeUInt16BE(this.#sequence, 2);
    packet.writeUInt32BE(timestamp >>> 0, 4);
    packet.writeUInt32BE(this.#stream.ssrc, 8);
    packet.set(payload, HEADER_BYTES);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    return packet;
  }
}

/** Cuts a VP8 frame into RTP payloads, each with its descriptor (RFC 7741 section 4.2). */
export function vp8Payloads(frame: Uint8Array, pictureId: number): Buffer[] {
  const payloads: Buffer[] = [];
  for (let start = 0; start < frame.length; start += MAX_PAYLOAD - 4) {
    const first = start === 0 ? 0x90 : 0x80;
    const descriptor = [first, 0x80, 0x80 | ((pictureId >> 8) & 0x7f), pictureId & 0xff];
    payloads.push(Buffer.concat([Buffer.from(descriptor), frame.subarray(start, start + MAX_PAYLOAD - 4)]));
  }
  return payloads;
}

/** Cuts an H.264 annex B frame into RTP payloads: small units as STAP-A, big ones as FU-A (RFC 6184). */
export function h264Payloads(frame: Uint8Array): Buffer[] {
  const payloads: Buffer[] = [];
  let small: Uint8Array[] = [];
  const flush = (): void => {
    if (small.length > 0) payloads.push(small.length === 1 ? Buffer.from(small[0] ?? []) : aggregate(small));
    small = [];
  };
  for (const unit of unitsOf(frame)) {
    const used = small.reduce((sum, { length }) => sum + length + 2, 1);
    if (used + unit.length + 2 > MAX_PAYLOAD) flush();
    if (unit.length + 3 <= MAX_PAYLOAD) small.push(unit);
    else payloads.push(...fragments(unit));
  }
  flush();
  return payloads;
}

/** What the camera reads in a viewer's audio packet. */
export interface HeardPacket {
  /** Loudness in −dBov, 0 loudest, 127 silence; `undefined` when the extension is missing. */
  readonly level: number | undefined;
  /** The encoded sound. */
  readonly payload: Uint8Array;
}

/** Reads an incoming packet's audio level (RFC 6464); `undefined` for RTCP and anything malformed. */
export function readAudioPacket(
  packet: Uint8Array,
  levelExtension: number | undefined,
): HeardPacket | undefined {
  const [first = 0, second = 0] = packet;
  if (packet.length < HEADER_BYTES || first >> 6 !== 2 || (second >= 192 && second <= 223)) return undefined;
  const extensions = HEADER_BYTES + 4 * (first & 15);
  const view = new DataView(packet.buffer, packet.byteOffset, packet.byteLength);
  const extended = (first & 0x10) !== 0 && extensions + 4 <= packet.length;
  const start = extended ? extensions + 4 + 4 * view.getUint16(extensions + 2) : extensions;
  const padding = (first & 0x20) === 0 ? 0 : (packet.at(-1) ?? 0);
  const payload = packet.subarray(start, Math.max(start, packet.length - padding));
  if (!extended || view.getUint16(extensions) !== ONE_BYTE_EXTENSIONS) return { level: undefined, payload };
  const end = Math.min(packet.length, extensions + 4 + 4 * view.getUint16(extensions + 2));
  for (let at = extensions + 4; at < end;) {
    const tag = packet[at] ?? 0;
    if (tag >> 4 === levelExtension) return { level: (packet[at + 1] ?? 127) & 0x7f, payload };
    at += tag === 0 ? 1 : 2 + (tag & 15);
  }
  return { level: undefined, payload };
}

/** Tells whether a compound RTCP packet asks for a key frame (PLI or FIR). */
export function asksForKeyFrame(packet: Uint8Array): boolean {
  for (let at = 0; at + 4 <= packet.length;) {
    const [format, type] = [(packet[at] ?? 0) & 31, packet[at + 1]];
    if (type === undefined || type < 192 || type > 223) return false;
    if (type === 206 && (format === 1 || format === 4)) return true;
    at += 4 * (1 + ((packet[at + 2] ?? 0) << 8) + (packet[at + 3] ?? 0));
  }
  return false;
}

function* unitsOf(frame: Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
  const code = Buffer.from([0, 0, 1]);
  let start = bytes.indexOf(code);
  while (start >= 0) {
    const next = bytes.indexOf(code, start + 3);
    let end = next < 0 ? bytes.length : next;
    while (end > start + 3 && bytes[end - 1] === 0) end -= 1;
    if (end > start + 3) yield bytes.subarray(start + 3, end);
    start = next;
  }
}

function aggregate(units: readonly Uint8Array[]): Buffer {
  const parts = units.flatMap((unit) => [Buffer.from([unit.length >> 8, unit.length & 0xff]), unit]);
  const importance = Math.max(...units.map((unit) => (unit[0] ?? 0) & 0x60));
  return Buffer.concat([Buffer.from([importance | 24]), ...parts]);
}

function fragments(unit: Uint8Array): Buffer[] {
  const [header = 0] = unit;
  const parts: Buffer[] = [];
  for (let start = 1; start < unit.length; start += MAX_PAYLOAD - 2) {
    const end = Math.min(unit.length, start + MAX_PAYLOAD - 2);
    const edge = (start === 1 ? 0x80 : 0) | (end === unit.length ? 0x40 : 0);
    const head = Buffer.from([(header & 0xe0) | 28, edge | (header & 31)]);
    parts.push(Buffer.concat([head, unit.subarray(start, end)]));
  }
  return parts;
}
