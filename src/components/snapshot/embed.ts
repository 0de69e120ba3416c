const PNG_HEADER_BYTES = 33;
const JPEG_START_BYTES = 2;
const LONGEST_SEGMENT = 0xffff;

/** Puts an EXIF block into a PNG or a JPEG. Others stay as they are. */
export async function withExif(image: Blob, exif: Uint8Array<ArrayBuffer>): Promise<Blob> {
  if (image.type === 'image/png') return insert(image, PNG_HEADER_BYTES, pngChunk('eXIf', exif));
  if (image.type === 'image/jpeg') return insert(image, JPEG_START_BYTES, jpegSegment(exif));
  return image;
}

/** In one piece: Firefox decodes no JPEG from a Blob of several. */
async function insert(image: Blob, at: number, bytes: Uint8Array): Promise<Blob> {
  const before = new Uint8Array(await image.arrayBuffer());
  const after = new Uint8Array(before.length + bytes.length);
  after.set(before.subarray(0, at));
  after.set(bytes, at);
  after.set(before.subarray(at), at + bytes.length);
  return new Blob([after], { type: image.type });
}

/** PNG specification, section 5.3: length, name, data, and a checksum of the last two. */
function pngChunk(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(content.length + 12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

/** An `APP1` segment: marker, length, `Exif`, the block. */
function jpegSegment(exif: Uint8Array): Uint8Array<ArrayBuffer> {
  const name = new TextEncoder().encode('Exif\0\0');
  const length = 2 + name.length + exif.length;
  if (length > LONGEST_SEGMENT) return new Uint8Array();
  const bytes = new Uint8Array(2 + length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0xffe1);
  view.setUint16(2, length);
  bytes.set(name, 4);
  bytes.set(exif, 4 + name.length);
  return bytes;
}
