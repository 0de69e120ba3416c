import { existsSync, readFileSync } from 'node:fs';
import { decodeClip } from './clip.js';
import type { Clip, ClipCodec } from './clip.js';
import type { Loudness } from './hearing.js';
import type { Identity } from './identities.js';

const loaded = new Map<string, Clip>();

/** Reads a committed clip; the process keeps one copy of each. The picture may show that the camera hears. */
export function loadClip(identity: Identity, codec: ClipCodec, heard: Loudness = 'silent'): Clip {
  const name = [identity, ...(heard === 'silent' ? [] : [heard]), codec, 'clip'].join('.');
  const clip = loaded.get(name) ?? decodeClip(readFileSync(locate(name)));
  loaded.set(name, clip);
  return clip;
}

/** Tells whether an identity was recorded in a codec. */
export function hasClip(identity: Identity, codec: ClipCodec): boolean {
  return existsSync(locate(`${identity}.${codec}.clip`));
}

function locate(name: string): URL {
  return new URL(`clips/${name}`, import.meta.url);
}
