import type { KvsError } from './errors.js';
import type { CameraTarget } from './target.js';

const OF_SOURCE: readonly string[] = [
  'bad-configuration',
  'session-expired',
  'token-failed',
  'access-denied',
];

const TOKEN_FIELDS = [
  'getToken',
  'tokenUrl',
  'tokenCredentials',
  'identityPoolId',
  'identityRoleArn',
  'ticket',
] as const;

/** Whether tokens from another source may mend it at once. Who asked to be left alone may be behind that one too. */
export function isOfSource({ code, retryAfterMs }: KvsError): boolean {
  return OF_SOURCE.includes(code) && !retryAfterMs;
}

/** Whether two targets of one camera take their tokens from different places. */
export function isOtherSource(one: CameraTarget, other: CameraTarget): boolean {
  return TOKEN_FIELDS.some((field) => one[field] !== other[field]);
}
