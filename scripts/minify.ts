import { minify, type MinifyOptions } from 'terser';
import terser from 'terser/package.json' with { type: 'json' };
import type { Plugin } from 'vite';

/** Names stay: those that Rolldown gives are the same over and over, which gzip likes better. */
const OPTIONS: MinifyOptions = {
  module: true,
  ecma: 2020,
  compress: { passes: 3 },
  mangle: false,
  format: { comments: /^!/ },
};

/** Minifies once more what Rolldown has minified: it leaves much in its place that is used only once. */
export const minifyAgain: Plugin = {
  name: 'minify-again',
  // The names of chunks are of what Rolldown made, and a name must not come back with other bytes.
  augmentChunkHash: () => terser.version + JSON.stringify(OPTIONS),
  generateBundle: async (_, bundle) => {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== 'chunk') continue;
      const map = bundle[`${chunk.fileName}.map`];
      if (map?.type !== 'asset') throw new Error(`${chunk.fileName} has no source map`);
      const url = `${chunk.fileName.split('/').at(-1)}.map`;
      const sourceMap = { content: String(map.source), includeSources: true, url };
      const minified = await minify(chunk.code, { ...OPTIONS, sourceMap });
      chunk.code = minified.code ?? '';
      map.source = minified.map as string;
    }
  },
};
