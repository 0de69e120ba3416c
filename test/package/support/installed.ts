import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A fresh folder with nothing but our package, packed and installed as npm does it for anybody. */
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

/** Packs what `npm run build` has left in `dist`, and installs it. */
export function installPackage(): Installed {
  const folder = mkdtempSync(join(tmpdir(), 'kvs-elements-'));
  const npm = (cwd: string, ...words: string[]): string =>
    execFileSync('npm', words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
  const packing = npm('.', 'pack', '--json', '--pack-destination', folder);
  const [report] = JSON.parse(packing) as [PackReport];
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  npm(folder, 'install', '--no-audit', '--no-fund', `./${report.filename}`);
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
