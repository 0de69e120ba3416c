import type { Rgb } from './identities.js';
import { lettersOf } from './letters.js';
import type { Area, Label, Shape } from './shapes.js';

const BYTES = 4;
const SUB_ROWS = 4;

/** An RGBA picture in memory that shapes are painted on. */
export class Bitmap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
  readonly #coverage: Float32Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8ClampedArray(width * height * BYTES).fill(255);
    this.#coverage = new Float32Array(width);
  }

  /** Paints shapes over what is there, in order. */
  paint(shapes: readonly Shape[]): void {
    for (const shape of shapes) {
      if (shape.kind === 'area') this.#fill(shape);
      else this.#write(shape);
    }
  }

  /** Takes over another picture of the same size. */
  copy(other: Bitmap): void {
    this.data.set(other.data);
  }

  #fill({ points, fill }: Area): void {
    const ys = points.filter((_value, index) => index % 2 === 1);
    const top = Math.max(0, Math.floor(Math.min(...ys)));
    const bottom = Math.min(this.height, Math.ceil(Math.max(...ys)));
    for (let y = top; y < bottom; y += 1) {
      let [left, right] = [this.width, 0];
      for (let sub = 0; sub < SUB_ROWS; sub += 1) {
        const edges = crossings(points, y + (sub + 0.5) / SUB_ROWS);
        for (let pair = 0; pair + 1 < edges.length; pair += 2) {
          const from = Math.max(0, edges[pair] ?? 0);
          const to = Math.min(this.width, edges[pair + 1] ?? 0);
          if (to <= from) continue;
          this.#cover(from, to);
          left = Math.min(left, Math.floor(from));
          right = Math.max(right, Math.ceil(to));
        }
      }
      this.#settle(y, left, Math.min(right, this.width), fill);
    }
  }

  /** Adds a span of one sub-row; its ends may cover a pixel in part. */
  #cover(from: number, to: number): void {
    for (let x = Math.floor(from); x < to; x += 1) {
      const share = Math.min(to, x + 1) - Math.max(from, x);
      this.#coverage[x] = (this.#coverage[x] ?? 0) + share / SUB_ROWS;
    }
  }

  #settle(y: number, left: number, right: number, fill: Rgb): void {
    for (let x = left; x < right; x += 1) {
      this.#blend(x, y, fill, Math.min(1, this.#coverage[x] ?? 0));
      this.#coverage[x] = 0;
    }
  }

  #write({ text, x, y, face, fill }: Label): void {
    const letters = lettersOf(face);
    const { ascent, height } = letters;
    let pen = Math.round(x);
    for (const character of text) {
      const { advance, ink } = letters.letter(character);
      for (const [at, level] of ink.entries()) {
        if (level === 0) continue;
        const row = Math.floor(at / advance);
        if (row < height) this.#blend(pen + (at % advance), Math.round(y) - ascent + row, fill, level / 15);
      }
      pen += advance;
    }
  }

  #blend(x: number, y: number, [red, green, blue]: Rgb, share: number): void {
    if (x < 0 || x >= this.width || y < 0 || y >= this.height) return;
    const at = (y * this.width + x) * BYTES;
    const { data } = this;
    data[at] = (data[at] ?? 0) * (1 - share) + red * share;
    data[at + 1] = (data[at + 1] ?? 0) * (1 - share) + green * share;
    data[at + 2] = (data[at + 2] ?? 0) * (1 - share) + blue * share;
  }
}

/** Where a horizontal line crosses a polygon's edges, left to right. */
function crossings(points: readonly number[], y: number): number[] {
  const found: number[] = [];
  let [x1, y1] = [points.at(-2) ?? 0, points.at(-1) ?? 0];
  for (let at = 0; at < points.length; at += 2) {
    const [x2, y2] = [points[at] ?? 0, points[at + 1] ?? 0];
    if (y1 <= y !== y2 <= y) found.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    [x1, y1] = [x2, y2];
  }
  found.sort((a, b) => a - b);
  return found;
}
