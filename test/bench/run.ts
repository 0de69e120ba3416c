/** `npm run bench`: all parts, or those that are named. */
import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { firstFrame } from './first-frame.js';
import { size } from './size.js';
import { talk } from './talk.js';

interface Outcome {
  /** What is printed. */
  readonly text: string;
  readonly json: unknown;
}

interface Options {
  readonly runs: number;
}

const PARTS: Readonly<Record<string, (options: Options) => Promise<Outcome>>> = {
  'first-frame': firstFrame,
  size,
  talk,
};
const RESULTS = fileURLToPath(new URL('../../bench-results.json', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '5' } },
});
const unknown = positionals.filter((name) => !Object.hasOwn(PARTS, name));
const runs = Number(values.runs);
if (unknown.length > 0 || !(Number.isInteger(runs) && runs > 0)) {
  console.error(`npm run bench -- [${Object.keys(PARTS).join('] [')}] [--runs 5]`);
  process.exit(2);
}

const results: Record<string, unknown> = {};
for (const [name, part] of Object.entries(PARTS)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const startedAt = performance.now();
  const { text, json } = await part({ runs });
  const tookSeconds = Math.round((performance.now() - startedAt) / 1_000);
  console.log(`\n## ${name}\n\n${text}\n\n(${tookSeconds} s)\n`);
  results[name] = json;
}
const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
await writeFile(RESULTS, `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`);
console.log(`Written to bench-results.json`);
process.exit(0);
