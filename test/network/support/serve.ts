import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createServer as createVite, type ViteDevServer } from 'vite';
import { startService, type IceRequest, type LocalService } from '../../../local/service/index.js';
import { KEYS } from '../../../local/stack.js';
import { createTokenHandler, toNodeHandler } from '../../../src/server/index.js';
import { alias, define } from '../../../vite.config.js';
import { mintIceServers, type TurnUser } from './coturn.js';
import { forward } from './forward.js';
import type { Orders } from './orders.js';

const LOOPBACK = '127.0.0.1';
const PAGE = '<!doctype html><script type="module" src="/test/network/support/page.ts"></script>';

/** A KVS that runs, and what a page needs beside it. */
export interface Serving {
  readonly service: LocalService;
  readonly pagePort: number;
}

/** Starts KVS with coturn's ICE servers, a token server and the page, all reachable at `address`. */
export async function serve({ address, turn }: Orders['start-service']['wish']): Promise<Serving> {
  const service = await startService({
    credentials: Object.values(KEYS),
    iceServers: (request) => mintIceServers(turn, turnUser(request)),
  });
  await Promise.all(Object.values(service.ports).map((port) => forward([address, port], [LOOPBACK, port])));
  return { service, pagePort: await servePage(service, address) };
}

async function servePage(service: LocalService, address: string): Promise<number> {
  const { endpoint, region } = service;
  const handler = createTokenHandler({ authorize: () => true, credentials: KEYS.server, endpoint, region });
  const token = toNodeHandler(handler);
  const vite = await startVite();
  const server = createHttpServer((request, response) => {
    if (request.url === '/api/token') void token(request, response);
    else if (request.url === '/') response.setHeader('content-type', 'text/html').end(PAGE);
    else vite.middlewares(request, response, () => response.writeHead(404).end());
  });
  server.listen(0, address);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function startVite(): Promise<ViteDevServer> {
  return createVite({
    configFile: false,
    root: fileURLToPath(new URL('../../..', import.meta.url)),
    cacheDir: 'node_modules/.vite-network',
    appType: 'custom',
    logLevel: 'error',
    define,
    resolve: { alias },
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: {
      noDiscovery: true,
      rolldownOptions: { transform: { define } },
      include: [
        'amazon-kinesis-video-streams-webrtc/lib/SignalingClient.js',
        'amazon-kinesis-video-streams-webrtc/lib/Role.js',
        'lit',
      ],
    },
  });
}

/** Ends up in coturn's log, where it tells the camera's allocations from the viewer's. */
function turnUser({ channelArn, clientId = 'nobody' }: IceRequest): TurnUser {
  return { channel: channelArn.split('/')[1] ?? '', client: clientId };
}
