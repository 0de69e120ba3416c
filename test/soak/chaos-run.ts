/** The long soak: `npx tsx test/soak/chaos-run.ts --seconds 600 --seed 7`. Ends with 1 when something was wrong. */
import { parseArgs } from 'node:util';
import { LONG, SHORT, soak } from './chaos.js';
import { table } from './support/verdict.js';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 10_000) },
    /** Short incidents and short pauses, as in the test. */
    short: { type: 'boolean', default: false },
    /** Tells at the end what the cameras said as well. */
    log: { type: 'boolean', default: false },
  },
});

const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
console.log(`Seed ${seed}, ${seconds} s`);
const pace = values.short ? SHORT : LONG;
const outcome = await soak({ seed, seconds, pace, say: (line) => console.log(line) });
if (values.log || outcome.failures.length > 0)
  console.log(`\nEverything again, with the cameras' side:\n${outcome.log.join('\n')}`);
console.log(`\n${table(outcome.rows)}`);
console.log(`\n${outcome.incidents.length} incidents; all well ${outcome.settledMs} ms after the last;`);
console.log(
  `${Math.round(outcome.guardedSeconds)} camera seconds in which nothing excused a camera that is not live`,
);
for (const failure of outcome.failures) console.log(`WRONG: ${failure}`);
console.log(`incidents: ${outcome.incidents.length}, failures: ${outcome.failures.length}`);
process.exit(outcome.failures.length > 0 ? 1 : 0);
