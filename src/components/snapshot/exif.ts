/** What an image says about itself in EXIF, for viewers and archives. */
export interface ImageFacts {
  /** What it shows. */
  readonly description: string;
  readonly software: string;
  /** When it was taken. */
  readonly takenAt: Date;
}

/** One field of a directory: its tag, and the text that it holds. */
type Field = readonly [tag: number, text: string];

// Exif 2.32, sections 4.6.4 and 4.6.5; in the order of their numbers, as TIFF wants them.
const DESCRIPTION = 0x010e;
const SOFTWARE = 0x0131;
const MODIFIED = 0x0132;
const EXIF_DIRECTORY = 0x8769;
const TAKEN = 0x9003;
const TAKEN_OFFSET = 0x9011;
const TAKEN_FRACTION = 0x9291;

const ASCII = 2;
const LONG = 4;
const HEADER_BYTES = 8;
const FIELD_BYTES = 12;

/** An EXIF block, as the `eXIf` chunk of PNG and the `APP1` segment of JPEG hold it. */
export function exifOf({ description, software, takenAt }: ImageFacts): Uint8Array<ArrayBuffer> {
  const { date, time, offset } = localTime(takenAt);
  const moment = `${date.replaceAll('-', ':')} ${time}`;
  const image: Field[] = [
    [DESCRIPTION, description],
    [SOFTWARE, software],
    [MODIFIED, moment],
  ];
  const taken: Field[] = [
    [TAKEN, moment],
    [TAKEN_OFFSET, offset],
    [TAKEN_FRACTION, String(takenAt.getMilliseconds()).padStart(3, '0')],
  ];
  const second = HEADER_BYTES + directoryBytes(image, 1);
  const bytes = new Uint8Array(second + directoryBytes(taken, 0));
  bytes.set([0x4d, 0x4d, 0, 42, 0, 0, 0, HEADER_BYTES]);
  writeDirectory(bytes, HEADER_BYTES, image, second);
  writeDirectory(bytes, second, taken);
  return bytes;
}

/** A moment as the clock on the wall shows it, and how far that is from UTC. */
export function localTime(moment: Date): {
  readonly date: string;
  readonly time: string;
  readonly offset: string;
} {
  const eastMinutes = -moment.getTimezoneOffset();
  const local = new Date(moment.getTime() + eastMinutes * 60_000).toISOString();
  const [hours, minutes] = [Math.trunc(Math.abs(eastMinutes) / 60), Math.abs(eastMinutes) % 60];
  return {
    date: local.slice(0, 10),
    time: local.slice(11, 19),
    offset: `${eastMinutes < 0 ? '-' : '+'}${two(hours)}:${two(minutes)}`,
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

function directoryBytes(fields: readonly Field[], pointers: number): number {
  const texts = fields.reduce((sum, [, text]) => sum + spaceFor(text), 0);
  return 2 + (fields.length + pointers) * FIELD_BYTES + 4 + texts;
}

/** Bytes that a text takes outside its field; none where it fits in. */
function spaceFor(text: string): number {
  const { length } = terminated(text);
  return length > 4 ? length + (length % 2) : 0;
}

/** Writes the fields, then their texts; `next` is where the directory of the taking begins. */
function writeDirectory(bytes: Uint8Array, at: number, fields: readonly Field[], next?: number): void {
  const view = new DataView(bytes.buffer);
  const count = fields.length + (next === undefined ? 0 : 1);
  view.setUint16(at, count);
  let [field, text] = [at + 2, at + 2 + count * FIELD_BYTES + 4];
  for (const [tag, value] of fields) {
    const encoded = terminated(value);
    const isInside = encoded.length <= 4;
    writeField(view, field, [tag, ASCII, encoded.length, text]);
    bytes.set(encoded, isInside ? field + 8 : text);
    field += FIELD_BYTES;
    text += spaceFor(value);
  }
  if (next !== undefined) writeField(view, field, [EXIF_DIRECTORY, LONG, 1, next]);
}

function writeField(
  view: DataView,
  at: number,
  [tag, type, count, value]: readonly [number, number, number, number],
): void {
  view.setUint16(at, tag);
  view.setUint16(at + 2, type);
  view.setUint32(at + 4, count);
  view.setUint32(at + 8, value);
}

/** The standard says ASCII, and everybody reads UTF-8. */
function terminated(text: string): Uint8Array {
  return new TextEncoder().encode(`${text}\0`);
}
