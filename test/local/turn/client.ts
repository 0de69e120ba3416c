import { randomBytes } from 'node:crypto';
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect } from 'node:net';
import {
  ATTRIBUTE,
  find,
  readXorAddress,
  text,
  word,
  xorAddress,
  type Attribute,
  type Endpoint,
} from '../../../local/turn/attributes.js';
import { longTermKey } from '../../../local/turn/credentials.js';
import { decodeChannelData, encodeChannelData, framed, FrameReader } from '../../../local/turn/framing.js';
import type { Transport } from '../../../local/turn/listeners.js';
import { decodeMessage, encodeMessage, isSignedWith, METHOD } from '../../../local/turn/message.js';
import type { StunMessage } from '../../../local/turn/message.js';

/** Name and password as GetIceServerConfig gives them. */
export interface Login {
  readonly Username: string;
  readonly Password: string;
}

/** How a request departs from what a well-behaved client sends. */
export interface RequestTwist {
  readonly login?: Login | null;
  readonly nonce?: string;
  readonly without?: number;
  readonly transactionId?: Buffer;
  readonly fingerprint?: boolean;
}

/** Relayed data as it reached the client. */
export interface Arrival {
  readonly from: Endpoint | number;
  readonly payload: Buffer;
}

const WAIT_MS = 3000;
const UDP = word(ATTRIBUTE.requestedTransport, 17 << 24);

/** Rejects when something takes longer than a local network can explain. */
export async function within<T>(what: string, promise: Promise<T>, timeoutMs = WAIT_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const fail = (): void => reject(new Error(`timed out after ${timeoutMs} ms waiting for ${what}`));
    timer = setTimeout(fail, timeoutMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Keeps what arrives until somebody asks for it, in order. */
export class Inbox<T> {
  readonly #items: T[] = [];
  readonly #asking: ((item: T) => void)[] = [];

  put(item: T): void {
    const ask = this.#asking.shift();
    if (ask === undefined) this.#items.push(item);
    else ask(item);
  }

  get size(): number {
    return this.#items.length;
  }

  async next(what: string): Promise<T> {
    const item = this.#items.shift();
    if (item !== undefined) return item;
    return within(what, new Promise<T>((resolve) => this.#asking.push(resolve)));
  }
}

/** A UDP socket on loopback that relayed data goes to and comes from. */
export class Peer {
  readonly inbox = new Inbox<{ payload: Buffer; from: Endpoint }>();
  readonly #socket: UdpSocket;

  private constructor(socket: UdpSocket, signal: AbortSignal) {
    this.#socket = socket;
    socket.on('message', (payload, { address, port }) =>
      this.inbox.put({ payload, from: { address, port } }),
    );
    signal.addEventListener('abort', () => socket.close(), { once: true });
  }

  static async open(signal: AbortSignal): Promise<Peer> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new Peer(socket, signal);
  }

  get endpoint(): Endpoint {
    const { address, port } = this.#socket.address();
    return { address, port };
  }

  send(payload: Buffer | string, to: Endpoint): void {
    this.#socket.send(payload, to.port, to.address);
  }
}

/** A TURN client that can also misbehave; closes on abort. */
export class TurnClient {
  readonly arrivals = new Inbox<Arrival>();
  readonly closed: Promise<void>;
  login: Login | null = null;
  nonce = '';
  realm = '';
  readonly #send: (packet: Buffer) => void;
  readonly #answers = new Map<string, (answer: { message: StunMessage; packet: Buffer }) => void>();

  private constructor(send: (packet: Buffer) => void, closed: Promise<void>) {
    this.#send = send;
    this.closed = closed;
  }

  static async open(transport: Transport, server: { host: string; port: number }, signal: AbortSignal) {
    return transport === 'udp' ? TurnClient.#udp(server, signal) : TurnClient.#tcp(server, signal);
  }

  static async #udp(
    { host, port }: { host: string; port: number },
    signal: AbortSignal,
  ): Promise<TurnClient> {
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const closed = new Promise<void>((resolve) => socket.once('close', resolve));
    const client = new TurnClient((packet) => socket.send(packet, port, host), closed);
    socket.on('message', (packet) => client.#take(packet));
    signal.addEventListener('abort', () => socket.close(), { once: true });
    return client;
  }

  static async #tcp(
    { host, port }: { host: string; port: number },
    signal: AbortSignal,
  ): Promise<TurnClient> {
    const socket = connect({ host, port, noDelay: true });
    await once(socket, 'connect');
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const client = new TurnClient((packet) => socket.write(framed(packet)), closed);
    const frames = new FrameReader();
    socket.on('data', (chunk) => frames.push(Buffer.from(chunk))?.forEach((packet) => client.#take(packet)));
    socket.on('error', () => socket.destroy());
    signal.addEventListener('abort', () => socket.destroy(), { once: true });
    return client;
  }

  /** Sends bytes as they are. */
  raw(packet: Buffer): void {
    this.#send(packet);
  }

  /** Sends a request, signed if there is a login, and gives the answer, whose signature is checked. */
  async request(method: number, attributes: readonly Attribute[] = [], twist: RequestTwist = {}) {
    const transactionId = twist.transactionId ?? randomBytes(12);
    const login = twist.login === undefined ? this.login : twist.login;
    const nonce = twist.nonce ?? this.nonce;
    const auth =
      login === null
        ? []
        : [
            text(ATTRIBUTE.username, login.Username),
            text(ATTRIBUTE.realm, this.realm),
            text(ATTRIBUTE.nonce, nonce),
          ].filter(({ type }) => type !== twist.without);
    const key = login === null ? undefined : longTermKey(login.Username, this.realm, login.Password);
    const content = { method, kind: 'request', transactionId, attributes: [...attributes, ...auth] } as const;
    const answered = new Promise<{ message: StunMessage; packet: Buffer }>((resolve) =>
      this.#answers.set(transactionId.toString('hex'), resolve),
    );
    this.#send(encodeMessage(content, { key, fingerprint: twist.fingerprint }));
    const { message, packet } = await within(`the answer to method ${method}`, answered);
    const isSigned = key !== undefined && isSignedWith(packet, message, key);
    return { message, packet, isSigned, code: codeOf(message) };
  }

  /** Learns realm and nonce from the 401 that a first request gets. */
  async greet(login: Login): Promise<void> {
    const { message } = await this.request(METHOD.allocate, [UDP], { login: null });
    this.realm = find(message.attributes, ATTRIBUTE.realm)?.toString() ?? '';
    this.nonce = find(message.attributes, ATTRIBUTE.nonce)?.toString() ?? '';
    this.login = login;
  }

  /** Greets and allocates; gives the relayed address. */
  async allocate(login: Login): Promise<Endpoint> {
    await this.greet(login);
    const { message, code } = await this.request(METHOD.allocate, [UDP]);
    if (code !== null) throw new Error(`Allocate was refused with ${code}`);
    return addressIn(message, ATTRIBUTE.xorRelayedAddress);
  }

  async permit(...peers: readonly Endpoint[]) {
    const transactionId = randomBytes(12);
    const attributes = peers.map((peer) => xorAddress(ATTRIBUTE.xorPeerAddress, peer, transactionId));
    return this.request(METHOD.createPermission, attributes, { transactionId });
  }

  async bindChannel(channel: number, peer: Endpoint) {
    const transactionId = randomBytes(12);
    const number = word(ATTRIBUTE.channelNumber, channel * 65536);
    const attributes = [number, xorAddress(ATTRIBUTE.xorPeerAddress, peer, transactionId)];
    return this.request(METHOD.channelBind, attributes, { transactionId });
  }

  async refresh(seconds: number) {
    return this.request(METHOD.refresh, [word(ATTRIBUTE.lifetime, seconds)]);
  }

  /** Sends data in a Send indication. */
  sendTo(peer: Endpoint, payload: Buffer | string): void {
    const transactionId = randomBytes(12);
    const attributes = [
      xorAddress(ATTRIBUTE.xorPeerAddress, peer, transactionId),
      { type: ATTRIBUTE.data, value: Buffer.from(payload) },
    ];
    this.#send(encodeMessage({ method: METHOD.send, kind: 'indication', transactionId, attributes }));
  }

  /** Sends data in ChannelData. */
  sendOn(channel: number, payload: Buffer | string): void {
    this.#send(encodeChannelData({ channel, payload: Buffer.from(payload) }));
  }

  #take(packet: Buffer): void {
    const message = decodeMessage(packet);
    if (message === null) return this.#channelData(packet);
    if (message.kind !== 'indication') {
      const id = message.transactionId.toString('hex');
      this.#answers.get(id)?.({ message, packet });
      return;
    }
    const payload = find(message.attributes, ATTRIBUTE.data) ?? Buffer.alloc(0);
    this.arrivals.put({ from: addressIn(message, ATTRIBUTE.xorPeerAddress), payload });
  }

  #channelData(packet: Buffer): void {
    const frame = decodeChannelData(packet);
    if (frame !== null) this.arrivals.put({ from: frame.channel, payload: frame.payload });
  }
}

/** Reads an address attribute that must be there. */
export function addressIn({ attributes, transactionId }: StunMessage, type: number): Endpoint {
  const value = find(attributes, type);
  const endpoint = value === undefined ? null : readXorAddress(value, transactionId);
  if (endpoint === null) throw new Error(`no address of type ${type}`);
  return endpoint;
}

function codeOf({ attributes }: StunMessage): number | null {
  const value = find(attributes, ATTRIBUTE.errorCode);
  return value === undefined ? null : (value[2] ?? 0) * 100 + (value[3] ?? 0);
}
