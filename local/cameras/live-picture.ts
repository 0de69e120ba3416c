import { Bitmap } from './bitmap.js';
import { hearingShapes, movingShapes, stillShapes } from './composition.js';
import { VIDEO } from './identities.js';
import type { Rgb } from './identities.js';
import type { Scene } from './scenes.js';

const { width, height } = VIDEO;
const QUIETEST_DB = -50;

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
    this.#canvas.paint(hearingShapes(this.#colour, shareOf(heardDb)));
    return this.#canvas;
  }
}

function shareOf(heardDb: number | null): number {
  return heardDb === null ? 0 : Math.min(1, Math.max(0, 1 - heardDb / QUIETEST_DB));
}
