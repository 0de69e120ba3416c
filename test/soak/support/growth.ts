/** One reading of the heap. */
export interface Sample {
  /** Cycles done so far. */
  readonly cycles: number;
  readonly bytes: number;
}

/**
 * Bytes by which the heap grows per cycle: the median of the slopes between all pairs of samples
 * (Theil and Sen), which a few odd samples do not bend.
 */
export function growthPerCycle(samples: readonly Sample[]): number {
  const slopes = samples.flatMap((one, index) =>
    samples.slice(index + 1).map((other) => (other.bytes - one.bytes) / (other.cycles - one.cycles)),
  );
  return median(slopes);
}

/** The middle value, NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The smallest value that `share` of all do not exceed, NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
