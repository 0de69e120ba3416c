import { tellAll } from './listeners.js';

const undosOf = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Runs `undo` once when `signal` aborts, at once if it has. What was opened last is closed first, so that a
 * socket goes before the peer it serves. Returns a function that forgets `undo`.
 */
export function onAbort(signal: AbortSignal, undo: () => void): () => void {
  if (signal.aborted) {
    undo();
    return () => {};
  }
  const undos = undosOf.get(signal) ?? adopt(signal);
  undos.add(undo);
  return () => undos.delete(undo);
}

/** A controller that ends with `parent`, or earlier by itself. Owned by whoever calls. */
export function childOf(parent: AbortSignal): AbortController {
  const child = new AbortController();
  const forget = onAbort(parent, () => child.abort(parent.reason));
  onAbort(child.signal, forget);
  return child;
}

/** What a timer can wait at most; it would not wait at all for more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Promises between a token that is there and the socket; half of them would do. */
const LONGEST_CHAIN = 64;

/** `ms` as a timer takes it; `fallback` for what is no time. */
export function timerMs(ms: number | null | undefined, fallback: number): number {
  return typeof ms === 'number' && ms >= 0 ? Math.min(ms, LONGEST_TIMER_MS) : fallback;
}

/** Waits `ms`; rejects with the signal's reason when it aborts first. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => {
      forget();
      resolve();
    }, ms);
    const forget = onAbort(signal, () => {
      clearTimeout(timer);
      reject(reasonOf(signal));
    });
  });
}

/**
 * Lets go on what only waits for promises that are kept already: with a ticket or credentials in the page, the
 * socket and the AWS code are asked for before what keeps the page busy.
 */
export async function promisesKept(): Promise<void> {
  for (let turn = 0; turn < LONGEST_CHAIN; turn += 1) await Promise.resolve();
}

/** Waits for `promise`, but no longer than `signal` lives: then rejects with its reason. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(reasonOf(signal)));
    promise.then(resolve, reject).finally(forget);
  });
}

/**
 * Runs `work` with a signal that ends with `signal` or after `ms`. When the time is up everything that
 * `work` started ends, and the call rejects with what `late` makes.
 */
export async function withTimeout<T>(
  ms: number,
  signal: AbortSignal,
  late: () => Error,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const bounded = childOf(signal);
  const timer = setTimeout(() => bounded.abort(late()), ms);
  onAbort(bounded.signal, () => clearTimeout(timer));
  try {
    return await untilAborted(work(bounded.signal), bounded.signal);
  } finally {
    clearTimeout(timer);
  }
}

function adopt(signal: AbortSignal): Set<() => void> {
  const undos = new Set<() => void>();
  undosOf.set(signal, undos);
  const end = (): void => {
    const all = [...undos].reverse();
    // Whoever keeps the signal must not keep what was closed with it.
    undos.clear();
    undosOf.delete(signal);
    runAll(all);
  };
  signal.addEventListener('abort', end, { once: true });
  return undos;
}

/** Runs each, also where one before it throws, which is reported. */
export function runAll(works: readonly (() => void)[]): void {
  tellAll(works, undefined);
}

/** Why `signal` aborted, as an error to reject with. */
export function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new DOMException('Aborted', 'AbortError');
}
