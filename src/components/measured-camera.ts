import type { PropertyValues } from 'lit';
import type { DiagnosticReport } from '../core/diagnose-report.js';
import type { CameraStats } from '../core/stats.js';
import { watchAudience } from './audience.js';
import type { Measuring } from './stats/measuring.js';
import { ZoomingCamera } from './zooming-camera.js';

/** What is found out about a camera: when it is asked for, or once a second for those who listen or look. */
export abstract class MeasuredCamera extends ZoomingCamera {
  /** Does the work; its code is loaded with the first need. */
  #measuring: Measuring | null = null;
  #hasAudience = false;

  constructor() {
    super();
    watchAudience(this, 'kvs-stats', (isThere) => {
      this.#hasAudience = isThere;
      this.#settle();
    });
  }

  /** Lies over the picture while `stats` is set, as soon as its code is there. */
  protected get statsPanel(): HTMLElement | null {
    return this.stats ? (this.#measuring?.panel ?? null) : null;
  }

  /**
   * What is measured now: rates and means of the last second. Takes that second when nobody has asked before.
   *
   * @throws {KvsError} `camera-offline` while the camera is not live
   */
  async getStats(): Promise<CameraStats> {
    return (await this.#load()).read(this.session);
  }

  /**
   * Finds out why the camera is not shown, or not well: page, browser, token, network, camera. Asks the person
   * nothing and disturbs nobody; the code for it is loaded only then.
   */
  async diagnose(): Promise<DiagnosticReport> {
    const { diagnose } = await import('../core/diagnose.js');
    return diagnose(this.target);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('stats')) this.#settle();
  }

  protected override sessionChanged(): void {
    super.sessionChanged();
    this.#settle();
  }

  /** Measures while there is somebody to tell and something to measure. */
  #settle(): void {
    if (this.#measuring) this.#tell(this.#measuring);
    else if (this.stats || this.#hasAudience)
      this.#load().then((measuring) => this.#tell(measuring), reportError);
  }

  #tell(measuring: Measuring): void {
    const isAsked = this.stats || this.#hasAudience;
    measuring.settle(isAsked ? this.session : null, this.stats);
  }

  async #load(): Promise<Measuring> {
    const { Measuring: Constructor } = await import('./stats/measuring.js');
    return (this.#measuring ??= new Constructor(this, this.video));
  }
}
