import type { CameraTarget } from '../core/target.js';

/** What a grid says once for all its cameras. */
export type GridSettings = Pick<
  CameraTarget,
  | 'region'
  | 'endpoint'
  | 'getToken'
  | 'tokenUrl'
  | 'tokenCredentials'
  | 'identityPoolId'
  | 'identityRoleArn'
  | 'latency'
  | 'transport'
>;

/** The target with what its grid says where the camera says nothing itself. */
export function withGridSettings(own: CameraTarget, grid: GridSettings): CameraTarget {
  const { getToken, tokenUrl, identityPoolId, identityRoleArn } = hasTokens(own) ? own : grid;
  // An ARN has its region, and may lie elsewhere than the grid's other cameras.
  const region = /^\s*arn:/.test(own.channel) ? undefined : grid.region;
  return {
    ...own,
    getToken,
    tokenUrl,
    identityPoolId,
    identityRoleArn,
    region: own.region ?? region,
    endpoint: own.endpoint ?? grid.endpoint,
    tokenCredentials: own.tokenCredentials ?? grid.tokenCredentials,
    latency: own.latency ?? grid.latency,
    transport: own.transport ?? grid.transport,
  };
}

/** Sources are not mixed: a camera's own token URL must not give way to a grid's callback. */
function hasTokens({ getToken, tokenUrl, identityPoolId }: CameraTarget): boolean {
  return Boolean(getToken ?? tokenUrl ?? identityPoolId);
}
