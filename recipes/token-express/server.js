import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import express from 'express';
import { createTokenHandler, toNodeHandler } from 'kvs-elements/server';

/** Your own sign-in goes here; this one lets everybody who loads the page watch two cameras. */
const sessions = new Map();
function signIn(request, response, next) {
  const session = randomUUID();
  sessions.set(session, ['front-door', 'gate']);
  response.cookie('session', session, { httpOnly: true, sameSite: 'strict' });
  next();
}
function camerasOf(request) {
  const session = /(?:^|; )session=([\w-]+)/.exec(request.headers.get('cookie') ?? '')?.[1];
  return sessions.get(session) ?? [];
}

const token = createTokenHandler({
  authorize: (request, { channel }) => camerasOf(request).includes(channel),
  onError: (error) => console.error(`No ticket: ${error.message}`),
});

const dist = fileURLToPath(new URL('.', import.meta.resolve('kvs-elements/kvs-elements.js')));
const app = express();
app.all('/api/kvs/token', toNodeHandler(token));
app.use('/assets', express.static(dist));
app.get('/', signIn);
app.use(express.static(process.env.PUBLIC ?? 'public'));

const server = app.listen(process.env.PORT ?? 3000, '127.0.0.1', () => {
  console.log(`http://localhost:${server.address().port}`);
});
