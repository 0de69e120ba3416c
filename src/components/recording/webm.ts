/** Matroska, RFC 9559: the elements that are read here. */
const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const TIMESTAMP_SCALE = 0x2ad7b1;
const DURATION = 0x4489;
const CLUSTER = 0x1f43b675;
const CLUSTER_TIMESTAMP = 0xe7;
const SIMPLE_BLOCK = 0xa3;
const BLOCK_GROUP = 0xa0;
const BLOCK = 0xa1;

/** What a file grows by at most when it is told how long it is: the field, and a header with a longer number in it. */
export const DURATION_BYTES = 18;
const HEAD_BYTES = 4_096;
/** More than any cluster of a live picture: they are at most 32 s long. */
const TAIL_BYTES = 16 * 2 ** 20;
const MILLISECOND_NS = 1_000_000;

interface Element {
  readonly id: number;
  /** Where its header begins. */
  readonly at: number;
  /** Where its content begins and ends. */
  readonly start: number;
  readonly end: number;
}

/**
 * Writes into a WebM file how long it is, so that players show it and can seek: browsers record as if there were
 * no end. A file that is not understood stays as it is.
 */
export async function withDuration(file: Blob): Promise<Blob> {
  const head = await viewOf(file.slice(0, HEAD_BYTES));
  const segment = elements(head, 0, head.byteLength).find(({ id }) => id === SEGMENT);
  const info = segment && elements(head, segment.start, head.byteLength).find(({ id }) => id === INFO);
  if (!info || info.end > head.byteLength) return file;
  const fields = elements(head, info.start, info.end);
  const scale = fields.find(({ id }) => id === TIMESTAMP_SCALE);
  const durationMs = lastTime(await viewOf(file.slice(-TAIL_BYTES)));
  if (durationMs === 0 || (scale && integer(head, scale) !== MILLISECOND_NS)) return file;
  const others = fields.filter(({ id }) => id !== DURATION).map(({ at, end }) => file.slice(at, end));
  const content = new Blob([...others, durationField(durationMs)]);
  const parts = [file.slice(0, info.at), infoHeader(content.size), content, file.slice(info.end)];
  return new Blob(parts, { type: file.type });
}

async function viewOf(file: Blob): Promise<DataView> {
  return new DataView(await file.arrayBuffer());
}

/** The elements between two places, as far as they can be read. */
function elements(view: DataView, from: number, to: number): Element[] {
  const found: Element[] = [];
  for (let at = from; at < to;) {
    const element = elementAt(view, at, to);
    if (!element) break;
    found.push(element);
    at = element.end;
  }
  return found;
}

/** RFC 8794, sections 4 to 6: an id with its marker, and a size without, all ones where it is unknown. */
function elementAt(view: DataView, at: number, to: number): Element | null {
  const idBytes = widthAt(view, at);
  const sizeBytes = widthAt(view, at + idBytes);
  const start = at + idBytes + sizeBytes;
  if (idBytes > 4 || sizeBytes > 8 || start > to) return null;
  const id = bigEndian(view, at, idBytes);
  const size = bigEndian(view, at + idBytes, sizeBytes) - 2 ** (7 * sizeBytes);
  const isUnknown = size >= 2 ** (7 * sizeBytes) - 1;
  return { id, at, start, end: isUnknown ? to : start + size };
}

/** Bytes of the number there: as many as its first has zeros in front, and one; 9 where none can be. */
function widthAt(view: DataView, at: number): number {
  return at < view.byteLength ? Math.clz32(view.getUint8(at)) - 23 : 9;
}

function bigEndian(view: DataView, at: number, bytes: number): number {
  let value = 0;
  for (let index = 0; index < bytes; index += 1) value = value * 256 + view.getUint8(at + index);
  return value;
}

function integer(view: DataView, { start, end }: Element): number {
  return bigEndian(view, start, end - start);
}

/** Milliseconds of the last block of the last cluster; 0 where none is found. */
function lastTime(view: DataView): number {
  for (let at = view.byteLength - 12; at >= 0; at -= 1) {
    if (view.getUint32(at) !== CLUSTER) continue;
    const cluster = elementAt(view, at, view.byteLength);
    const inside = cluster ? elements(view, cluster.start, Math.min(cluster.end, view.byteLength)) : [];
    if (inside[0]?.id !== CLUSTER_TIMESTAMP) continue;
    return integer(view, inside[0]) + Math.max(0, ...inside.map((block) => timeWithin(view, block)));
  }
  return 0;
}

/** Milliseconds from the beginning of the cluster: after the number of the track, which is one byte here. */
function timeWithin(view: DataView, { id, start, end }: Element): number {
  if (id === SIMPLE_BLOCK || id === BLOCK) return start + 3 <= view.byteLength ? view.getInt16(start + 1) : 0;
  if (id !== BLOCK_GROUP) return 0;
  const block = elements(view, start, Math.min(end, view.byteLength)).find((each) => each.id === BLOCK);
  return block ? timeWithin(view, block) : 0;
}

function infoHeader(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, INFO);
  view.setUint32(8, size);
  bytes[4] = 0x01;
  return bytes;
}

function durationField(ms: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(11);
  bytes.set([0x44, 0x89, 0x88]);
  new DataView(bytes.buffer).setFloat64(3, ms);
  return bytes;
}
