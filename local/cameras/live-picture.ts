import { Bitmap } from './bitmap.js';
import { movingShapes, stillShapes } from './composition.js';
import { VIDEO } from './identities.js';
import type { Rgb } from './identities.js';
import type { Scene } from './scenes.js';
import { box, label, mix, WHITE } from './shapes.js';
import type { Shape } from './shapes.js';

const { width, height } = VIDEO;
const BARS = 10;
const QUIETEST_DB = -50;
const LOUD: Rgb = [255, 214, 102];

/** The picture of one live camera, drawn anew for each frame. */
export class LivePicture {
  readonly #colour: Rgb;
  readonly #scene: Scene | undefined;
  readonly #still = new Bitmap(width, height);
  readonly #canvas = new Bitmap(width, height);

  constructor(name: string, colour: Rgb, scene: Scene | undefined) {
    this.#colour = colour;
    this.#scene = scene;
    this.#still.paint(stillShapes(name, colour, scene));
  }

  /** Draws a moment; `heardDb` moves the bars that show what the camera hears. RGBA, valid until the next call. */
  draw(now: Date, frame: number, heardDb: number | null): Bitmap {
    const second = now.getSeconds() + now.getMilliseconds() / 1000;
    const clock = now.toTimeString().slice(0, 8);
    const payload = now.getTime() % 2 ** 32;
    const moment = { frame: frame % 10_000, second, clock, payload };
    this.#canvas.copy(this.#still);
    this.#canvas.paint(movingShapes(this.#colour, moment, this.#scene));
    this.#canvas.paint(this.#bars(heardDb));
    return this.#canvas;
  }

  #bars(heardDb: number | null): Shape[] {
    const share = heardDb === null ? 0 : 1 - heardDb / QUIETEST_DB;
    const lit = Math.round(Math.min(1, Math.max(0, share)) * BARS);
    const dim = mix(this.#colour, WHITE, 0.25);
    const bars = Array.from({ length: BARS }, (_bar, index) =>
      box(92 + index * 10, 52 - index * 1.6, 7, 6 + index * 1.6, index < lit ? LOUD : dim),
    );
    return [label('hears', 24, 57, 'small', mix(this.#colour, WHITE, 0.8)), ...bars];
  }
}
