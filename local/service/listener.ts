import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createSecureContext, TLSSocket } from 'node:tls';
import type { Certificate } from './certificate.js';

/** A port that is being listened on. */
export interface Listener {
  readonly port: number;
  /** Settles when nothing of it is left, some time after its signal aborts. */
  readonly closed: Promise<unknown>;
}

const TLS_HANDSHAKE = 0x16;
const FIRST_BYTE_MS = 60_000;
const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

const underneath = new WeakMap<Duplex, Socket>();

/** Ends a connection that came through a {@link listen} port with a TCP reset, TLS or not. */
export function resetConnection(socket: Duplex): void {
  underneath.get(socket)?.resetAndDestroy();
}

/** Opens one port that speaks plain HTTP and TLS alike, and gives requests to a server. */
export async function listen(
  server: Server,
  port: number,
  { key, certificate }: Certificate,
  signal: AbortSignal,
  host = '127.0.0.1',
): Promise<Listener> {
  const secureContext = createSecureContext({ key, cert: certificate });
  const open = new Set<Socket>();
  // Half-open as in node:http: a client may close its side and still wait for the answer.
  const listener = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    sniff(socket, (secure) => hand(server, secure ? secured(socket, secureContext) : socket, socket));
  });
  refuseBrokenRequests(server);
  listener.listen(port, host);
  await once(listener, 'listening');
  const closed = new Promise((resolve) => listener.once('close', resolve));
  const end = (): void => {
    listener.close();
    for (const socket of open) socket.destroy();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  return { port: portOf(listener.address()), closed };
}

function sniff(socket: Socket, decide: (secure: boolean) => void): void {
  const giveUp = (): void => {
    socket.destroy();
  };
  socket.setTimeout(FIRST_BYTE_MS, giveUp);
  socket.once('end', giveUp);
  socket.once('data', (first: Buffer) => {
    socket.setTimeout(0, giveUp);
    socket.off('end', giveUp);
    socket.pause();
    socket.unshift(first);
    decide(first[0] === TLS_HANDSHAKE);
  });
}

function secured(socket: Socket, secureContext: ReturnType<typeof createSecureContext>): TLSSocket {
  const secure = new TLSSocket(socket, { isServer: true, secureContext });
  secure.on('error', () => socket.destroy());
  return secure;
}

function hand(server: Server, stream: Socket, raw: Socket): void {
  underneath.set(stream, raw);
  if (stream instanceof TLSSocket) {
    stream.once('secure', () => server.emit('connection', stream));
    return;
  }
  server.emit('connection', stream);
  stream.resume();
}

function refuseBrokenRequests(server: Server): void {
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end(BAD_REQUEST);
    else socket.destroy();
  });
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}
