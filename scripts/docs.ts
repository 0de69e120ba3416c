/** Brings what the documentation takes from the build up to date; with `--check FILE…` it only says whether those are. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Package } from 'custom-elements-manifest/schema';
import { format, resolveConfig } from 'prettier';
import { elementsOf } from './manifest/public.js';
import { reference } from './manifest/reference.js';
import { withSizes } from './manifest/sizes.js';

const read = (path: string): string => readFileSync(path, 'utf8');

/** The text between two comments in a document. */
function between(text: string, name: string, content: string): string {
  const pattern = new RegExp(`(<!-- ${name} -->\\n)[^]*?(<!-- /${name} -->)`);
  if (!pattern.test(text)) throw new Error(`There is no place for "${name}" between comments.`);
  return text.replace(pattern, (_, begin: string, end: string) => `${begin}\n${content}\n${end}`);
}

async function pretty(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}

const manifest = JSON.parse(read('dist/custom-elements.json')) as Package;
const hashes = JSON.parse(read('dist/integrity.json')) as Record<string, string>;
const tag = `<script type="module" src="/assets/kvs-elements.js" integrity="${hashes['kvs-elements.js']}"></script>`;

const documents = {
  'docs/reference.md': await pretty('docs/reference.md', reference(elementsOf(manifest))),
  'README.md': await pretty(
    'README.md',
    between(withSizes(read('README.md')), 'integrity', `\`\`\`html\n${tag}\n\`\`\`\n`),
  ),
};

const isStale = (path: string, text: string): boolean => !existsSync(path) || read(path) !== text;
const stale = Object.entries(documents).filter(([path, text]) => isStale(path, text));

const [option, ...asked] = process.argv.slice(2);
if (option === '--check') {
  const late = stale.map(([path]) => path).filter((path) => asked.includes(path));
  if (late.length > 0) {
    console.error(`Stale: ${late.join(', ')}. Run: npm run build && npm run docs`);
    process.exit(1);
  }
} else {
  for (const [path, text] of stale) writeFileSync(path, text);
}
