#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { VERSION } from '../version.js';

const PACKAGE = 'kvs-elements-local';
const USAGE = `Usage: kvs-elements local [options]

Runs KVS, cameras and a token endpoint on this machine (package ${PACKAGE}). kvs-elements local --help has the options.
`;

const [command, ...words] = process.argv.slice(2);
if (command === 'local') runLocal();
else {
  process.stderr.write(USAGE);
  process.exitCode = command === undefined || command === '--help' ? 0 : 1;
}

/** Runs the package that is installed beside the page, else npm's; pages need none of what it brings. */
function runLocal(): void {
  const bin = installed();
  const child = bin
    ? spawn(process.execPath, [bin, ...words], { stdio: 'inherit' })
    : spawn('npx', ['--yes', `${PACKAGE}@${VERSION}`, ...words], {
        stdio: 'inherit',
        shell: process.platform === 'win32',
      });
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => child.kill(name));
  child.on('error', (error) => {
    process.stderr.write(`${PACKAGE} could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}

function installed(): string | undefined {
  try {
    const here = createRequire(join(process.cwd(), 'package.json'));
    return join(dirname(here.resolve(`${PACKAGE}/package.json`)), 'bin.js');
  } catch {
    return undefined;
  }
}
