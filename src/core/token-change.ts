import type { KvsError } from './errors.js';
import { areAlike, SOURCE, type CameraTarget } from './target.js';

const OF_SOURCE: readonly string[] = [
  'bad-configuration',
  'session-expired',
  'token-failed',
  'access-denied',
];

/** Whether it was for want of a token, or of the right to it. */
export function isOfToken({ code }: KvsError): boolean {
  return OF_SOURCE.includes(code);
}

/** Whether tokens from another source may mend it at once. Who asked to be left alone may be behind that one too. */
export function isOfSource(error: KvsError): boolean {
  return isOfToken(error) && !error.retryAfterMs;
}

/** Whether two targets of one camera take their tokens from different places. */
export function isOtherSource(one: CameraTarget, other: CameraTarget): boolean {
  return !areAlike(one, other, [...SOURCE, 'ticket']);
}
