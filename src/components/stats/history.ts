/** How far back the charts go. */
export const HISTORY_MS = 120_000;

/** So long without a value, and the line is broken. */
const GAP_MS = 2_500;

interface Point {
  readonly at: number;
  readonly value: number;
}

/** The values of one number over the last two minutes, and the line that shows them. */
export class History {
  #points: Point[] = [];

  add(at: number, value: number): void {
    this.#points = [...this.#points.filter((point) => at - point.at < HISTORY_MS), { at, value }];
  }

  get highest(): number {
    return Math.max(0, ...this.#points.map(({ value }) => value));
  }

  /**
   * An SVG path in a box of 100 by 100 units, the present at the right, zero below, and the highest value a
   * little under the upper edge.
   */
  path(now: number): string {
    const highest = this.highest || 1;
    return this.#points
      .map(({ at, value }, index) => {
        const before = this.#points[index - 1];
        const isJoined = before !== undefined && at - before.at < GAP_MS;
        const x = 100 - ((now - at) * 100) / HISTORY_MS;
        return `${isJoined ? 'L' : 'M'}${x.toFixed(1)} ${(96 - (value / highest) * 88).toFixed(1)}`;
      })
      .join('');
  }
}
