import { KvsError } from './errors.js';
import { sleep, timerMs } from './lifetime.js';
import type { Connection } from './viewer.js';

/** Resolves when the right to watch ends; never when it has no end. */
export async function expiry({ sessionExpiresAt: at }: Connection, signal: AbortSignal): Promise<KvsError> {
  if (at === undefined) return new Promise(() => {});
  while (Date.now() < at) await sleep(timerMs(at - Date.now(), 0), signal);
  return new KvsError('session-expired', 'The right to watch has ended');
}
