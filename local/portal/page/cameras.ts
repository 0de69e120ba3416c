/** One place of the wall, as the server and the page both know it. */
export interface PortalCamera {
  readonly channel: string;
  readonly label: string;
  /** How the viewer gets its right to watch. */
  readonly road: 'ticket' | 'credentials';
  /** What sends the picture: a recorded loop, an encoder that runs now, or nothing at all. */
  readonly source: 'loop' | 'live' | 'none';
  readonly connectTimeoutMs: number;
}

// The default of 30 s is right for a site far away, and too patient for cameras on the same machine.
const NEARBY_MS = 12_000;

/** Every camera of the portal, in the order of the wall; tokens are made for no other channel. */
export const CAMERAS: readonly PortalCamera[] = [
  camera('front-door', 'Front door'),
  camera('loading-dock', 'Loading dock'),
  camera('barn', 'Barn'),
  camera('gate', 'Gate'),
  camera('ward-3', 'Ward 3', { road: 'credentials' }),
  camera('workshop', 'Workshop', { source: 'live' }),
  camera('parking', 'Parking', { source: 'none', connectTimeoutMs: 8_000 }),
];

function camera(channel: string, label: string, more: Partial<PortalCamera> = {}): PortalCamera {
  return { channel, label, road: 'ticket', source: 'loop', connectTimeoutMs: NEARBY_MS, ...more };
}
