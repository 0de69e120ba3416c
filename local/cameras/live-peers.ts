import type { Identity, Rgb } from './identities.js';
import type { CameraPeerFactory } from './peer.js';

/** Placeholder. */
export function livePeers(
  picture: Identity | { readonly name: string; readonly colour: Rgb },
): CameraPeerFactory {
  throw new Error(`not yet: ${JSON.stringify(picture)}`);
}
