import { KvsError } from './errors.js';
import { onAbort } from './lifetime.js';

const LOCK = 'kvs-elements:talk';

let isTaken = false;

/**
 * Takes the floor: one talk at a time in this page, and in all pages of this origin. Given back when `signal`
 * aborts. Whoever comes second is refused, not queued: nobody shall talk to a camera by accident.
 *
 * @throws {KvsError} `microphone-blocked` when somebody talks already
 */
export async function takeFloor(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  if (isTaken) throw taken('to another camera of this page');
  isTaken = true;
  onAbort(signal, () => (isTaken = false));
  const isFree = await lock(signal);
  signal.throwIfAborted();
  if (!isFree) throw taken('in another tab');
}

/** Resolves to whether the lock of the origin is ours; it is held as long as `signal` lives. */
function lock(signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(LOCK, { ifAvailable: true }, (held) => {
        resolve(held !== null);
        if (!held || signal.aborted) return;
        return new Promise<void>((release) => onAbort(signal, release));
      })
      .catch((thrown: unknown) => {
        // A page of no origin (a sandboxed frame) has no locks, and no other tabs that it could disturb.
        if (thrown instanceof DOMException && thrown.name === 'SecurityError') resolve(true);
        else reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
      });
  });
}

function taken(where: string): KvsError {
  return new KvsError('microphone-blocked', `Somebody talks already ${where}`, {
    hint: 'One talk at a time: let go of the other one first.',
    trouble: 'floor-taken',
  });
}
