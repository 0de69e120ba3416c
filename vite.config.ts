import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';
import { minifyAgain } from './scripts/minify.js';
import { oneFile } from './scripts/one-file.js';
import { sameScript } from './scripts/same-script.js';
import { slimKvs, squeezeTemplates } from './scripts/slim.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Read by the KVS library when it loads. */
export const define: Record<string, string> = { 'process.env.PACKAGE_VERSION': '"2.9.0"' };

/** What the KVS library needs in Node only. */
export const alias: Record<string, string> = {
  'isomorphic-webcrypto': here('src/stubs/empty.ts'),
  ws: here('src/stubs/empty.ts'),
};

const LICENSES =
  '/*! kvs-elements, Apache-2.0. Contains the Amazon Kinesis Video Streams WebRTC SDK, Apache-2.0. */';

/** Lit's browser build wants these two when it loads; with them the file can be imported in Node as well. */
const HARMLESS_IN_NODE =
  'const HTMLElement = globalThis.HTMLElement ?? class {}, document = globalThis.document ?? { createTreeWalker() {} };';

/** Libraries ask for Node's Buffer where there is one; a browser gets no code for it. */
const NO_NODE: Record<string, string> = { Buffer: 'undefined' };

/** One file, so that the credentials road waits for one; what Cognito alone needs stays out of it. */
const AWS_CODE =
  /src\/(?:core\/(?:aws|presign|stun)\.ts)|node_modules\/(?:@smithy|@aws-sdk\/(?:core|client-kinesis-video|client-kinesis-video-signaling|middleware-[\w-]+|util-[\w-]+))\//;

/** Everything for a script tag in one file, and what few pages need in chunks beside it. */
function forScriptTags(name: string, entry: string, outDir: string): UserConfig {
  return {
    plugins: [oneFile, sameScript(name), minifyAgain],
    define: { ...define, ...NO_NODE },
    build: {
      lib: { entry: { [name]: here(entry) }, formats: ['es'] },
      outDir,
      emptyOutDir: true,
      sourcemap: true,
      rolldownOptions: {
        // Else what the lazy chunks share with the entry becomes a file of its own, and a page waits for two.
        preserveEntrySignatures: 'allow-extension',
        output: {
          minify: true,
          chunkFileNames: 'chunks/[name]-[hash].js',
          codeSplitting: { includeDependenciesRecursively: false, groups: [{ name: 'aws', test: AWS_CODE }] },
          intro: ({ isEntry }) => (isEntry ? HARMLESS_IN_NODE : ''),
          postBanner: LICENSES,
        },
      },
    },
  };
}

/** For bundlers: readable, Lit left to the page's own copy. */
const forBundlers: UserConfig = {
  define: { ...define, ...NO_NODE },
  build: {
    lib: {
      entry: {
        index: here('src/index.ts'),
        'kvs-camera': here('src/kvs-camera.ts'),
        'kvs-grid': here('src/kvs-grid.ts'),
        'kvs-ptt-button': here('src/kvs-ptt-button.ts'),
        core: here('src/core/index.ts'),
        react: here('src/react.ts'),
      },
      formats: ['es'],
    },
    emptyOutDir: false,
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      external: [/^lit(\/|$)/, 'react'],
      output: {
        chunkFileNames: 'modules/[name]-[hash].js',
        postBanner: ({ name }) => (name === 'react' ? `'use client';\n${LICENSES}` : LICENSES),
      },
    },
  },
};

/** For Node: the AWS clients are the server's own. The command is a file that needs nothing. */
const forServers: UserConfig = {
  build: {
    ssr: true,
    emptyOutDir: false,
    minify: false,
    sourcemap: true,
    target: 'node20',
    rolldownOptions: {
      input: { server: here('src/server/index.ts'), 'bin/kvs-elements': here('src/bin/kvs-elements.ts') },
      external: [/^@(aws-sdk|smithy)\//],
      output: { entryFileNames: '[name].js' },
    },
  },
};

/** `kvs-elements-local`: what it needs is installed with it. */
const forLocal: UserConfig = {
  build: {
    ssr: here('local/command/main.ts'),
    outDir: 'local/npm/dist',
    emptyOutDir: true,
    minify: false,
    target: 'node20',
    rolldownOptions: {
      external: [/^@(aws-sdk|smithy)\//, 'node-datachannel', 'opus-decoder', 'selfsigned', 'ws'],
      output: { entryFileNames: 'main.js' },
    },
  },
};

const targets: Record<string, UserConfig> = {
  cdn: forScriptTags('kvs-elements', 'src/index.ts', 'dist'),
  camera: forScriptTags('kvs-camera', 'src/camera-alone.ts', 'dist/camera'),
  npm: forBundlers,
  server: forServers,
  command: forLocal,
};

export default defineConfig(({ mode }) => ({
  define,
  resolve: { alias },
  ...targets[mode],
  plugins: [slimKvs, squeezeTemplates, targets[mode]?.plugins],
}));
