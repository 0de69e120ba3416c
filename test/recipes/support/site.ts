import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

/** Answers a request. */
export type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** How a site answers: folders under their paths, longest first, and what is no file. */
export interface SiteOptions {
  readonly folders: Readonly<Record<string, string>>;
  readonly routes?: Readonly<Record<string, Listener>>;
  /** Host under which pages see it: `localhost` and `127.0.0.1` are two origins. */
  readonly host?: string;
}

/** A web server for a recipe that has none. */
export async function openSite(options: SiteOptions): Promise<{ readonly url: string } & AsyncDisposable> {
  const { folders, routes = {}, host = 'localhost' } = options;
  const paths = Object.keys(folders).sort((one, other) => other.length - one.length);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const route = routes[pathname];
    if (route) return void route(request, response);
    const prefix = paths.find((path) => pathname.startsWith(path)) ?? '/';
    const name = pathname.slice(prefix.length) || 'index.html';
    void send(join(folders[prefix] ?? '', normalize(`/${name}`)), response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function send(file: string, response: ServerResponse): Promise<void> {
  try {
    const body = await readFile(file);
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body);
  } catch {
    // Browsers ask for icons that nobody has made.
    response.writeHead(404).end();
  }
}
