/** The whole check, as the README's test command and CI run it: `npm test`, or `npm test -- unit browser` for parts. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { BROWSERS, pathOf } from '../test/support/browsers.js';

const STEPS = {
  lint: 'npm run lint',
  types: 'npm run types',
  build: 'npm run build',
  size: 'npm run size',
  package: 'npm run package',
  unit: 'npm run test:unit',
  chromium: 'BROWSER=chromium npm run test:browser',
  firefox: 'BROWSER=firefox npm run test:browser',
  portal: 'npm run test:portal',
  recipes: 'npm run test:recipes',
  stories: 'npm run test:stories',
  visual: 'npm run test:visual',
  network: 'npm run test:network',
  soak: 'npm run test:soak',
} as const;

type Step = keyof typeof STEPS;

/**
 * What runs after what: the lanes of a row side by side, for the tests mostly wait; a row after the one above. The two
 * browsers' lanes take about as long. Network and soak judge by the clock.
 */
const ROWS: readonly (readonly (readonly Step[])[])[] = [
  [
    ['lint', 'types'],
    ['build', 'size', 'package'],
  ],
  [
    ['chromium', 'unit', 'visual', 'stories'],
    ['firefox', 'portal', 'recipes'],
  ],
  [['network', 'soak']],
];

const PACKAGES = { chromium: 'chromium', firefox: 'firefox-esr' } as const;
const NEEDS_BROWSERS: readonly Step[] = [
  'unit',
  'chromium',
  'firefox',
  'portal',
  'recipes',
  'stories',
  'visual',
  'network',
  'soak',
];

function isStep(name: string): name is Step {
  return Object.hasOwn(STEPS, name);
}

function run(command: string): boolean {
  return spawnSync(command, { shell: true, stdio: 'inherit' }).status === 0;
}

/** Finds Chromium and Firefox; on Debian as root it installs what is missing, elsewhere it says how to. */
function findBrowsers(): boolean {
  const missing = (Object.keys(BROWSERS) as (keyof typeof BROWSERS)[]).filter((browser) => !pathOf(browser));
  if (missing.length === 0) return true;
  const packages = missing.map((browser) => PACKAGES[browser]).join(' ');
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    console.log(`\nInstalling ${packages} …`);
    const install = `apt-get install -y --no-install-recommends ${packages}`;
    return run(`(apt-get update && ${install}) >/dev/null`) && missing.every((browser) => pathOf(browser));
  }
  console.error(
    `\nThe tests need ${missing.join(' and ')}. Install what is missing (on Debian or Ubuntu: sudo apt-get install ${packages}),\n` +
      `or set ${missing.map((browser) => browser.toUpperCase()).join(' and ')} to the path of the browser.`,
  );
  return false;
}

const SEVERAL: Readonly<Record<string, readonly string[]>> = { browser: ['chromium', 'firefox'] };
const asked = process.argv.slice(2).flatMap((name) => SEVERAL[name] ?? [name]);
const unknown = asked.filter((name) => !isStep(name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}. Steps: ${Object.keys(STEPS).join(', ')}.`);
  process.exit(2);
}
const steps = (Object.keys(STEPS) as Step[]).filter((step) => asked.length === 0 || asked.includes(step));
if (steps.some((step) => NEEDS_BROWSERS.includes(step)) && !findBrowsers()) process.exit(1);

/** Where a runner sums up what failed: said again below everything, for what ran beside it may have said more since. */
function endOf(said: string): string {
  return said.slice(Math.max(said.lastIndexOf('failing tests:'), said.length - 8_000));
}

/** The slowest takes twelve, beside others; what does not end by itself says so, and is ended with all that it started. */
const STEP_MINUTES = 20;
const running = new Set<ChildProcess>();

function end({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGTERM');
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    running.forEach(end);
    process.exit(1);
  });

/** Runs a step to its end; its output comes as it is, or in one piece if others run beside it. */
async function runStep(step: Step, isAlone: boolean): Promise<void> {
  const startedAt = performance.now();
  if (isAlone) console.log(`\n── ${step}`);
  const child = spawn(STEPS[step], {
    shell: true,
    detached: true,
    stdio: ['ignore', isAlone ? 'inherit' : 'pipe', isAlone ? 'inherit' : 'pipe'],
  });
  const output: Buffer[] = [];
  child.stdout?.on('data', (piece: Buffer) => output.push(piece));
  child.stderr?.on('data', (piece: Buffer) => output.push(piece));
  running.add(child);
  const limit = setTimeout(() => {
    console.error(`\n${step} has not ended after ${STEP_MINUTES} min.`);
    end(child);
  }, STEP_MINUTES * 60_000);
  const [status] = (await once(child, 'close')) as [number | null];
  clearTimeout(limit);
  running.delete(child);
  const said = Buffer.concat(output).toString();
  if (!isAlone) console.log(`\n── ${step}\n${said}`);
  if (status !== 0) throw new Error(`${endOf(said)}\n${step} failed. Again, alone: npm test -- ${step}`);
  passed += 1;
  console.log(`── ${step}: ${Math.round((performance.now() - startedAt) / 1_000)} s`);
}

let passed = 0;
for (const row of ROWS) {
  const lanes = row
    .map((lane) => lane.filter((step) => steps.includes(step)))
    .filter((lane) => lane.length > 0);
  const outcomes = await Promise.allSettled(
    lanes.map(async (lane) => {
      for (const step of lane) await runStep(step, lanes.length === 1);
    }),
  );
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
  for (const { reason } of failures) console.error(`\n${reason instanceof Error ? reason.message : reason}`);
  if (failures.length > 0) {
    console.log(`steps: ${passed} passed, ${failures.length} failed`);
    process.exit(1);
  }
}
console.log(`\nsteps: ${passed} passed, 0 failed`);
