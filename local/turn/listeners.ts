import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket as TcpSocket } from 'node:net';
import { hostPort } from './addresses.js';
import type { Endpoint } from './attributes.js';
import { framed, FrameReader } from './framing.js';
import type { DropReason } from './observation.js';

/** How a client reaches the server. */
export type Transport = 'udp' | 'tcp';

/** Whoever sends to the server, known by transport, address and port: one 5-tuple. */
export interface Client {
  readonly transport: Transport;
  readonly endpoint: Endpoint;
  /** The same for all packets of one 5-tuple. */
  readonly key: string;
  /** Sends a packet; `false` if the path is cut or a stream is too far behind. */
  send(packet: Buffer): boolean;
}

/** What happens at a listener. */
export interface Reception {
  received(client: Client, packet: Buffer): void;
  /** The TCP connection of a client ended. */
  gone(client: Client): void;
  dropped(why: DropReason): void;
}

/** One transport of the server; closes itself and all its connections on abort. */
export interface Listener {
  /** Turns the path into a black hole until `restore`. */
  cut(): void;
  restore(): void;
  /** Settles when its sockets are closed. */
  readonly closed: Promise<void>;
}

const LONGEST_BACKLOG_BYTES = 1_000_000;

/** Serves clients of a bound UDP socket. */
export class UdpListener implements Listener {
  readonly closed: Promise<void>;
  readonly #socket: UdpSocket;
  readonly #reception: Reception;
  #isCut = false;

  constructor(socket: UdpSocket, reception: Reception) {
    this.#socket = socket;
    this.#reception = reception;
    this.closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('message', (packet, { address, port }) => this.#take(packet, { address, port }));
    // An ICMP answer to an earlier packet must not end the server.
    socket.on('error', () => reception.dropped('network'));
  }

  cut(): void {
    this.#isCut = true;
  }

  restore(): void {
    this.#isCut = false;
  }

  #take(packet: Buffer, endpoint: Endpoint): void {
    if (this.#isCut) return this.#reception.dropped('cut');
    const send = (answer: Buffer): boolean => this.#send(answer, endpoint);
    this.#reception.received({ transport: 'udp', endpoint, key: `udp:${hostPort(endpoint)}`, send }, packet);
  }

  #send(packet: Buffer, { address, port }: Endpoint): boolean {
    if (this.#isCut) {
      this.#reception.dropped('cut');
      return false;
    }
    this.#socket.send(packet, port, address, (error) => {
      if (error !== null) this.#reception.dropped('network');
    });
    return true;
  }
}

/** Serves clients of a listening TCP server made with `pauseOnConnect`. */
export class TcpListener implements Listener {
  readonly closed: Promise<void>;
  readonly #reception: Reception;
  readonly #sockets = new Set<TcpSocket>();
  #isCut = false;

  constructor(server: Server, reception: Reception, signal: AbortSignal) {
    this.#reception = reception;
    this.closed = new Promise((resolve) => server.once('close', resolve));
    server.on('connection', (socket) => this.#accept(socket));
    server.on('error', () => reception.dropped('network'));
    const stop = (): void => this.#sockets.forEach((socket) => socket.destroy());
    signal.addEventListener('abort', stop, { once: true });
  }

  cut(): void {
    this.#isCut = true;
    // Unread, the client's bytes wait as they would for TCP to send them again.
    this.#sockets.forEach((socket) => socket.pause());
  }

  restore(): void {
    this.#isCut = false;
    this.#sockets.forEach((socket) => socket.resume());
  }

  #accept(socket: TcpSocket): void {
    const endpoint = { address: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 };
    const send = (packet: Buffer): boolean => this.#send(socket, packet);
    const client: Client = { transport: 'tcp', endpoint, key: `tcp:${hostPort(endpoint)}`, send };
    this.#sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      this.#sockets.delete(socket);
      this.#reception.gone(client);
    });
    this.#read(socket, client);
    if (!this.#isCut) socket.resume();
  }

  #read(socket: TcpSocket, client: Client): void {
    const frames = new FrameReader();
    socket.on('data', (chunk) => {
      const packets = frames.push(Buffer.from(chunk));
      packets?.forEach((packet) => this.#reception.received(client, packet));
      if (packets !== null) return;
      this.#reception.dropped('malformed');
      socket.destroy();
    });
    // Adding a reader starts the flow; a cut path must stay silent.
    socket.pause();
  }

  #send(socket: TcpSocket, packet: Buffer): boolean {
    const isBehind = socket.writableLength > LONGEST_BACKLOG_BYTES;
    if (this.#isCut || isBehind || !socket.writable) {
      this.#reception.dropped(this.#isCut ? 'cut' : isBehind ? 'queue' : 'network');
      return false;
    }
    socket.write(framed(packet));
    return true;
  }
}

/** Binds TCP and UDP to one port number, as the URIs of both share it; port 0 finds one that is free in both. */
export async function listen(
  host: string,
  port: number,
  reception: Reception,
  signal: AbortSignal,
): Promise<{ readonly port: number; readonly listeners: Readonly<Record<Transport, Listener>> }> {
  const server = createServer({ pauseOnConnect: true });
  server.listen({ host, port });
  await once(server, 'listening');
  const bound = (server.address() as AddressInfo).port;
  const udp = createSocket('udp4');
  try {
    await bind(udp, host, bound);
    signal.throwIfAborted();
  } catch (error) {
    server.close();
    udp.close();
    if (port === 0 && isPortTaken(error)) return listen(host, port, reception, signal);
    throw error;
  }
  const close = (): void => {
    server.close();
    udp.close();
  };
  signal.addEventListener('abort', close, { once: true });
  const listeners = { udp: new UdpListener(udp, reception), tcp: new TcpListener(server, reception, signal) };
  return { port: bound, listeners };
}

/** Binds a UDP socket, rejecting with what stops it. */
export async function bind(socket: UdpSocket, address: string, port: number): Promise<void> {
  const listening = once(socket, 'listening');
  socket.bind({ address, port, exclusive: true });
  await listening;
}

function isPortTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
