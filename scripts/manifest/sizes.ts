import { globSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Where the README says how large the scripts and the AWS chunks are. */
export const QUOTED_SIZES =
  /(?<=is )(\d+)(?= kB gzipped with Lit)[^]+?(?<=kvs-camera\.js`, )(\d+)(?= kB)[^]+?(?<=AWS\s+chunks, )(\d+)(?= kB)/;

interface Limit {
  readonly name: string;
  readonly path: string | readonly string[];
}

/** Gzipped kilobytes of the script, of that for cameras alone, and of the chunks that the credentials road loads. */
export function builtSizes(): [script: number, camera: number, aws: number] {
  const limits = JSON.parse(readFileSync('.size-limit.json', 'utf8')) as Limit[];
  const chunks = limits.find(({ name }) => name.startsWith('AWS'))?.path ?? [];
  return [
    kilobytes(['dist/kvs-elements.js']),
    kilobytes(['dist/camera/kvs-camera.js']),
    kilobytes([...globSync(chunks)]),
  ];
}

function kilobytes(files: readonly string[]): number {
  const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  return Math.ceil(bytes / 1_000);
}

/** The README with the sizes of the build in it. */
export function withSizes(readme: string): string {
  const [script, camera, aws] = builtSizes();
  return readme
    .replace(/\d+(?= kB gzipped with Lit)/, String(script))
    .replace(/(?<=kvs-camera\.js`, )\d+(?= kB)/, String(camera))
    .replace(/(?<=AWS\s+chunks, )\d+(?= kB)/, String(aws));
}
