import { VERSION } from '../../version.js';
import { burnIn } from './caption.js';
import { withExif } from './embed.js';
import { exifOf, localTime } from './exif.js';
import { fileName } from './file-name.js';

/** How a picture is to be kept. */
export interface SnapshotOptions {
  /** PNG by default. WebP is not everywhere, and carries no camera and time inside. */
  readonly type?: 'image/png' | 'image/jpeg' | 'image/webp' | undefined;
  /** 0 to 1, for JPEG and WebP; 0.92 by default. */
  readonly quality?: number | undefined;
  /** Pixels across; by default as many as the camera sends. */
  readonly width?: number | undefined;
  /** Burns in camera, time and resolution; a text stands in for the camera's name. */
  readonly caption?: boolean | string | undefined;
}

/** A picture that was on the screen, and what is known of it. */
export interface Shot {
  readonly picture: HTMLCanvasElement;
  /** Name of the camera. */
  readonly camera: string;
  /** Epoch milliseconds at which the picture was on the screen as new. */
  readonly takenAt: number;
  /** Whether it was live; else it stood still, or is the last one of a connection that is gone. */
  readonly isLive: boolean;
  /** What is wrong, in words for the caption; empty when it was live. */
  readonly condition: string;
}

/** A picture of a camera: an image file, and what is known of it. */
export class Snapshot extends File {
  /** Name of the camera: its label, else its channel. */
  readonly camera: string;
  /** Epoch milliseconds of the picture, by this machine's clock: when it was shown. Also `lastModified`. */
  readonly takenAt: number;
  /** Whether the picture was live; false: it stood still, or is the last one of a connection that is gone. */
  readonly isLive: boolean;
  /** Pixels across. */
  readonly width: number;
  /** Pixels down. */
  readonly height: number;

  constructor(image: Blob, shot: Shot, width: number, height: number) {
    const { camera, takenAt, isLive } = shot;
    const ending = image.type === 'image/jpeg' ? 'jpg' : image.type.slice('image/'.length);
    super([image], fileName(camera, takenAt, ending), { type: image.type, lastModified: takenAt });
    this.camera = camera;
    this.takenAt = takenAt;
    this.isLive = isLive;
    this.width = width;
    this.height = height;
  }
}

const TYPES = ['image/png', 'image/jpeg', 'image/webp'];
const QUALITY = 0.92;
/** What every browser can still draw. */
const LARGEST_WIDTH = 8192;

/** Makes an image file of a picture. */
export async function snapshot(shot: Shot, options: SnapshotOptions): Promise<Snapshot> {
  const { type = 'image/png', quality = QUALITY, caption = false } = options;
  check(options);
  const canvas = scaled(shot.picture, options.width);
  const context = canvas.getContext('2d');
  if (!context) throw new DOMException('The browser has no room for another picture', 'OperationError');
  context.imageSmoothingQuality = 'high';
  context.drawImage(shot.picture, 0, 0, canvas.width, canvas.height);
  if (caption !== false) burnIn(context, words(shot, caption));
  const image = await encoded(canvas, type, quality);
  const { camera, isLive, takenAt } = shot;
  const facts = {
    description: isLive ? camera : `${camera} (not live)`,
    software: `kvs-elements ${VERSION}`,
    takenAt: new Date(takenAt),
  };
  return new Snapshot(await withExif(image, exifOf(facts)), shot, canvas.width, canvas.height);
}

/** Why there is nothing to make an image of. */
export function noPicture(isPaused: boolean, state: string): DOMException {
  return new DOMException(wayToAPicture(isPaused, state), 'InvalidStateError');
}

function wayToAPicture(isPaused: boolean, state: string): string {
  if (isPaused) return 'The camera has shown no picture yet: call play() and wait for kvs-firstframe';
  if (state === 'blocked') return 'The browser shows no picture before somebody taps on the camera';
  return `The camera has shown no picture yet: it is ${state}; wait for kvs-firstframe`;
}

function check({ type, quality = QUALITY, width = 1 }: SnapshotOptions): void {
  if (type !== undefined && !TYPES.includes(type))
    throw new TypeError(`"${type}" is no type of a snapshot; use one of: ${TYPES.join(', ')}`);
  if (!(quality >= 0 && quality <= 1))
    throw new RangeError(`The quality of a snapshot is 0 to 1, not ${quality}`);
  if (!(width >= 1 && width <= LARGEST_WIDTH))
    throw new RangeError(`A snapshot is 1 to ${LARGEST_WIDTH} pixels wide, not ${width}`);
}

function scaled(picture: HTMLCanvasElement, wanted = picture.width): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(wanted);
  canvas.height = Math.max(1, Math.round((picture.height * canvas.width) / picture.width));
  return canvas;
}

function words({ camera, picture, takenAt, condition }: Shot, caption: boolean | string): string {
  const { date, time, offset } = localTime(new Date(takenAt));
  const name = typeof caption === 'string' ? caption : camera;
  const parts = [name, `${date} ${time} ${offset}`, `${picture.width}×${picture.height}`, condition];
  // Kept apart from each other: letters from right to left would turn the date beside them.
  return parts
    .map((part) => part.replaceAll(/[\p{Cc}\p{Bidi_Control}\s]+/gu, ' ').trim())
    .filter(Boolean)
    .map((part) => `\u2068${part}\u2069`)
    .join('  ·  ');
}

function encoded(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const take = (image: Blob | null): void => {
      if (image?.type === type) resolve(image);
      // Browsers give a PNG instead of what they cannot make.
      else reject(new DOMException(`This browser cannot make ${type}`, 'NotSupportedError'));
    };
    canvas.toBlob(take, type, quality);
  });
}
