import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rolldown } from 'vite';
import { define } from '../../vite.config.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const NAMES = ['reference', 'floor', 'ours', 'wall', 'long-page', 'timers', 'latency', 'recovery'] as const;

/** The KVS library as it comes, but for what it only needs in Node. */
const forBrowsers: Plugin = {
  name: 'kvs-for-browsers',
  enforce: 'pre',
  resolveId: (id) => (/^(isomorphic-webcrypto|jsdom|ws)$/.test(id) ? `\0${id}` : undefined),
  load: (id) => {
    if (id === '\0isomorphic-webcrypto') return 'export default globalThis.crypto';
    return id.startsWith('\0jsdom') || id.startsWith('\0ws') ? 'export default undefined' : undefined;
  },
};

/** Bundles the scripts of the bench's pages, each into one file; by path. */
export async function buildScripts(): Promise<ReadonlyMap<string, string>> {
  const built = await Promise.all(
    NAMES.map(async (name) => [`/bench/${name}.js`, await bundle(name)] as const),
  );
  return new Map(built);
}

async function bundle(name: string): Promise<string> {
  const output = (await build({
    configFile: false,
    root: here('.'),
    logLevel: 'error',
    define,
    plugins: [forBrowsers],
    build: {
      write: false,
      lib: { entry: here(`page/${name}.ts`), formats: ['es'] },
      rolldownOptions: { output: { minify: true, codeSplitting: false } },
    },
  })) as Rolldown.RolldownOutput[];
  const [chunk] = output.flatMap((one) => one.output).filter((one) => one.type === 'chunk');
  if (!chunk) throw new Error(`${name} was not built`);
  return chunk.code;
}
