/** Writes `dist/integrity.json`: what a page may want to know of each file that a script tag leads to. */
import { createHash } from 'node:crypto';
import { globSync, readFileSync, writeFileSync } from 'node:fs';

const SCRIPTS = ['kvs-elements.js', 'camera/kvs-camera.js'];
const files = [...SCRIPTS, ...globSync('{chunks,camera/chunks}/*.js', { cwd: 'dist' }).sort()];
const hashes = files.map((file) => {
  const hash = createHash('sha384')
    .update(readFileSync(`dist/${file}`))
    .digest('base64');
  return [file, `sha384-${hash}`] as const;
});
writeFileSync('dist/integrity.json', `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`);
