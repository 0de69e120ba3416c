import { toKvsError } from '../core/errors.js';
import type { SessionState } from '../core/session-state.js';
import { areAlike, parseTarget, type CameraTarget } from '../core/target.js';

/** What cannot be connected to. */
export type Misconfigured = Extract<SessionState, { phase: 'failed' }>;

/** The state of a camera that cannot be connected to, as its target is; null: it can. */
export function configurationError(target: CameraTarget): Misconfigured | null {
  try {
    parseTarget(target);
    return null;
  } catch (thrown) {
    return { phase: 'failed', error: toKvsError(thrown, 'bad-configuration', 'The camera is not set up') };
  }
}

/** Whether nothing has changed that a connection is made with. */
export function sameTarget(one: CameraTarget, other: CameraTarget): boolean {
  return areAlike(one, other, Object.keys({ ...one, ...other }) as (keyof CameraTarget)[]);
}
