/** `npm run bench`: all parts, or those that are named. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cut } from './cut.js';
import { firstFrame } from './first-frame.js';
import { latency } from './latency.js';
import { long } from './long.js';
import { recovery } from './recovery.js';
import { scale } from './scale.js';
import { scrolling } from './scrolling.js';
import { size } from './size.js';
import { talk } from './talk.js';

interface Outcome {
  /** What is printed. */
  readonly text: string;
  readonly json: unknown;
}

interface Options {
  readonly runs: number;
  /** Of the long run. */
  readonly minutes: number;
}

const PARTS: Readonly<Record<string, (options: Options) => Promise<Outcome>>> = {
  'first-frame': firstFrame,
  scale,
  scrolling,
  recovery,
  cut,
  latency,
  long,
  size,
  talk,
};
const RESULTS = fileURLToPath(new URL('../../bench-results.json', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' }, minutes: { type: 'string', default: '5' } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
const [runs, minutes] = [Number(values.runs), Number(values.minutes)];
if (unknown.length > 0 || !(Number.isInteger(runs) && runs > 0) || !(minutes > 0)) {
  console.error(`npm run bench -- [${Object.keys(PARTS).join('] [')}] [--runs 5] [--minutes 5]`);
  process.exit(2);
}

async function readEarlier(): Promise<{ results?: object }> {
  const text = await readFile(RESULTS, 'utf8').catch(() => '{}');
  return JSON.parse(text) as { results?: object };
}

const results: Record<string, unknown> = {};
for (const [name, part] of Object.entries(PARTS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const startedAt = performance.now();
  const { text, json } = await part({ runs, minutes });
  const tookSeconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(`\n## ${name}\n\n${text}\n\n(${tookSeconds} s)\n`);
  results[name] = { at: new Date().toISOString(), figures: json };
}
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
// Parts that were measured by themselves stay.
const earlier = (await readEarlier()).results;
await writeFile(RESULTS, `${JSON.stringify({ machine, results: { ...earlier, ...results } }, null, 2)}\n`);
console.log(`Written to bench-results.json`);
process.exit(0);
