import { HEARING_COLOUR as HEARS, VIDEO } from './identities.js';
import type { Rgb } from './identities.js';
import { FLOOR_Y } from './scenes.js';
import type { Scene } from './scenes.js';
import { BLACK, box, disc, hand, label, mix, WHITE } from './shapes.js';
import type { Shape } from './shapes.js';
import { stripHeight, stripShapes } from './strip.js';

const { width, height } = VIDEO;
const RIGHT = 622;
const CLOCK = { baseline: 56, letterWidth: 16.25 } as const;
const DIAL = { y: 46, radius: 17, gap: 26 } as const;
const BARS = { count: 10, x: 92, step: 10 } as const;
const EMPTY: Scene = { still: () => [], moving: () => [] };

/** The parts of a picture that never change: wall, floor, scene, name. */
export function stillShapes(name: string, colour: Rgb, scene: Scene = EMPTY): Shape[] {
  return [
    box(0, 0, width, height, colour),
    ...scene.still(colour),
    box(0, FLOOR_Y, width, height - FLOOR_Y, mix(colour, BLACK, 0.45)),
    box(0, FLOOR_Y, width, 3, mix(colour, WHITE, 0.25)),
    label(name, 24, 340, 'title', WHITE),
  ];
}

/** What one frame shows over the still parts. */
export interface Moment {
  /** Number of the frame, painted as the counter. */
  readonly frame: number;
  /** Second of the minute, with its fraction. */
  readonly second: number;
  /** Text of the running clock. */
  readonly clock: string;
  /** The strip's 32 bits. */
  readonly payload: number;
}

/** The parts of a picture that change with each frame. */
export function movingShapes(colour: Rgb, moment: Moment, scene: Scene = EMPTY): Shape[] {
  const turn = Math.floor(moment.second) / 60;
  const clockX = RIGHT - CLOCK.letterWidth * moment.clock.length;
  const dialX = clockX - DIAL.gap;
  const counter = `frame ${String(moment.frame).padStart(4, '0')}`;
  return [
    ...scene.moving(colour, moment.second / 60),
    disc(dialX, DIAL.y, DIAL.radius, WHITE),
    disc(dialX, DIAL.y, DIAL.radius - 3, mix(colour, BLACK, 0.6)),
    hand(dialX, DIAL.y, DIAL.radius - 5, turn, 3, WHITE),
    label(moment.clock, clockX, CLOCK.baseline, 'clock', WHITE),
    label(counter, 516, 338, 'small', mix(colour, WHITE, 0.8)),
    ...stripShapes(moment.payload, width, height),
  ];
}

/** The picture of a loop camera that hears somebody: without clock and strip, which would not be true. */
export function hearingMoment(colour: Rgb, second: number, share: number, scene: Scene = EMPTY): Shape[] {
  return [
    ...scene.moving(colour, second / 60),
    box(0, 0, width, stripHeight(height), BLACK),
    ...hearingShapes(colour, share),
  ];
}

/** What a camera hears, 0 to 1: bars, and a mark below them that is there only while it hears. */
export function hearingShapes(colour: Rgb, share: number): Shape[] {
  const lit = Math.round(share * BARS.count);
  const dim = mix(colour, WHITE, 0.25);
  const bars = Array.from({ length: BARS.count }, (_bar, index) =>
    box(BARS.x + index * BARS.step, 52 - index * 1.6, 7, 6 + index * 1.6, index < lit ? HEARS : dim),
  );
  const mark = lit > 0 ? [box(24, 64, 40 + 128 * share, 14, HEARS)] : [];
  return [label('hears', 24, 57, 'small', mix(colour, WHITE, 0.8)), ...bars, ...mark];
}
