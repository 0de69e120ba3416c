import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import type { Face } from './shapes.js';

/** One letter: how far the next one is, and its ink row by row, 0 none to 15 full. */
export interface Letter {
  readonly advance: number;
  readonly ink: readonly number[];
}

/** A typeface as bitmaps of the printable ASCII letters. */
export interface Letters {
  readonly ascent: number;
  readonly height: number;
  letter(character: string): Letter;
}

interface StoredFace {
  readonly ascent: number;
  readonly height: number;
  readonly letters: readonly (readonly [advance: number, ink: string])[];
}

const BLANK: Letter = { advance: 8, ink: [] };
const FIRST = 32;
const loaded = new Map<Face, Letters>();

/** Reads the committed bitmaps of a typeface; the process keeps one copy. */
export function lettersOf(face: Face): Letters {
  if (loaded.size === 0) {
    const file = readFileSync(new URL('clips/letters.json.deflate', import.meta.url));
    const faces = JSON.parse(inflateRawSync(file).toString()) as Record<Face, StoredFace>;
    for (const [name, stored] of Object.entries(faces)) loaded.set(name as Face, unpack(stored));
  }
  const letters = loaded.get(face);
  if (!letters) throw new Error(`no letters for ${face}`);
  return letters;
}

function unpack({ ascent, height, letters }: StoredFace): Letters {
  const known = letters.map(([advance, ink]) => ({
    advance,
    ink: Array.from(ink, (digit) => Number.parseInt(digit, 16)),
  }));
  return { ascent, height, letter: (character) => known[character.charCodeAt(0) - FIRST] ?? BLANK };
}
