import type { CameraTarget } from './target.js';

/** Errors that tokens from another source may mend. */
export const SOURCE_FAILED: readonly string[] = ['bad-configuration', 'session-expired'];
/** And of those that are tried again anyway: another source need not wait so long. */
export const SOURCE_REFUSED: readonly string[] = ['token-failed', 'access-denied'];

const TOKEN_FIELDS = [
  'getToken',
  'tokenUrl',
  'tokenCredentials',
  'identityPoolId',
  'identityRoleArn',
  'ticket',
] as const;

/** Whether two targets of one camera take their tokens from different places. */
export function isOtherSource(one: CameraTarget, other: CameraTarget): boolean {
  return TOKEN_FIELDS.some((field) => one[field] !== other[field]);
}
