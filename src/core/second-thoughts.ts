import type { KvsError } from './errors.js';
import { childOf, sleep, untilAborted } from './lifetime.js';
import { keyOf, type CameraTarget } from './target.js';
import { tokenCallbackSet } from './token.js';

/** And up to twice as long. */
const SELDOM_MS = 180_000;

/** Cameras that were live on this page, in whichever session. */
const onceLive = new Set<string>();

export function noteLive(target: CameraTarget): void {
  onceLive.add(keyOf(target));
}

/** Resolves when it may be worth another try after all to connect to a camera that has failed for good. */
export async function secondThoughts(
  target: CameraTarget,
  { code }: KvsError,
  signal: AbortSignal,
): Promise<void> {
  const life = childOf(signal);
  const waits: Promise<unknown>[] = [];
  // A camera that was starting up, a channel made anew, a server put right: nobody may be there to ask for it.
  if (onceLive.has(keyOf(target)) && code !== 'session-expired')
    waits.push(sleep(SELDOM_MS * (1 + Math.random()), life.signal));
  // Nothing to connect with is mended by the page when it sets its callback.
  if (code === 'bad-configuration') waits.push(tokenCallbackSet(life.signal));
  await untilAborted(Promise.race(waits), signal);
  life.abort();
}
