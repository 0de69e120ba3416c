import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createTokenHandler, toNodeHandler } from '../../src/server/index.js';
import { isLoopback } from '../origin.js';
import { KEYS, type Stack } from '../stack.js';
import { htmlOf } from './html.js';
import type { CameraPlace } from './wishes.js';

/** The script, that of the camera alone, and their chunks. What else is built is for bundlers. */
const SCRIPT = /^\/(kvs-elements\.js|camera\/kvs-camera\.js|(?:camera\/)?chunks\/[\w.-]+\.js)$/;

/** What a site serves. */
export interface SiteOptions {
  readonly stack: Stack;
  readonly cameras: readonly CameraPlace[];
  /** Where the page of this machine finds the site. */
  readonly url: string;
  /** Folder of the built elements. */
  readonly elements: URL;
}

/**
 * The page with all cameras, the elements' script, and a token endpoint that lets every page of this machine
 * in. Whoever comes by another name than this machine's is refused.
 */
export function openSite({
  stack,
  cameras,
  url,
  elements,
}: SiteOptions): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const token = toNodeHandler(
    createTokenHandler({
      authorize: (_, { channel }) => cameras.some((camera) => camera.channel === channel),
      credentials: KEYS.server,
      endpoint: stack.service.endpoint,
      region: stack.service.region,
    }),
  );
  return async (request, response) => {
    const { origin, host = '' } = request.headers;
    const path = request.url?.split('?')[0] ?? '/';
    // A foreign Host is another site's name that leads here (DNS rebinding).
    if (!isLoopback(host) || (origin && !isLoopback(origin))) {
      return send(response, 403, 'text/plain', 'This is for pages of this machine only.\n');
    }
    if (origin) allow(origin, response);
    if (request.method === 'OPTIONS') return send(response, 204, 'text/plain', '');
    if (path === '/token') return token(request, response);
    if (path === '/') return send(response, 200, 'text/html', htmlOf(url, stack.service.region, cameras));
    const [, file] = SCRIPT.exec(path) ?? [];
    const code = file && (await readFile(new URL(file, elements)).catch(() => undefined));
    if (code) return send(response, 200, 'text/javascript', code);
    send(response, 404, 'text/plain', 'There is nothing here.\n');
  };
}

/** A page under development is on another port, and so of another origin. */
function allow(origin: string, response: ServerResponse): void {
  response.setHeader('vary', 'origin');
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-methods', 'GET, POST');
  response.setHeader('access-control-allow-headers', 'content-type');
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
