import type { Identity, Rgb } from './identities.js';
import { BLACK, box, disc, hand, mix, polygon, stroke, WHITE } from './shapes.js';
import type { Shape } from './shapes.js';

/** What stands in front of a camera, and what moves there. */
export interface Scene {
  /** Drawn once; fits over the flat background. */
  still(colour: Rgb): Shape[];
  /** Drawn for each frame; `minute` runs from 0 to 1 within each minute. */
  moving(colour: Rgb, minute: number): Shape[];
}

/** Where wall and floor meet, in pixels from the top. */
export const FLOOR_Y = 292;

const dark = (colour: Rgb, share: number): Rgb => mix(colour, BLACK, share);
const light = (colour: Rgb, share: number): Rgb => mix(colour, WHITE, share);
const YELLOW: Rgb = [255, 214, 102];
const INK: Rgb = [24, 28, 36];

/** Runs from 0 to 1 and back, `times` a minute, resting at both ends. */
function sway(minute: number, times: number): number {
  const eased = 0.5 - 0.75 * Math.cos(minute * times * 2 * Math.PI);
  return Math.min(1, Math.max(0, eased));
}

/** Runs from `from` to `to`, `times` a minute, and starts over. */
function pass(minute: number, times: number, from: number, to: number): number {
  return from + (to - from) * ((minute * times) % 1);
}

const frontDoor: Scene = {
  still: (colour) => [
    box(362, 96, 132, FLOOR_Y - 96, light(colour, 0.78)),
    box(374, 108, 108, FLOOR_Y - 108, dark(colour, 0.55)),
    box(388, 122, 34, 64, dark(colour, 0.35)),
    box(434, 122, 34, 64, dark(colour, 0.35)),
    box(388, 202, 34, 74, dark(colour, 0.35)),
    box(434, 202, 34, 74, dark(colour, 0.35)),
    disc(470, 196, 5, YELLOW),
    box(350, FLOOR_Y - 8, 156, 8, light(colour, 0.55)),
    box(546, 232, 44, 60, light(colour, 0.3)),
    disc(568, 196, 30, [70, 150, 84]),
    disc(550, 216, 22, [58, 132, 74]),
    disc(586, 216, 22, [58, 132, 74]),
  ],
  moving: (colour, minute) => {
    const x = pass(minute, 3, -60, 700);
    const step = Math.sin(minute * 180 * Math.PI) * 5;
    const glow = mix(YELLOW, WHITE, sway(minute, 6) * 0.6);
    return [
      disc(330, 138, 15, mix(colour, YELLOW, 0.35)),
      disc(330, 138, 9, glow),
      stroke(x - 18, 268, x - 34, 250 + step, 4, INK),
      disc(x, 270, 22, INK, 9),
      ...[-14, -8, 9, 15].map((leg, index) =>
        stroke(x + leg, 272, x + leg + (index % 2 ? step : -step), 291, 4, INK),
      ),
      disc(x + 25, 260, 8, INK),
      polygon([x + 18, 256, x + 20, 246, x + 25, 253], INK),
      polygon([x + 26, 253, x + 31, 246, x + 32, 257], INK),
    ];
  },
};

const loadingDock: Scene = {
  still: (colour) => [
    box(338, 92, 214, FLOOR_Y - 92, dark(colour, 0.5)),
    box(350, 104, 190, FLOOR_Y - 104, dark(colour, 0.8)),
    ...[0, 1, 2].map((row) => box(410 + row * 6, 244 - row * 34, 54, 32, [176, 132, 84])),
    box(470, 244, 56, 46, [160, 118, 74]),
    box(496, 244, 5, 46, [214, 186, 140]),
    box(320, 240, 14, 52, YELLOW),
    box(556, 240, 14, 52, YELLOW),
    ...[320, 556].flatMap((x) => [box(x, 250, 14, 9, INK), box(x, 270, 14, 9, INK)]),
  ],
  moving: (colour, minute) => {
    const drop = 150 - 110 * sway(minute, 3);
    const x = 190 + 70 * sway(minute, 6);
    const slats = Array.from({ length: 6 }, (_slat, index) => 104 + index * 25);
    return [
      box(350, 104, 190, drop, light(colour, 0.62)),
      ...slats.filter((y) => y < 104 + drop - 4).map((y) => box(350, y, 190, 3, light(colour, 0.3))),
      box(350, 100 + drop, 190, 6, dark(colour, 0.3)),
      box(x, 238, 64, 36, [214, 60, 40]),
      polygon(
        [
          x + 8,
          238,
          x + 14,
          196,
          x + 52,
          196,
          x + 56,
          238,
          x + 50,
          238,
          x + 47,
          203,
          x + 19,
          203,
          x + 14,
          238,
        ],
        INK,
      ),
      box(x + 66, 190, 6, 90, INK),
      box(x + 66, 268 - 40 * sway(minute, 6), 44, 5, INK),
      disc(x + 14, 278, 14, INK),
      disc(x + 52, 278, 14, INK),
      disc(x + 14, 278, 6, light(colour, 0.5)),
      disc(x + 52, 278, 6, light(colour, 0.5)),
    ];
  },
};

const barn: Scene = {
  still: (colour) => [
    disc(250, 330, 190, light(colour, 0.14), 70),
    polygon([380, FLOOR_Y, 380, 170, 416, 116, 480, 84, 544, 116, 580, 170, 580, FLOOR_Y], [150, 46, 38]),
    polygon(
      [368, 176, 410, 110, 480, 74, 550, 110, 592, 176, 580, 176, 544, 122, 480, 90, 416, 122, 380, 176],
      WHITE,
    ),
    box(436, 196, 88, FLOOR_Y - 196, WHITE),
    box(442, 202, 76, FLOOR_Y - 202, [128, 36, 30]),
    stroke(442, 202, 518, FLOOR_Y, 5, WHITE),
    stroke(518, 202, 442, FLOOR_Y, 5, WHITE),
    box(462, 130, 36, 32, WHITE),
    box(467, 135, 26, 22, [70, 30, 26]),
    ...[210, 250, 290, 330].map((x) => box(x, 252, 6, 40, light(colour, 0.6))),
    box(200, 262, 164, 5, light(colour, 0.6)),
    box(200, 278, 164, 5, light(colour, 0.6)),
  ],
  moving: (_colour, minute) => {
    const x = pass(minute, 2, -120, 720);
    const turn = minute * 40;
    const wheel = (cx: number, cy: number, r: number): Shape[] => [
      disc(cx, cy, r, INK),
      disc(cx, cy, r * 0.55, YELLOW),
      hand(cx, cy, r * 0.5, turn, 3, INK),
      hand(cx, cy, r * 0.5, turn + 0.5, 3, INK),
    ];
    return [
      hand(480, 68, 16, 0.25 + 0.1 * Math.sin(minute * 24 * Math.PI), 4, WHITE),
      box(478, 66, 4, 12, WHITE),
      box(x + 8, 212, 46, 8, INK),
      stroke(x + 13, 218, x + 13, 250, 4, INK),
      stroke(x + 48, 218, x + 48, 250, 4, INK),
      box(x, 246, 96, 26, [44, 96, 190]),
      box(x + 80, 224, 5, 24, INK),
      ...wheel(x + 20, 270, 24),
      ...wheel(x + 84, 278, 15),
    ];
  },
};

const ward: Scene = {
  still: (colour) => [
    box(180, 94, 110, 92, light(colour, 0.5)),
    box(186, 100, 47, 80, [158, 204, 240]),
    box(237, 100, 47, 80, [158, 204, 240]),
    box(240, 228, 240, 34, WHITE),
    box(240, 252, 240, 14, light(colour, 0.7)),
    box(300, 222, 180, 26, [128, 190, 214]),
    disc(272, 222, 30, WHITE, 14),
    box(228, 190, 10, 96, light(colour, 0.35)),
    box(482, 214, 10, 72, light(colour, 0.35)),
    box(228, 268, 264, 6, light(colour, 0.35)),
    disc(236, 288, 6, INK),
    disc(486, 288, 6, INK),
    box(528, 110, 5, 180, light(colour, 0.6)),
    box(506, 284, 50, 6, light(colour, 0.6)),
    box(512, 108, 38, 5, light(colour, 0.6)),
    box(340, 92, 130, 84, INK),
    box(348, 100, 114, 68, [10, 40, 34]),
    box(398, 176, 14, 14, INK),
  ],
  moving: (colour, minute) => {
    const head = Math.floor(minute * 60 * 15) % 45;
    const beat = [0, 0, 0, -4, 0, 8, -34, 22, 0, 0, -7, -5, 0, 0, 0];
    const at = (index: number): number => 140 + (beat[index % 15] ?? 0) * 0.8;
    const trace = Array.from({ length: 44 }, (_step, index) => index)
      .filter((index) => (index - head + 45) % 45 > 5)
      .map((index) =>
        stroke(350 + index * 2.5, at(index), 352.5 + index * 2.5, at(index + 1), 2.5, [96, 255, 150]),
      );
    return [
      ...trace,
      polygon([522, 122, 544, 122, 544, 160, 533, 170, 522, 160], light(colour, 0.85)),
      disc(533, pass(minute, 60, 174, 204), 3, [158, 204, 240]),
    ];
  },
};

const workshop: Scene = {
  still: (colour) => [
    box(420, 78, 176, 108, light(colour, 0.2)),
    ...[444, 480].flatMap((x) => [box(x, 100, 8, 66, [206, 176, 128]), box(x - 8, 92, 24, 16, INK)]),
    stroke(520, 96, 520, 166, 8, light(colour, 0.75)),
    disc(520, 98, 13, light(colour, 0.75)),
    disc(520, 94, 6, light(colour, 0.2)),
    polygon([546, 92, 588, 92, 568, 172], light(colour, 0.6)),
    box(200, 232, 400, 14, [206, 160, 104]),
    box(216, 246, 16, 46, [150, 108, 66]),
    box(568, 246, 16, 46, [150, 108, 66]),
    box(430, 206, 70, 26, dark(colour, 0.45)),
    box(440, 196, 14, 12, dark(colour, 0.45)),
    box(476, 196, 14, 12, dark(colour, 0.45)),
  ],
  moving: (colour, minute) => [
    ...gear(270, 160, 50, 12, minute * 4, light(colour, 0.72)),
    ...gear(356, 160, 32, 8, -minute * 6 + 0.0625, light(colour, 0.45)),
    disc(270, 160, 16, dark(colour, 0.4)),
    disc(356, 160, 11, dark(colour, 0.4)),
    disc(553, 218, 6, sway(minute, 30) > 0.5 ? YELLOW : dark(colour, 0.5)),
  ],
};

function gear(x: number, y: number, radius: number, teeth: number, turn: number, fill: Rgb): Shape[] {
  const cogs = Array.from({ length: teeth }, (_cog, index) =>
    hand(x, y, radius + 8, turn + index / teeth, radius * 0.28, fill),
  );
  return [...cogs, disc(x, y, radius, fill)];
}

const gate: Scene = {
  still: (colour) => [
    box(480, 120, 112, FLOOR_Y - 120, light(colour, 0.75)),
    polygon([468, 122, 486, 96, 586, 96, 604, 122], dark(colour, 0.55)),
    box(494, 140, 84, 52, [158, 204, 240]),
    box(533, 140, 5, 52, light(colour, 0.75)),
    box(536, 204, 42, FLOOR_Y - 204, dark(colour, 0.35)),
    box(430, 212, 28, 80, INK),
    box(170, 284, 250, 4, light(colour, 0.3)),
  ],
  moving: (colour, minute) => {
    const lift = sway(minute, 3);
    const turn = 0.75 + 0.22 * lift;
    const bar = (length: number, fill: Rgb): Shape => hand(444, 222, length, turn, 10, fill);
    const x = pass(minute + 0.14, 3, 700, -160);
    const waiting = lift > 0.2 ? YELLOW : ([232, 60, 48] as const);
    return [
      disc(x + 30, 276, 15, INK),
      disc(x + 104, 276, 15, INK),
      polygon(
        [
          x,
          270,
          x + 2,
          248,
          x + 30,
          240,
          x + 48,
          218,
          x + 100,
          218,
          x + 124,
          242,
          x + 134,
          248,
          x + 134,
          270,
        ],
        WHITE,
      ),
      polygon([x + 38, 241, x + 52, 225, x + 72, 225, x + 72, 241], dark(colour, 0.5)),
      polygon([x + 78, 241, x + 78, 225, x + 96, 225, x + 110, 241], dark(colour, 0.5)),
      ...[230, 190, 150, 110, 70, 30].map((length, index) => bar(length, index % 2 ? WHITE : [226, 52, 44])),
      disc(444, 222, 9, light(colour, 0.6)),
      disc(444, 202, 7, waiting),
    ];
  },
};

/** The scene of each identity. */
export const SCENES: Readonly<Record<Identity, Scene>> = {
  'front-door': frontDoor,
  'loading-dock': loadingDock,
  barn,
  'ward-3': ward,
  workshop,
  gate,
};
