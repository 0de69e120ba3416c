import { BEAT_MS, onBeat } from './beat.js';
import { KvsError } from './errors.js';
import { onAbort, sleep } from './lifetime.js';
import type { Connection } from './viewer.js';

/** Resolves when the right to watch ends; never when it has no end. */
export function expiry(connection: Connection, signal: AbortSignal): Promise<KvsError> {
  return new Promise((resolve) => {
    // Once a second, as a fresh ticket may move the end.
    const look = (): void => {
      const leftMs = (connection.sessionExpiresAt ?? Infinity) - Date.now();
      if (leftMs <= 0) resolve(new KvsError('session-expired', 'The right to watch has ended'));
      else if (leftMs < BEAT_MS) sleep(leftMs, signal).then(look, () => {});
    };
    look();
    onAbort(signal, onBeat(look));
  });
}
