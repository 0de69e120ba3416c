import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ViteDevServer } from 'vite';
import { createTokenHandler, toNodeHandler } from '../../src/server/index.js';
import { openDesk } from '../desk.js';
import { KEYS, type Stack } from '../stack.js';
import { isOurs, safeHeaders, Visitors } from './doorkeeper.js';
import { serveModules } from './modules.js';
import { CAMERAS } from './page/cameras.js';
import { isTaken, openScene } from './scene.js';

/** How to start a portal. */
export interface PortalOptions {
  /** Where the page is; the next free one when it is taken, 0 for any. */
  readonly port: number;
  /** First of the four in a row that the local KVS takes; any when one is taken, or 0. */
  readonly servicePort: number;
  /** Ends the portal. */
  readonly signal: AbortSignal;
}

/** A portal that runs. */
export interface Portal {
  readonly url: string;
  readonly stack: Stack;
  /** Resolves when the signal has ended everything and the ports are free. */
  readonly closed: Promise<void>;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const PORTS_TRIED = 20;

/** Starts KVS with its cameras, and the page that watches them, on 127.0.0.1. Ends with `signal`. */
export async function startPortal({ port, servicePort, signal }: PortalOptions): Promise<Portal> {
  const [stack, modules, server] = await Promise.all([
    openScene(servicePort, signal),
    serveModules(),
    listenNear(port),
  ]);
  const actual = (server.address() as AddressInfo).port;
  const answer = routes(stack, modules, new Visitors(actual));
  server.on('request', (request, response) => void answer(request, response));
  return { url: `http://localhost:${actual}`, stack, closed: untilClosed(stack, modules, server, signal) };
}

function routes(stack: Stack, modules: ViteDevServer, visitors: Visitors): Listener {
  const headers = safeHeaders(stack.service.ports);
  const token = toNodeHandler(tokenHandler(stack, visitors));
  const desk = openDesk(stack);
  return async (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const path = request.url?.split('?')[0] ?? '/';
    if (!isOurs(request)) return refuse(response, 403, 'This page is for this machine only.');
    if (path === '/api/kvs/token') return token(request, response);
    if (path.startsWith('/desk/')) return desk(request, response);
    if (path === '/') return sendPage(response, visitors.cookie);
    modules.middlewares(request, response, () => refuse(response, 404, 'There is nothing here.'));
  };
}

function tokenHandler(stack: Stack, visitors: Visitors): ReturnType<typeof createTokenHandler> {
  return createTokenHandler({
    authorize: (request, { channel }) =>
      visitors.knows(request) && CAMERAS.some((camera) => camera.channel === channel),
    credentials: KEYS.server,
    endpoint: stack.service.endpoint,
    region: stack.service.region,
  });
}

async function sendPage(response: ServerResponse, cookie: string): Promise<void> {
  const page = await readFile(new URL('page/index.html', import.meta.url));
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'set-cookie': cookie,
  });
  response.end(page);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`${message}\n`);
}

async function listenNear(port: number): Promise<Server> {
  for (let tried = 0; ; tried += 1) {
    const server = createServer();
    server.listen(port === 0 ? 0 : port + tried, '127.0.0.1');
    try {
      await once(server, 'listening');
      return server;
    } catch (error) {
      if (!isTaken(error) || tried === PORTS_TRIED) throw error;
    }
  }
}

async function untilClosed(
  stack: Stack,
  modules: ViteDevServer,
  server: Server,
  signal: AbortSignal,
): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
  server.closeAllConnections();
  const cameras = CAMERAS.map(({ channel }) => stack.removeCamera(channel));
  await Promise.all([
    new Promise((resolve) => server.close(resolve)),
    modules.close(),
    ...cameras,
    stack.service.stop(),
  ]);
}
