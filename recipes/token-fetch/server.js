import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { app } from './app.js';

const dist = fileURLToPath(new URL('.', import.meta.resolve('kvs-elements/kvs-elements.js')));
const toFile = (path) => path.replace(/^\/assets/, '');
app.use('/assets/*', serveStatic({ root: relative('.', dist), rewriteRequestPath: toFile }));
app.use('*', serveStatic({ root: process.env.PUBLIC ?? 'public' }));

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://localhost:${port}`);
});
