import type { LitElement, ReactiveController } from 'lit';
import { KvsZoomChangeEvent } from './zoom-event.js';

/** A place in the picture or in its box, from 0 to 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What is zoomed: by hand only with `controls`. */
export type ZoomHost = LitElement & { readonly controls: boolean };

/** Where a picture is pixels only. */
export const LARGEST = 8;
const MIDDLE: Point = { x: 0.5, y: 0.5 };

/** How large a picture is shown, and which part of it: a transform of what is painted, and nothing per frame. */
export class Zoom implements ReactiveController {
  readonly #host: ZoomHost;
  readonly #pictures: readonly HTMLElement[];
  #scale = 1;
  /** The place in the picture that is in the middle. */
  #middle = MIDDLE;

  constructor(host: ZoomHost, pictures: readonly HTMLElement[]) {
    this.#host = host;
    this.#pictures = pictures;
    this.#paint();
    host.addController(this);
  }

  hostUpdated(): void {
    this.#leaveFingers();
  }

  get scale(): number {
    return this.#scale;
  }

  /**
   * As `to`, for who may have mistaken what can be asked for.
   *
   * @throws {RangeError} for another scale or place
   */
  show(scale: number, middle?: Point): void {
    if (!(scale >= 1 && scale <= LARGEST))
      throw new RangeError(`A camera is zoomed 1 to ${LARGEST} times, not ${scale}`);
    if (middle && ![middle.x, middle.y].every((part) => part >= 0 && part <= 1))
      throw new RangeError('The middle of a zoom has an x and a y from 0 to 1');
    this.to(scale, middle);
  }

  /** Shows the picture so large, with that place in the middle, as far as the picture goes. */
  to(scale: number, { x, y }: Point = this.#middle): void {
    const before = this.#scale;
    this.#scale = clamp(scale, 1, LARGEST);
    const half = 0.5 / this.#scale;
    const middle = { x: clamp(x, half, 1 - half), y: clamp(y, half, 1 - half) };
    const isSame = before === this.#scale && middle.x === this.#middle.x && middle.y === this.#middle.y;
    if (isSame) return;
    this.#middle = middle;
    this.#paint();
    this.#host.dispatchEvent(new KvsZoomChangeEvent(this.#scale, middle));
  }

  /** So many times as large; what is at `at` of the box stays there. */
  by(factor: number, at: Point = MIDDLE): void {
    const { x, y } = this.#middle;
    const scale = clamp(this.#scale * factor, 1, LARGEST);
    const pull = 1 / this.#scale - 1 / scale;
    this.to(scale, { x: x + (at.x - 0.5) * pull, y: y + (at.y - 0.5) * pull });
  }

  /** Moves the picture by so many boxes, as if it were drawn there. */
  pan(byX: number, byY: number): void {
    const { x, y } = this.#middle;
    this.to(this.#scale, { x: x - byX / this.#scale, y: y - byY / this.#scale });
  }

  #paint(): void {
    const [scale, { x, y }] = [this.#scale, this.#middle];
    const isWhole = scale === 1;
    const moved = `translate(${(0.5 - x) * scale * 100}%, ${(0.5 - y) * scale * 100}%) scale(${scale})`;
    for (const { style } of this.#pictures) style.transform = isWhole ? '' : moved;
    this.#leaveFingers();
  }

  /** What fingers do to the page. Of the whole camera: one may come down on what lies over the picture. */
  #leaveFingers(): void {
    const ours = this.#scale === 1 ? 'pan-x pan-y' : 'none';
    this.#host.style.touchAction = this.#host.controls ? ours : '';
  }
}

function clamp(value: number, lowest: number, highest: number): number {
  return Math.min(highest, Math.max(lowest, value));
}
