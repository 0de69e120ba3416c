import type { KvsError, KvsErrorCode } from './errors.js';

interface Pace {
  readonly firstMs: number;
  readonly capMs: number;
}

const BRISK: Pace = { firstMs: 500, capMs: 30_000 };
const PATIENT: Pace = { firstMs: 5_000, capMs: 60_000 };
/** Three tries a second at most, as the service takes connections to a channel (quota page). */
const SHORTEST_MS = 350;
const LONGEST_MS = 3_600_000;

/** Where somebody else has to act first, asking often helps nobody. */
const PACES: Partial<Record<KvsErrorCode, Pace>> = {
  'access-denied': PATIENT,
  'camera-offline': PATIENT,
  'channel-busy': PATIENT,
};

/**
 * Milliseconds to wait before the next try, or `null` when no retry will help. Exponential with full jitter
 * and a cap: 30 s as a rule, 60 s where somebody else has to act first. Never before the time that the
 * other side asked for.
 *
 * @param failures tries that have failed in a row, from 1
 * @param random 0 ≤ n < 1
 */
export function retryDelay(
  error: KvsError,
  failures: number,
  random: () => number = Math.random,
): number | null {
  if (!error.retryable) return null;
  const { firstMs, capMs } = PACES[error.code] ?? BRISK;
  const ceilingMs = Math.min(capMs, firstMs * 2 ** (failures - 1));
  const jitteredMs = SHORTEST_MS + random() * (ceilingMs - SHORTEST_MS);
  // An hour at most: whoever asks for more has mistaken the unit, or is gone for good.
  return Math.min(Math.max(jitteredMs, error.retryAfterMs ?? 0), LONGEST_MS);
}

/** Milliseconds that a server asks for in seconds, or, as in a Retry-After, by a date (RFC 9110, 10.2.3). */
export function msUntil(retryAfter: unknown): number | undefined {
  const seconds = Number(retryAfter ?? NaN);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(String(retryAfter)) - Date.now();
  return ms > 0 ? ms : undefined;
}
