import type { PropertyValues } from 'lit';
import { keyOf } from '../core/target.js';
import { RecordingCamera } from './recording-camera.js';
import type { Point, Zoom } from './zoom/zoom.js';

/** What a person can look at more closely. The code for it is loaded when a pointer or the focus comes. */
export abstract class ZoomingCamera extends RecordingCamera {
  #zoom: Zoom | null = null;
  /** Which camera is looked at: its channel, region and service. */
  #place = '';

  constructor() {
    super();
    const load = (): void => {
      if (this.controls) this.#load().catch(reportError);
    };
    for (const type of ['pointerenter', 'focusin']) this.addEventListener(type, load);
  }

  /** How many times as large the picture is shown; 1: whole. */
  get zoomScale(): number {
    return this.#zoom?.scale ?? 1;
  }

  /**
   * Shows the picture 1 to 8 times as large; `middle` is the place in it that comes into the middle, from 0 to 1
   * across and down, as far as the picture goes.
   *
   * @throws {RangeError} for another scale or place
   */
  async zoom(scale: number, middle?: Point): Promise<void> {
    (await this.#load()).show(scale, middle);
  }

  /** Shows the whole picture. */
  resetZoom(): void {
    this.#zoom?.to(1);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const place = keyOf(this.target);
    if (place === this.#place) return;
    this.#place = place;
    // What was seen of another one says nothing of this.
    this.picture.forget();
    this.resetZoom();
  }

  async #load(): Promise<Zoom> {
    const [{ Zoom: Constructor }, { Gestures }] = await Promise.all([
      import('./zoom/zoom.js'),
      import('./zoom/gestures.js'),
    ]);
    if (this.#zoom) return this.#zoom;
    this.#zoom = new Constructor(this, [this.video, this.picture.last]);
    new Gestures(this, this.#zoom).listen();
    return this.#zoom;
  }
}
