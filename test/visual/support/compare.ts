import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/** How two pictures differ: in how many pixels at most of any square, and a picture of where. */
export interface Difference {
  readonly pixels: number;
  readonly picture: Buffer;
}

/** Colours nearer than this are the same (OKLab, black to white is 1); smoothed edges are left out by the library. */
const THRESHOLD = 0.06;
const SQUARE = 32;

/** Compares two PNGs. What has another size differs everywhere. */
export function compare(kept: Buffer, taken: Buffer): Difference {
  const [one, other] = [PNG.sync.read(kept), PNG.sync.read(taken)];
  const { width, height } = other;
  if (one.width !== width || one.height !== height) return { pixels: Infinity, picture: taken };
  const difference = new PNG({ width, height });
  const pixels = pixelmatch(one.data, other.data, difference.data, width, height, {
    threshold: THRESHOLD,
    windowSize: SQUARE,
  });
  return { pixels, picture: PNG.sync.write(difference) };
}
