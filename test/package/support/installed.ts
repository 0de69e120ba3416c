import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder with our package in it, packed and installed as npm does it for anybody. */
export interface Installed extends Disposable {
  readonly folder: string;
  /** Paths inside the tarball. */
  readonly packed: readonly string[];
  /** Names of all packages that are there now. */
  readonly packages: readonly string[];
}

interface PackReport {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Packs what `npm run build` has left in `dist`, and installs it, with `others` if they are named. */
export function installPackage(others: Readonly<Record<string, string>> = {}): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'kvs-elements-'));
  const npm = (cwd: string, ...words: string[]): string =>
    execFileSync('npm', words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const [report] = JSON.parse(npm('.', 'pack', '--json', '--pack-destination', folder)) as [PackReport];
  const dependencies = { ...others, 'kvs-elements': `file:${report.filename}` };
  const manifest = { private: true, type: 'module', dependencies };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  npm(folder, 'install', '--no-audit', '--no-fund', '--no-package-lock', '--prefer-offline');
  return {
    folder,
    packed: report.files.map(({ path }) => path),
    packages: namesIn(join(folder, 'node_modules')),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

function namesIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => !name.startsWith('.'));
  return names.flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : name,
  );
}
