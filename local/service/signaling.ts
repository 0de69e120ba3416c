import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { mayUse } from '../origin.js';
import type { Account } from './account.js';
import type { Channel } from './channel.js';
import { foreignPage, invalidArgument, toServiceError } from './errors.js';
import type { ServiceError } from './errors.js';
import { admit, channelNamed, CONNECT_ACTIONS } from './handshake.js';
import { headOf, jsonServer } from './http.js';
import { resetConnection } from './listener.js';
import type { Role } from './options.js';

// The types of `ws` do not know `closeTimeout` yet.
const SOCKETS = {
  noServer: true,
  clientTracking: false,
  maxPayload: 1_048_576,
  closeTimeout: 1000,
  // KVS knows no subprotocol, and a browser gives up on a socket that does not take the one it offers.
  handleProtocols: (): false => false,
};

/** The WebSocket host of one role; everything about a handshake is checked before the upgrade. */
export function signalingServer(role: Role, account: Account): Server {
  const sockets = new WebSocketServer(SOCKETS);
  const { host, now } = account.settings;
  const server = jsonServer(() => {
    throw invalidArgument('This host speaks WebSocket only');
  }, account.settings);
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const received = headOf(request);
    const enter = ({ channel, clientId }: ReturnType<typeof admit>): void =>
      sockets.handleUpgrade(request, socket, head, (upgraded) => {
        const id = clientId === undefined ? {} : { clientId };
        channel.room.enter({ role, socket: upgraded, reset: () => resetConnection(socket), ...id });
      });
    try {
      if (!mayUse(host, request.headers.origin)) throw foreignPage();
      const admission = admit(received, role, account);
      if (stalls(admission.channel, role)) hold(socket, admission.channel.signal);
      else enter(admission);
    } catch (error) {
      const refusal = toServiceError(error);
      channelNamed(received, account)?.ledger.refused(CONNECT_ACTIONS[role], refusal);
      refuse(socket, refusal, now());
    }
  });
  return server;
}

function stalls(channel: Channel, role: Role): boolean {
  return channel.faults.use('stall-handshake', (fault) => (fault.role ?? role) === role) !== undefined;
}

function hold(socket: Duplex, signal: AbortSignal): void {
  const end = (): void => {
    socket.destroy();
  };
  signal.addEventListener('abort', end);
  socket.once('close', () => signal.removeEventListener('abort', end));
  // Only a flowing socket notices that the client gave up.
  socket.once('end', end).resume();
}

function refuse(socket: Duplex, { status, type, body }: ServiceError, now: number): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Date: ${new Date(now).toUTCString()}`,
    `x-amzn-RequestId: ${randomUUID()}`,
    `x-amzn-ErrorType: ${type}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.once('finish', () => socket.destroy());
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
