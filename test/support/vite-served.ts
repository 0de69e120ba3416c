import { createServer, type InlineConfig, type ViteDevServer } from 'vite';
import type { TestRunnerConfig, TestRunnerPlugin } from '@web/test-runner';

type Middleware = NonNullable<TestRunnerConfig['middleware']>[number];

/** Paths that the test runner answers itself. */
const RUNNERS_OWN = /^\/(__web-test-runner__|__web-dev-server__|wds|\?|$)/;

/** Lets vite serve what the tests load, so that they resolve as the build does. */
export function servedByVite(settings: InlineConfig): { plugin: TestRunnerPlugin; middleware: Middleware } {
  let vite: ViteDevServer | undefined;
  const plugin: TestRunnerPlugin = {
    name: 'served-by-vite',
    async serverStart({ config }) {
      vite = await createServer({
        ...settings,
        root: config.rootDir,
        configFile: false,
        appType: 'custom',
        logLevel: 'error',
        server: { middlewareMode: true, hmr: false, ws: false, watch: null, allowedHosts: true },
        plugins: [
          {
            name: 'leave-to-runner',
            enforce: 'pre',
            resolveId: (id) => (id.startsWith('/__web-') ? { id, external: true } : undefined),
          },
        ],
      });
    },
    serverStop: () => vite?.close(),
  };
  const middleware: Middleware = (context, next) => {
    const served = vite;
    if (!served || RUNNERS_OWN.test(context.url)) return next();
    context.respond = false;
    context.res.statusCode = 200;
    return new Promise((resolve, reject) => {
      context.res.once('close', resolve);
      served.middlewares(context.req, context.res, (error?: unknown) => {
        context.respond = true;
        context.status = 404;
        if (error instanceof Error) reject(error);
        else resolve(next());
      });
    });
  };
  return { plugin, middleware };
}
