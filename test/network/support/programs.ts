import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Where administrators' programs are when `PATH` leaves them out. */
const MORE_PLACES = ['/usr/sbin', '/sbin'];
const LONGEST_MS = 10_000;
const LONGEST_INSTALL_MS = 180_000;

/** Where a program is, or undefined. */
export function programPath(name: string): string | undefined {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...MORE_PLACES];
  return places.map((place) => join(place, name)).find((file) => existsSync(file));
}

/** Runs a short program; resolves to what it printed. */
export async function run(program: string, ...words: readonly string[]): Promise<string> {
  const { stdout } = await execute(program, words, { timeout: LONGEST_MS });
  return stdout;
}

/** Finds a program; where it is missing on Debian, and this is root, its package is installed. */
export function findOrInstall(name: string, debianPackage: string): string | undefined {
  const found = programPath(name);
  if (found || !existsSync('/etc/debian_version') || process.getuid?.() !== 0) return found;
  console.log(`Installing ${debianPackage} …`);
  const install = `apt-get update && apt-get install -y --no-install-recommends ${debianPackage}`;
  spawnSync('sh', ['-c', install], { stdio: 'ignore', timeout: LONGEST_INSTALL_MS });
  return programPath(name);
}
