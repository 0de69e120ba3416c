/** The whole check, as the README's test command and CI run it: `npm test`, or `npm test -- unit browser` for parts. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { BROWSERS, pathOf } from '../test/support/browsers.js';

const STEPS = {
  lint: 'npm run lint',
  types: 'npm run types',
  build: 'npm run build',
  size: 'npm run size',
  package: 'npm run package',
  unit: 'npm run test:unit',
  browser: 'npm run test:browser',
  network: 'npm run test:network',
  soak: 'npm run test:soak',
} as const;

type Step = keyof typeof STEPS;

const PACKAGES = { chromium: 'chromium', firefox: 'firefox-esr' } as const;
const NEEDS_BROWSERS: readonly Step[] = ['unit', 'browser', 'network', 'soak'];

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

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !isStep(name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}. Steps: ${Object.keys(STEPS).join(', ')}.`);
  process.exit(2);
}
const steps = (Object.keys(STEPS) as Step[]).filter((step) => asked.length === 0 || asked.includes(step));
if (steps.some((step) => NEEDS_BROWSERS.includes(step)) && !findBrowsers()) process.exit(1);

let passed = 0;
for (const step of steps) {
  const startedAt = performance.now();
  console.log(`\n── ${step}`);
  if (!run(STEPS[step])) {
    console.error(`\n${step} failed. Again, alone: npm test -- ${step}`);
    console.log(`steps: ${passed} passed, 1 failed`);
    process.exit(1);
  }
  passed += 1;
  console.log(`── ${step}: ${Math.round((performance.now() - startedAt) / 1_000)} s`);
}
console.log(`\nsteps: ${passed} passed, 0 failed`);
