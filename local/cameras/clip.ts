/** Codecs that clips exist in. */
export type ClipCodec = 'vp8' | 'h264' | 'opus';

/** One encoded frame (video) or packet (sound). */
export interface ClipFrame {
  readonly bytes: Uint8Array;
  /** Decodable without the frames before it; true for all sound. */
  readonly key: boolean;
}

/** A recording that is played round and round. */
export interface Clip {
  readonly codec: ClipCodec;
  /** Frames or packets per second. */
  readonly rate: number;
  readonly frames: readonly ClipFrame[];
}

/*
 * The file, all numbers big-endian: the four letters "CLIP"; codec, rate and frame count as three
 * 32-bit words; one word per frame with its length, the top bit set for key frames; then the frames.
 */
const MAGIC = 0x434c4950;
const KEY = 0x80000000;
const CODECS: readonly ClipCodec[] = ['vp8', 'h264', 'opus'];

/** Writes a clip's file. */
export function encodeClip(clip: Clip): Uint8Array {
  const words = [MAGIC, CODECS.indexOf(clip.codec), clip.rate, clip.frames.length];
  for (const { bytes, key } of clip.frames) words.push(key ? (bytes.length | KEY) >>> 0 : bytes.length);
  const head = Buffer.alloc(words.length * 4);
  words.forEach((word, index) => head.writeUInt32BE(word, index * 4));
  return Buffer.concat([head, ...clip.frames.map((frame) => frame.bytes)]);
}

/** Reads a clip's file; throws when it is not one. Frames share the file's memory. */
export function decodeClip(file: Uint8Array): Clip {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const codec = CODECS[view.getUint32(4)];
  if (view.getUint32(0) !== MAGIC || codec === undefined) throw new Error('not a clip file');
  const count = view.getUint32(12);
  const frames: ClipFrame[] = [];
  let start = 16 + 4 * count;
  for (let index = 0; index < count; index += 1) {
    const word = view.getUint32(16 + 4 * index);
    const end = start + (word & ~KEY);
    frames.push({ bytes: file.subarray(start, end), key: word >= KEY });
    start = end;
  }
  if (start !== file.byteLength) throw new Error('clip file has the wrong length');
  return { codec, rate: view.getUint32(8), frames };
}
