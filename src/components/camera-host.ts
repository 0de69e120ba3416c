import type { ReactiveControllerHost } from 'lit';
import type { CameraTarget } from '../core/target.js';

/** What the controller of a session needs to know of its element. */
export interface CameraHost extends ReactiveControllerHost, Element {
  readonly hasUpdated: boolean;
  /** The camera that the element is configured for. */
  readonly target: CameraTarget;
  readonly loading: 'lazy' | 'eager';
  /** When to give the connection back: some of `offscreen`, `hidden`. */
  readonly unload: string;
  /** Milliseconds out of sight until it is given back. */
  readonly unloadDelay: number;
  /** Whether somebody watches elsewhere: picture-in-picture, fullscreen. */
  readonly isHeld: boolean;
}
