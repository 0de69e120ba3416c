import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { TestRunnerConfig } from '@web/test-runner';
import { launcher } from './test/support/browsers.js';
import { hands } from './test/support/hands.js';
import { localKvs } from './test/support/local-kvs.js';
import { servedByVite } from './test/support/vite-served.js';
import { alias, define } from './vite.config.js';

const only = process.env['BROWSER'];
const browsers = (['chromium', 'firefox'] as const).filter((name) => !only || name === only);
const vite = servedByVite({
  // Runs side by side must not write into one folder.
  cacheDir: `node_modules/.vite-test/${only ?? 'both'}`,
  define,
  resolve: { alias },
  optimizeDeps: {
    noDiscovery: true,
    rolldownOptions: { transform: { define } },
    include: [
      'amazon-kinesis-video-streams-webrtc/lib/SignalingClient.js',
      'amazon-kinesis-video-streams-webrtc/lib/Role.js',
      '@aws-sdk/client-kinesis-video',
      '@aws-sdk/client-kinesis-video-signaling',
      '@aws-sdk/credential-providers',
      '@smithy/signature-v4',
      '@shoelace-style/localize',
      'axe-core',
      'exifreader',
      'media-chrome',
      'chai',
      'react',
      'react-dom',
      'react-dom/client',
    ],
  },
});
const kvs = localKvs();

/** `/page?script=…` is an empty page with one module script, for what must happen in a page of its own. */
const pages: NonNullable<TestRunnerConfig['middleware']>[number] = (context, next) => {
  if (context.path !== '/page') return next();
  context.type = 'html';
  context.body = `<!doctype html><script type="module" src="${String(context.query['script'])}"></script>`;
};

/** Two runs that begin side by side and look for a free one in order find the same. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const config: TestRunnerConfig = {
  port: await freePort(),
  files: 'test/browser/**/*.test.ts',
  rootDir: import.meta.dirname,
  // In a background tab video frames stop, so one page at a time.
  concurrency: 1,
  concurrentBrowsers: 1,
  browsers: browsers.map(launcher),
  plugins: [kvs.plugin, vite.plugin, hands()],
  middleware: [pages, kvs.middleware, vite.middleware],
  testFramework: { config: { timeout: 30_000 } },
  testsStartTimeout: 60_000,
  testsFinishTimeout: 240_000,
  browserStartTimeout: 60_000,
};

export default config;
