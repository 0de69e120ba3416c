import type { KvsCamera, KvsGrid } from '../../../src/index.js';
import { COLOURS, desk, newCamera, type Identity } from './desk.js';

const IDENTITIES = Object.keys(COLOURS) as Identity[];

/** Cameras of their own for a test; returns their channels. */
export function newCameras(count: number, behaviour: object = {}): Promise<string[]> {
  const identities = Array.from({ length: count }, (_, index) => identityAt(index));
  return Promise.all(identities.map((identity) => newCamera(identity, behaviour)));
}

/** Which picture the camera at an index of `newCameras` sends. */
export function identityAt(index: number): Identity {
  return IDENTITIES[index % IDENTITIES.length]!;
}

/** Puts a grid into the page; `attributes` are HTML attributes. */
export function addGrid(
  attributes: Readonly<Record<string, string>> = {},
  properties: Partial<KvsGrid> = {},
  channels: readonly string[] = [],
): KvsGrid {
  const grid = document.createElement('kvs-grid');
  const all = { 'token-url': '/api/token', ...attributes };
  for (const [name, value] of Object.entries(all)) grid.setAttribute(name, value);
  Object.assign(grid, properties);
  grid.append(...channels.map((channel) => tile(channel)));
  document.body.append(grid);
  return grid;
}

/** A camera for a grid; it says nothing of tokens. */
export function tile(channel: string, attributes: Readonly<Record<string, string>> = {}): KvsCamera {
  const camera = document.createElement('kvs-camera');
  const all = { channel, label: channel, autoplay: '', muted: '', ...attributes };
  for (const [name, value] of Object.entries(all)) camera.setAttribute(name, value);
  return camera;
}

/** What the service has counted over all channels of a wall. */
export interface Tally {
  readonly viewers: number;
  readonly most: number;
  readonly connects: number;
  readonly mostPerSecond: number;
  readonly refused: readonly object[];
}

/** Lets the service count the viewers of these channels from now on. */
export async function startTally(channels: readonly string[]): Promise<() => Promise<Tally>> {
  await desk('start-tally', { channels });
  return () => desk<Tally>('tally');
}

/** The tiles that are at least half in view. */
export function tilesInView(grid: KvsGrid): KvsCamera[] {
  return grid.tiles.filter((camera) => {
    const { top, bottom, height } = camera.getBoundingClientRect();
    return Math.min(bottom, innerHeight) - Math.max(top, 0) > height / 2;
  });
}
