import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

/** How two pictures differ: in how many pixels at most of any square, and where: in words and as a picture. */
export interface Difference {
  readonly pixels: number;
  readonly where: string;
  readonly picture: Buffer;
}

/** Colours nearer than this are the same (OKLab, black to white is 1); smoothed edges are left out by the library. */
const THRESHOLD = 0.06;
const SQUARE = 32;

/** Compares two PNGs. What has another size differs everywhere. */
export function compare(kept: Buffer, taken: Buffer): Difference {
  const [one, other] = [PNG.sync.read(kept), PNG.sync.read(taken)];
  const { width, height } = other;
  if (one.width !== width || one.height !== height)
    return { pixels: Infinity, where: 'its size', picture: taken };
  const difference = new PNG({ width, height });
  const pixels = pixelmatch(one.data, other.data, difference.data, width, height, {
    threshold: THRESHOLD,
    windowSize: SQUARE,
  });
  return { pixels, where: boxOf(difference), picture: PNG.sync.write(difference) };
}

/** The smallest box around all that differs; the library paints that red. */
function boxOf({ data, width, height }: PNG): string {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let at = 0; at < width * height; at += 1) {
    const [red, green, blue] = data.subarray(at * 4);
    if (red !== 255 || green !== 0 || blue !== 0) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  return `${left},${top} to ${right},${bottom}`;
}
