import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { openDesk } from '../../local/desk.js';
import { makeCertificate } from '../../local/service/certificate.js';
import { listen } from '../../local/service/listener.js';
import { KEYS, type Stack } from '../../local/stack.js';
import {
  createTicket,
  createTokenHandler,
  toNodeHandler,
  type ViewerTicket,
} from '../../src/server/index.js';
import { buildScripts } from './scripts.js';

/** Where the pages of the bench are, what is built, and a token server. */
export interface Site {
  /** Speaks plain HTTP and TLS alike. */
  readonly port: number;
  /** PEM. */
  readonly certificate: string;
  /** What the token server would answer. */
  ticket(clientId: string, channel: string, isSecure: boolean): Promise<ViewerTicket>;
}

const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));
const KEPT_ALIVE_MS = 60_000;
/** What each page loads, before anything is measured. */
const PAGES: Readonly<Record<string, readonly string[]>> = {
  '/reference': ['/bench/reference.js'],
  '/floor': ['/bench/floor.js'],
  '/ours': ['/dist/kvs-elements.js', '/bench/ours.js'],
  '/camera-alone': ['/dist/camera/kvs-camera.js', '/bench/ours.js'],
  '/wall': ['/dist/kvs-elements.js', '/bench/wall.js'],
  '/bare-wall': ['/bench/wall.js'],
  '/latency': ['/dist/kvs-elements.js', '/bench/latency.js'],
  '/recovery': ['/dist/kvs-elements.js', '/bench/recovery.js'],
  '/long': ['/bench/timers.js', '/dist/kvs-elements.js', '/bench/wall.js'],
  '/long-page': ['/dist/kvs-elements.js', '/bench/long-page.js'],
};

/** Opens the site; it ends with `signal`. */
export async function openSite(stack: Stack, signal: AbortSignal): Promise<Site> {
  const { endpoint, region } = stack.service;
  const signer = { credentials: KEYS.server, endpoint, region };
  const token = createTokenHandler({ authorize: () => true, ...signer });
  const secureToken = async (request: Request): Promise<Response> =>
    Response.json(secure((await (await token(request)).json()) as ViewerTicket));
  const desk = openDesk(stack);
  const scripts = await buildScripts();
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? '/';
    const isSecure = request.socket instanceof TLSSocket;
    if (path.startsWith('/desk/')) return desk(request, response);
    if (path === '/token' || path === '/api/token')
      return toNodeHandler(isSecure ? secureToken : token)(request, response);
    const page = PAGES[path]?.map((source) => `<script type="module" src="${source}"></script>`).join('');
    const head = '<!doctype html><meta charset="utf-8" /><link rel="icon" href="data:," />';
    if (page) return send(response, 200, 'text/html', `${head}${page}`);
    const script = scripts.get(path) ?? (await readBuilt(path));
    if (script === undefined) return send(response, 404, 'text/plain', 'There is nothing here');
    return send(response, 200, 'text/javascript', script);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error('site:', error);
      response.destroy();
    });
  });
  // A page's connection is still open when its token is asked for.
  server.keepAliveTimeout = KEPT_ALIVE_MS;
  const keys = await makeCertificate();
  const { port } = await listen(server, 0, keys, signal);
  return {
    port,
    certificate: keys.certificate,
    ticket: async (clientId, channel, isSecure) => {
      const ticket = await createTicket({ ...signer, channel, clientId });
      return isSecure ? secure(ticket) : ticket;
    },
  };
}

/** The signature does not cover the scheme, and the service's host speaks both. */
function secure(ticket: ViewerTicket): ViewerTicket {
  return { ...ticket, signalingUrl: ticket.signalingUrl.replace(/^ws:/, 'wss:') };
}

async function readBuilt(path: string): Promise<string | undefined> {
  const [, name] = /^\/dist\/((?:camera\/)?(?:chunks\/)?[\w.-]+\.js)$/.exec(path) ?? [];
  return name && readFile(`${DIST}${name}`, 'utf8').catch(() => undefined);
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8` }).end(body);
}
