import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { neighbour, type Direction } from '../../src/components/grid-geometry.js';

interface Tile {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const tile = (name: string, left: number, top: number, width = 100, height = 60): Tile => ({
  name,
  left,
  top,
  right: left + width,
  bottom: top + height,
});

/** Where an arrow leads from a tile; the tile itself where it leads nowhere. */
function lead(tiles: readonly Tile[], from: string, direction: Direction): string {
  const start = tiles.find(({ name }) => name === from)!;
  return neighbour(tiles, start, direction)?.name ?? from;
}

describe('the arrows in a wall', () => {
  // a b c
  // d e
  const wall = [tile('a', 0, 0), tile('b', 110, 0), tile('c', 220, 0), tile('d', 0, 70), tile('e', 110, 70)];

  it('lead to the tile that a person sees there', () => {
    assert.equal(lead(wall, 'a', 'right'), 'b');
    assert.equal(lead(wall, 'b', 'left'), 'a');
    assert.equal(lead(wall, 'b', 'down'), 'e');
    assert.equal(lead(wall, 'd', 'up'), 'a');
  });

  it('stay in the row to the side, and find the nearest where the last row is short', () => {
    assert.equal(lead(wall, 'c', 'right'), 'c');
    assert.equal(lead(wall, 'e', 'right'), 'e');
    assert.equal(lead(wall, 'c', 'down'), 'e');
    assert.equal(lead(wall, 'a', 'up'), 'a');
  });

  it('lead to the large one and back to the strip beside it', () => {
    const strip = [0, 1, 2, 3, 4].map((index) => tile(`small ${index}`, 410, index * 70));
    const spotlit = [tile('large', 0, 0, 400, 225), ...strip];
    assert.equal(lead(spotlit, 'small 4', 'left'), 'small 4');
    assert.equal(lead(spotlit, 'small 1', 'left'), 'large');
    assert.match(lead(spotlit, 'large', 'right'), /^small [12]$/);
    assert.equal(lead(spotlit, 'small 1', 'down'), 'small 2');
    assert.equal(lead(spotlit, 'small 1', 'up'), 'small 0');
  });
});
