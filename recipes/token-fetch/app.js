import { Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { createTokenHandler } from 'kvs-elements/server';

/** Your own sign-in goes here; this one lets everybody who has been to /sign-in watch one camera. */
const sessions = new Map();

/** One handler for each signed-in visitor: the cookie is Hono's to read, so `authorize` need not look at it. */
const tokenFor = (cameras) =>
  createTokenHandler({
    authorize: (_, { channel }) => cameras.includes(channel),
    onError: console.error,
  });

export const app = new Hono();

app.get('/sign-in', (context) => {
  const session = crypto.randomUUID();
  sessions.set(session, ['front-door']);
  setCookie(context, 'session', session, { httpOnly: true, sameSite: 'Strict' });
  return context.redirect('/');
});

app.all('/api/kvs/token', (context) => {
  const cameras = sessions.get(getCookie(context, 'session')) ?? [];
  return tokenFor(cameras)(context.req.raw);
});
