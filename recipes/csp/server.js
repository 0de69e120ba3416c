import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createTokenHandler, toNodeHandler } from 'kvs-elements/server';
import { policy } from './policy.js';

/** Your own sign-in goes here; this one takes everybody for a guard who has loaded the page. */
const guards = new Set();
const isGuard = (cookie = '') => guards.has(/(?:^|; )session=([\w-]+)/.exec(cookie)?.[1]);

const token = toNodeHandler(
  createTokenHandler({
    authorize: (request, { channel }) =>
      channel === 'front-door' && isGuard(request.headers.get('cookie') ?? undefined),
    onError: console.error,
  }),
);

const dist = new URL('.', import.meta.resolve('kvs-elements/kvs-elements.js'));
const files = {
  '/': [new URL('index.html', import.meta.url), 'text/html'],
  '/poster.svg': [new URL('poster.svg', import.meta.url), 'image/svg+xml'],
};

const server = createServer(async (request, response) => {
  const [path] = request.url.split('?', 1);
  if (path === '/api/kvs/token') return token(request, response);
  const asset = /^\/assets\/((?:chunks\/)?[\w.-]+\.js)$/.exec(path)?.[1];
  const [file, type] = asset ? [new URL(asset, dist), 'text/javascript'] : (files[path] ?? []);
  // What throws in here ends the server.
  const body = file && (await readFile(file).catch(() => undefined));
  if (!body) return response.writeHead(404).end();
  if (path === '/') {
    const session = randomUUID();
    guards.add(session);
    response.setHeader('set-cookie', `session=${session}; Path=/; HttpOnly; SameSite=Strict`);
    response.setHeader('content-security-policy', policy);
    response.setHeader('permissions-policy', 'camera=(), microphone=(self)');
  }
  response.writeHead(200, { 'content-type': type, 'x-content-type-options': 'nosniff' });
  response.end(body);
});

server.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`);
});
