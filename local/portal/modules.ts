import { fileURLToPath } from 'node:url';
import { createServer, type ViteDevServer } from 'vite';
import { alias, define } from '../../vite.config.js';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Serves the page's modules and the elements' source to the browser. Libraries are bundled ahead, all of
 * them: one that vite finds later would make it ask for a reload.
 */
export function serveModules(): Promise<ViteDevServer> {
  return createServer({
    configFile: false,
    root: here('../..'),
    cacheDir: 'node_modules/.vite-portal',
    appType: 'custom',
    publicDir: false,
    logLevel: 'error',
    define,
    // Not `development`, or Lit warns on the console of whoever looks there for the cameras.
    resolve: { alias, conditions: ['module', 'browser'] },
    server: {
      middlewareMode: true,
      hmr: false,
      ws: false,
      watch: null,
      cors: false,
      fs: {
        strict: true,
        allow: ['src', 'local/portal/page', 'local/cameras/behaviour.ts', 'node_modules'].map((path) =>
          here(`../../${path}`),
        ),
      },
    },
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
        'lit',
      ],
    },
  });
}
