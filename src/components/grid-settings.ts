import type { CameraTarget } from '../core/target.js';

/** The properties, of a grid and of a camera, by which a grid may speak for its cameras. */
export const SETTINGS = [
  'region',
  'endpoint',
  'getToken',
  'tokenUrl',
  'tokenCredentials',
  'identityPoolId',
  'identityRoleArn',
  'latency',
  'transport',
] as const;

type Setting = (typeof SETTINGS)[number];

/** What a grid says once for all its cameras. */
export type GridSettings = Pick<CameraTarget, Setting>;

/** What an element says itself. */
export function settingsOf(element: Readonly<Record<Setting, unknown>>): GridSettings {
  return Object.fromEntries(SETTINGS.map((name) => [name, element[name] || undefined]));
}

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
