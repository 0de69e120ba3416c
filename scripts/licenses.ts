/** Writes `dist/LICENSES.txt`: the licence of every package whose code the built files contain, by their source maps. */
import { globSync, readFileSync, writeFileSync } from 'node:fs';

const ALLOWED = ['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'MIT'];
const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/;

interface Manifest {
  readonly version: string;
  readonly license: string;
}

function packagesIn(map: string): string[] {
  const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { sources: string[] };
  return sources.flatMap((source) => PACKAGE.exec(source)?.[1] ?? []);
}

function licenceOf(name: string): { readonly title: string; readonly text: string } {
  const folder = `node_modules/${name}`;
  const { version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Manifest;
  if (!ALLOWED.includes(license)) throw new Error(`${name} is under ${license}; may it be in the package?`);
  const [file] = globSync(`${folder}/{LICENSE,LICENCE,license}*`);
  const text = file ? readFileSync(file, 'utf8').trim() : `Licensed under ${license}.`;
  return { title: `${name} ${version}, ${license}`, text };
}

const names = [...new Set(globSync('dist/**/*.js.map').flatMap(packagesIn))].sort();
if (names.length === 0) throw new Error('No source map in dist names a package. Build first.');
const titlesOf = new Map<string, string[]>();
for (const { title, text } of names.map(licenceOf))
  titlesOf.set(text, [...(titlesOf.get(text) ?? []), title]);
const chapters = [...titlesOf].map(([text, titles]) => `${titles.join('\n')}\n\n${text}\n`);
writeFileSync('dist/LICENSES.txt', chapters.join(`\n${'-'.repeat(80)}\n\n`));
