/** A rectangle on the screen, in CSS pixels of the viewport. */
export type Box = Pick<DOMRectReadOnly, 'left' | 'top' | 'right' | 'bottom'>;

/** What a camera's claim to a connection rests on. */
export interface Claim {
  /** Has a connection. */
  readonly isSeated: boolean;
  /** Has one that must not be taken: somebody talks, records, or watches elsewhere. */
  readonly isHeld: boolean;
  /** Is the selected one, or in the spotlight: comes first where anybody sees the wall. */
  readonly isFirst: boolean;
  readonly isInView: boolean;
  /** To be connected although nobody sees it. */
  readonly isEager: boolean;
  readonly box: Box;
}

/** Who loses its connection, and who gets one when it is free. The best claims come first. */
export interface Seating<C extends Claim> {
  readonly dismissed: readonly C[];
  readonly admitted: readonly C[];
}

/** How far from what is in view a camera may be to be connected ahead. */
const NEAR_PX = 200;
/** Whoever has a connection keeps it against somebody who is only a little nearer to the middle. */
const LOYALTY = 0.5;
/** Who reads a little on is not scrolling past. */
const STILL_PX_PER_MS = 0.1;
const STAY_MS = 1_000;

/** Gives `places` connections to the best claims: held, first, in view, nearest to the middle of what is in view. */
export function seat<C extends Claim>(claims: readonly C[], places: number, viewport: Box): Seating<C> {
  const view = viewOf(claims, viewport);
  const ranked = claims
    .map((claim) => ({ claim, rank: rankOf(claim, view), distance: distanceOf(claim, view) }))
    .filter(({ claim, rank }) => claim.isSeated || rank < OUT_OF_SIGHT)
    .sort((one, other) => one.rank - other.rank || one.distance - other.distance)
    .map(({ claim }) => claim);
  const chosen = ranked.filter((claim, index) => index < places || rankOf(claim, view) === HELD);
  const keeps = new Set(chosen);
  return {
    dismissed: ranked.filter((claim) => claim.isSeated && !keeps.has(claim)),
    admitted: chosen.filter(({ isSeated }) => !isSeated),
  };
}

/** How the wall moves under the viewport, in pixels per millisecond. */
export interface Drift {
  readonly x: number;
  readonly y: number;
}

/** Whether it is worth connecting a camera while its wall is scrolled: it will be in view for a while. */
export function isWorthwhile(box: Box, drift: Drift, viewport: Box): boolean {
  const isStill = speedOf(drift) < STILL_PX_PER_MS;
  return isStill || overlap(shifted(box, drift.x * STAY_MS, drift.y * STAY_MS), viewport);
}

/** Pixels per millisecond, in whatever direction. */
export function speedOf({ x, y }: Drift): number {
  return Math.hypot(x, y);
}

const [HELD, FIRST, IN_VIEW, NEAR, OUT_OF_SIGHT] = [0, 1, 2, 3, 4];

function rankOf({ isSeated, isHeld, isFirst, isInView, isEager, box }: Claim, view: Box | null): number {
  if (isSeated && isHeld) return HELD;
  if (isFirst && (view || isSeated)) return FIRST;
  if (isInView) return IN_VIEW;
  return isEager || (view && overlap(box, grown(view))) ? NEAR : OUT_OF_SIGHT;
}

/** What is seen of the cameras; null: nothing. */
function viewOf(claims: readonly Claim[], viewport: Box): Box | null {
  const boxes = claims.filter(({ isInView }) => isInView).map(({ box }) => box);
  if (boxes.length === 0) return null;
  return {
    left: Math.max(viewport.left, Math.min(...boxes.map(({ left }) => left))),
    top: Math.max(viewport.top, Math.min(...boxes.map(({ top }) => top))),
    right: Math.min(viewport.right, Math.max(...boxes.map(({ right }) => right))),
    bottom: Math.min(viewport.bottom, Math.max(...boxes.map(({ bottom }) => bottom))),
  };
}

function distanceOf({ box, isSeated }: Claim, view: Box | null): number {
  if (!view) return 0;
  const [one, other] = [middleOf(box), middleOf(view)];
  return Math.hypot(one.x - other.x, one.y - other.y) * (isSeated ? LOYALTY : 1);
}

function middleOf({ left, top, right, bottom }: Box): { readonly x: number; readonly y: number } {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && one.right > other.left && one.top < other.bottom && one.bottom > other.top;
}

function grown({ left, top, right, bottom }: Box): Box {
  return { left: left - NEAR_PX, top: top - NEAR_PX, right: right + NEAR_PX, bottom: bottom + NEAR_PX };
}

function shifted({ left, top, right, bottom }: Box, x: number, y: number): Box {
  return { left: left + x, top: top + y, right: right + x, bottom: bottom + y };
}
