import type { Rgb } from './identities.js';

/** A filled polygon; points are x, y, x, y … in picture pixels. */
export interface Area {
  readonly kind: 'area';
  readonly points: readonly number[];
  readonly fill: Rgb;
}

/** Typefaces of the pictures; the live camera has them as bitmaps. */
export type Face = 'title' | 'clock' | 'small';

/** A line of text; `x`, `y` is the left end of its baseline. */
export interface Label {
  readonly kind: 'label';
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly face: Face;
  readonly fill: Rgb;
}

/** The two things both painters (canvas and bitmap) can draw. */
export type Shape = Area | Label;

export const WHITE: Rgb = [255, 255, 255];
export const BLACK: Rgb = [0, 0, 0];

const TURN = 2 * Math.PI;
const tenth = (value: number): number => Math.round(value * 10) / 10;

/** Makes a polygon from its corners. */
export function polygon(points: readonly number[], fill: Rgb): Area {
  return { kind: 'area', points: points.map(tenth), fill };
}

/** Makes an axis-parallel rectangle. */
export function box(x: number, y: number, width: number, height: number, fill: Rgb): Area {
  return polygon([x, y, x + width, y, x + width, y + height, x, y + height], fill);
}

/** Makes an ellipse, or a circle where `ry` is left out. */
export function disc(x: number, y: number, rx: number, fill: Rgb, ry = rx): Area {
  const corners = rx > 12 ? 40 : 20;
  const points: number[] = [];
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = (corner / corners) * TURN;
    points.push(x + rx * Math.cos(angle), y + ry * Math.sin(angle));
  }
  return polygon(points, fill);
}

/** Makes a straight stroke of the given width. */
export function stroke(x1: number, y1: number, x2: number, y2: number, width: number, fill: Rgb): Area {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const dx = ((y2 - y1) / length) * (width / 2);
  const dy = ((x1 - x2) / length) * (width / 2);
  return polygon([x1 + dx, y1 + dy, x2 + dx, y2 + dy, x2 - dx, y2 - dy, x1 - dx, y1 - dy], fill);
}

/** Makes a hand that points from a centre; `turn` counts clockwise from the top, 1 is a full turn. */
export function hand(x: number, y: number, length: number, turn: number, width: number, fill: Rgb): Area {
  return stroke(x, y, x + length * Math.sin(turn * TURN), y - length * Math.cos(turn * TURN), width, fill);
}

/** Makes a line of text. */
export function label(text: string, x: number, y: number, face: Face, fill: Rgb): Label {
  return { kind: 'label', text, x, y, face, fill };
}

/** Mixes two colours; `share` is how much of the second one. */
export function mix(first: Rgb, second: Rgb, share: number): Rgb {
  const part = (channel: 0 | 1 | 2): number =>
    Math.round(first[channel] * (1 - share) + second[channel] * share);
  return [part(0), part(1), part(2)];
}
