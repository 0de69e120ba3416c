import { nameOf } from '../core/target.js';
import type { Shot, Snapshot, SnapshotOptions } from './snapshot/snapshot.js';
import { TalkingCamera } from './talking-camera.js';

/** What can be kept of a camera. The code for it is loaded when it is asked for. */
export abstract class CapturingCamera extends TalkingCamera {
  /** The state as a person reads it. */
  protected abstract get stateInWords(): string;

  /**
   * Keeps the picture that is there to see at this moment, in the camera's own resolution, as an image file.
   * A picture that stands still, or is left of a connection that is gone, is kept as well, and says so.
   *
   * @throws {DOMException} `InvalidStateError` while there is no picture, `NotSupportedError` when the browser
   * cannot make that type
   */
  async snapshot(options?: SnapshotOptions | null): Promise<Snapshot> {
    const shot = this.#shoot();
    const { paused, state } = this;
    const { noPicture, snapshot } = await import('./snapshot/snapshot.js');
    if (!shot) throw noPicture(paused, state);
    return snapshot(shot, options ?? {});
  }

  /** What there is to see at this moment, or null. */
  #shoot(): Shot | null {
    const { picture } = this;
    const copy = picture.copy();
    if (!copy) return null;
    const isLive = picture.isPainted && this.frozenSince === null;
    return {
      picture: copy,
      camera: this.label || nameOf(this.channel),
      takenAt: picture.isPainted ? (this.frozenSince ?? Date.now()) : picture.lastAt,
      isLive,
      condition: isLive ? '' : this.stateInWords,
    };
  }
}
