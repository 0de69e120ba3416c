import type { Box } from './seating.js';

/** Where an arrow key leads on the screen; the same whichever way the text runs. */
export type Direction = 'left' | 'right' | 'up' | 'down';

/** The box next to `from` in a direction, as a person sees it; undefined: there is none. */
export function neighbour<B extends Box>(
  boxes: readonly B[],
  from: Box,
  direction: Direction,
): B | undefined {
  const turned = TURNS[direction];
  const here = turned(from);
  const isRow = direction === 'left' || direction === 'right';
  const found = boxes
    .map((box) => ({ box, there: turned(box) }))
    .filter(({ there }) => (there.left + there.right) / 2 > here.right)
    .map(({ box, there }) => ({ box, ahead: there.left - here.right, aside: aside(here, there) }))
    // To the side one stays in the row; up and down the nearest will do, as the last row may be short.
    .filter(({ aside: { gap } }) => !isRow || gap < 0)
    .sort(
      (one, other) =>
        Number(one.aside.gap >= 0) - Number(other.aside.gap >= 0) ||
        one.ahead - other.ahead ||
        one.aside.middles - other.aside.middles,
    );
  return found[0]?.box;
}

/** How far two boxes are apart across the direction: less than 0 where they face each other. */
function aside(one: Box, other: Box): { readonly gap: number; readonly middles: number } {
  return {
    gap: Math.max(one.top, other.top) - Math.min(one.bottom, other.bottom),
    middles: Math.abs(one.top + one.bottom - other.top - other.bottom),
  };
}

/** Turn the screen so that the direction leads to the right. */
const TURNS: Readonly<Record<Direction, (box: Box) => Box>> = {
  right: (box) => box,
  left: ({ left, top, right, bottom }) => ({ left: -right, top, right: -left, bottom }),
  down: ({ left, top, right, bottom }) => ({ left: top, top: left, right: bottom, bottom: right }),
  up: ({ left, top, right, bottom }) => ({ left: -bottom, top: left, right: -top, bottom: right }),
};
