import assert from 'node:assert/strict';
import type { Rgb } from '../../../../local/cameras/index.js';

const TOLERANCE = 20;

/** Fails unless a sampled pixel has the painted colour, give or take what a codec changes. */
export function assertColour(sampled: readonly number[], painted: Rgb): void {
  const off = painted.map((value, channel) => Math.abs(value - (sampled[channel] ?? -255)));
  assert.ok(Math.max(...off) <= TOLERANCE, `sampled ${sampled.join(' ')}, painted ${painted.join(' ')}`);
}
