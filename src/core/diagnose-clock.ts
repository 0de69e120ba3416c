import { found, type Finding } from './diagnose-step.js';
import { withTimeout } from './lifetime.js';

const TOLERATED_MS = 60_000;
/** AWS refuses what is signed with a clock that is further off (SigV4). */
const REFUSED_MS = 5 * 60_000;
/** A Date header has whole seconds, rounded down. */
const HALF_SECOND_MS = 500;

/**
 * Compares this machine's clock with that of the page's server.
 * `holdsCredentials` is asked only when the offset is so large that it matters.
 */
export async function checkClock(
  holdsCredentials: () => Promise<boolean>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Finding<null>> {
  // An answer that does not come tells no time either.
  const offsetMs = await withTimeout(timeoutMs, signal, noAnswer, measure).catch(() => null);
  signal.throwIfAborted();
  if (offsetMs === null) return found('skipped', 'No server told its time');
  const isOff = Math.abs(offsetMs) > REFUSED_MS;
  return judgeOffset(offsetMs, isOff && (await holdsCredentials()));
}

/** What an offset means; positive is ahead of the server. `signsHere`: the browser itself holds AWS credentials. */
export function judgeOffset(offsetMs: number, signsHere: boolean): Finding<null> {
  const seconds = Math.round(Math.abs(offsetMs) / 1_000);
  const message =
    seconds < 2
      ? 'This machine’s clock is right'
      : `This machine’s clock is ${seconds} s ${offsetMs > 0 ? 'ahead of' : 'behind'} the server’s`;
  if (Math.abs(offsetMs) <= TOLERATED_MS) return found('ok', message);
  const isFatal = signsHere && Math.abs(offsetMs) > REFUSED_MS;
  const advice = isFatal
    ? 'Set the clock: AWS refuses what is signed with a clock that is more than five minutes off.'
    : 'Set the clock: the browser takes a fresh ticket for expired, or an expired one for fresh.';
  return found(isFatal ? 'fail' : 'warn', message, advice);
}

/** The server's time by its answer, in epoch milliseconds; null when the answer does not tell. */
export function serverTime(headers: Headers): number | null {
  const date = Date.parse(headers.get('date') ?? '');
  // A cache on the way says how old its copy is.
  const ageMs = Number(headers.get('age') ?? 0) * 1_000;
  return Number.isFinite(date + ageMs) ? date + ageMs + HALF_SECOND_MS : null;
}

const noAnswer = (): Error => new Error('No answer in time');

async function measure(signal: AbortSignal): Promise<number | null> {
  const sentAt = Date.now();
  const options = { method: 'HEAD', cache: 'no-store', credentials: 'omit', signal } as const;
  // The page itself: it is there, and its Date can be read.
  const response = await fetch(document.baseURI, options).catch(() => null);
  signal.throwIfAborted();
  const time = response && serverTime(response.headers);
  return time === null ? null : (sentAt + Date.now()) / 2 - time;
}
