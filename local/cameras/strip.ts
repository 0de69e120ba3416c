import { box, BLACK, WHITE } from './shapes.js';
import type { Area } from './shapes.js';

const CELLS = 40;
const PAYLOAD_BITS = 32;

/** Height in pixels of the machine-readable strip along the top of a picture. */
export function stripHeight(pictureHeight: number): number {
  return Math.floor(Math.max(16, pictureHeight / 22) / 2) * 2;
}

/** Encodes 32 bits as the strip's cells, left to right: `1 0`, payload, 4 check bits, `0 1`. */
export function stripCells(payload: number): boolean[] {
  return [true, false, ...bitsOf(payload, PAYLOAD_BITS), ...bitsOf(checkOf(payload), 4), false, true];
}

/** Decodes the luma of the 40 cell middles; `undefined` when the strip is not readable. */
export function readStrip(luma: readonly number[]): number | undefined {
  if (luma.length !== CELLS) return undefined;
  const bits = luma.map((value) => (value > 127 ? 1 : 0));
  const number = (from: number, to: number): number =>
    bits.slice(from, to).reduce<number>((sum, bit) => sum * 2 + bit, 0);
  const payload = number(2, 2 + PAYLOAD_BITS);
  const framed = number(0, 2) === 0b10 && number(CELLS - 2, CELLS) === 0b01;
  return framed && number(34, 38) === checkOf(payload) ? payload : undefined;
}

/** Draws the strip for a picture of the given size. */
export function stripShapes(payload: number, width: number, height: number): Area[] {
  const cell = width / CELLS;
  const tall = stripHeight(height);
  const lit = stripCells(payload).flatMap((on, index) =>
    on ? [box(index * cell, 0, cell, tall, WHITE)] : [],
  );
  return [box(0, 0, width, tall, BLACK), ...lit];
}

function bitsOf(value: number, count: number): boolean[] {
  return Array.from({ length: count }, (_bit, index) => ((value >>> (count - 1 - index)) & 1) === 1);
}

function checkOf(payload: number): number {
  let check = 0;
  for (let shift = 0; shift < PAYLOAD_BITS; shift += 4) check ^= (payload >>> shift) & 15;
  return check;
}
