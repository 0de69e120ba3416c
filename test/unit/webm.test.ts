import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withDuration } from '../../src/components/recording/webm.js';

const UNKNOWN = [0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];

/** An element with a size of one byte. */
function element(id: readonly number[], content: readonly number[]): number[] {
  return [...id, 0x80 | content.length, ...content];
}

const HEADER = element([0x1a, 0x45, 0xdf, 0xa3], [0x42, 0x86, 0x81, 1]);
const SCALE = element([0x2a, 0xd7, 0xb1], [0x0f, 0x42, 0x40]);
const APP = element([0x4d, 0x80], [0x61, 0x62]);
const CLUSTER = [0x1f, 0x43, 0xb6, 0x75];
const DURATION = [0x44, 0x89, 0x88];

/** A file as browsers record it: one cluster at each of `times`, with blocks 0, 40 and 30 ms later. */
function recorded(info: readonly number[], times: readonly number[]): Blob {
  const clusters = times.flatMap((ms) => [
    ...CLUSTER,
    ...UNKNOWN,
    ...element([0xe7], [ms >> 8, ms & 255]),
    ...element([0xa3], [0x81, 0, 0, 0x80, 1, 2, 3]),
    ...element([0xa3], [0x82, 0, 40, 0x80, 4]),
    ...element([0xa0], element([0xa1], [0x81, 0, 30, 0, 5])),
  ]);
  const segment = [0x18, 0x53, 0x80, 0x67, ...UNKNOWN, ...element([0x15, 0x49, 0xa9, 0x66], info)];
  return new Blob([new Uint8Array([...HEADER, ...segment, ...clusters])], { type: 'video/webm' });
}

const bytesOf = async (file: Blob): Promise<Buffer> => Buffer.from(await file.arrayBuffer());

describe('the duration of a WebM file', () => {
  it('is that of its last block, and all else stays', async () => {
    const file = recorded([...SCALE, ...APP], [0, 3_000]);
    const made = await withDuration(file);
    const [before, after] = [await bytesOf(file), await bytesOf(made)];
    const at = after.indexOf(Buffer.from(DURATION));
    assert.equal(after.readDoubleBE(at + 3), 3_040);
    assert.equal(made.type, 'video/webm');
    const info = Buffer.from([0x15, 0x49, 0xa9, 0x66]);
    const size = Number(after.readBigUInt64BE(after.indexOf(info) + 4) & 0xff_ffff_ffff_ffffn);
    assert.equal(size, SCALE.length + APP.length + 11);
    const clusters = (bytes: Buffer): Buffer => bytes.subarray(bytes.indexOf(Buffer.from(CLUSTER)));
    assert.deepEqual(clusters(after), clusters(before));
    assert.ok(after.includes(Buffer.from([...SCALE, ...APP])));
  });

  it('takes the place of one that was there', async () => {
    const made = await withDuration(recorded([...SCALE, ...DURATION, 0, 0, 0, 0, 0, 0, 0, 0], [1_000]));
    const bytes = await bytesOf(made);
    const at = bytes.indexOf(Buffer.from(DURATION));
    assert.equal(bytes.readDoubleBE(at + 3), 1_040);
    assert.equal(bytes.indexOf(Buffer.from(DURATION), at + 1), -1);
  });

  it('is left out of what is not understood', async () => {
    for (const file of [
      new Blob([new Uint8Array([0, 1, 2, 3])]),
      new Blob([]),
      recorded([...SCALE, ...APP], []),
      recorded(element([0x2a, 0xd7, 0xb1], [0x01, 0x86, 0xa0]), [1_000]),
    ])
      assert.deepEqual(await bytesOf(await withDuration(file)), await bytesOf(file));
  });
});
