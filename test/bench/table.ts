import type { Sample } from './stats.js';

/** Rows as a Markdown table, its columns padded so that it reads as text as well. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, index) =>
    Math.max(title.length, 3, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

/** Seconds: the median, and from the least to the most. */
export function seconds({ median, least, most }: Sample): string {
  const text = (ms: number): string => (ms / 1_000).toFixed(2);
  return `${text(median)} (${text(least)}–${text(most)})`;
}

/** The median, and from the least to the most. */
export function range({ median, least, most }: Sample, digits = 0): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}
