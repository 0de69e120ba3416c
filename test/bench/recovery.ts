import { quantile } from './stats.js';
import { table } from './table.js';
import { World } from './world.js';

/** Faults at one time, so that a round does not take as long as its faults together. */
const LANES = 6;
const NEAR = { rttMs: 0, isSetUpCharged: false };

/** How a camera came out of a fault; null: it did not, in the time that the suite allows, and why. */
export interface Suffered {
  readonly name: string;
  readonly withinMs: number;
  readonly tookMs: number | null;
  readonly problem: string | null;
}

/** Time from the end of each fault of the fault suite to the next picture of a live camera. */
export async function recovery({ runs }: { runs: number }): Promise<{ text: string; json: unknown }> {
  await using world = await World.open();
  const all: Suffered[] = [];
  for (let run = 0; run < runs; run += 1) {
    const round = await world.visitLast('/recovery', NEAR, ({ page }) =>
      page.evaluate((lanes) => globalThis.sufferAll(lanes), LANES),
    );
    all.push(...round);
    for (const { name, problem } of round) if (problem) console.log(`recovery: ${name}: ${problem}`);
    console.log(`recovery: round ${run + 1} of ${runs}`);
  }
  const names = [...new Set(all.map(({ name }) => name))];
  const measured = names.map((name) => {
    const went = all.filter((one) => one.name === name);
    const ms = went.flatMap(({ tookMs }) => (tookMs === null ? [] : [tookMs])).sort((a, b) => a - b);
    return { name, withinMs: went[0]?.withinMs ?? 0, ms, missed: went.length - ms.length };
  });
  const rows = measured.map(({ name, withinMs, ms, missed }) => [
    name,
    (withinMs / 1_000).toFixed(1),
    ...[0.5, 0.95].map((share) => (quantile(ms, share) / 1_000).toFixed(2)),
    `${ms.length}`,
    missed > 0 ? `${missed}` : '',
  ]);
  return { text: table(['fault', 'stated s', 'p50', 'p95', 'n', 'never'], rows), json: measured };
}
