/** What repeated measuring gave. */
export interface Sample {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly count: number;
}

export function summarize(values: readonly number[]): Sample {
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    least: sorted[0] ?? Number.NaN,
    most: sorted.at(-1) ?? Number.NaN,
    count: sorted.length,
  };
}

/** Of values in rising order, between two neighbours where it falls between. */
export function quantile(sorted: readonly number[], share: number): number {
  const position = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  if (below === undefined || above === undefined) return Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}

/** How much `y` grows by `x`: the line with the least squares. */
export function slope(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (pick: 0 | 1): number => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
}

/** A line through points, and between what its slope lies with 95 % confidence. */
export interface Trend {
  readonly slope: number;
  readonly low: number;
  readonly high: number;
}

/** How `y` grows by `x`, and how certain that is. NaN of fewer than three points. */
export function trend(points: readonly (readonly [x: number, y: number])[]): Trend {
  const steep = slope(points);
  const mean = (pick: 0 | 1): number => points.reduce((sum, point) => sum + point[pick], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const rest = points.reduce((sum, [x, y]) => sum + (y - meanY - steep * (x - meanX)) ** 2, 0);
  const freedom = points.length - 2;
  const error = freedom > 0 ? Math.sqrt(rest / freedom / spread) : Number.NaN;
  const margin = error * studentT(freedom);
  return { slope: steep, low: steep - margin, high: steep + margin };
}

/** The 97.5 % quantile of Student's distribution, by its expansion around the normal one; good from 3 on. */
function studentT(freedom: number): number {
  const z = 1.959964;
  return (
    z +
    (z ** 3 + z) / (4 * freedom) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * freedom ** 3)
  );
}
