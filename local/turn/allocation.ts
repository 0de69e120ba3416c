import type { Socket } from 'node:dgram';
import { hostPort } from './addresses.js';
import { ATTRIBUTE, xorAddress, type Endpoint } from './attributes.js';
import { encodeChannelData } from './framing.js';
import { Link, type LinkDrop, type Shape } from './link.js';
import type { Client, Transport } from './listeners.js';
import { encodeMessage, METHOD } from './message.js';
import { randomBytes } from 'node:crypto';
import type { DropReason } from './observation.js';

/** Which way relayed data goes. */
export type Direction = 'toClient' | 'toPeer';

/** How both directions of a relayed path behave. */
export type PathShape = { readonly [direction in Direction]?: Shape };

/** Lifetimes and quotas, in seconds and counts. */
export interface Limits {
  /** Life of an allocation that is not refreshed: 600 at KVS. */
  readonly allocationSeconds: number;
  /** RFC 8656 section 9: 300. */
  readonly permissionSeconds: number;
  /** RFC 8656 section 12: 600. */
  readonly channelSeconds: number;
  /** How long a nonce stays fresh. */
  readonly nonceSeconds: number;
  /** KVS: 50 per channel. */
  readonly allocationsPerUser: number;
}

/** What an allocation looks like at one moment. */
export interface AllocationSnapshot {
  readonly user: string;
  readonly transport: Transport;
  /** `address:port` the client sends from. */
  readonly client: string;
  /** `address:port` its peers send to. */
  readonly relayed: string;
  /** Relayed payload that got through, without headers. */
  readonly bytesToClient: number;
  readonly bytesToPeer: number;
  /** Addresses of the peers that may send. */
  readonly permissions: readonly string[];
}

/** What an allocation needs from the server around it. */
export interface Surroundings {
  readonly limits: Limits;
  /** Epoch milliseconds; permissions and channels run out by it. */
  readonly now: () => number;
  readonly random: () => number;
  readonly shapeOf: (user: string) => PathShape;
  readonly relayed: (direction: Direction, bytes: number) => void;
  readonly dropped: (why: DropReason) => void;
}

/** Whose allocation it is, and the request that made it. */
export interface Ownership {
  readonly client: Client;
  readonly username: string;
  readonly user: string;
  readonly transactionId: Buffer;
}

interface Channel {
  readonly peer: Endpoint;
  readonly expiresAt: number;
}

/**
 * A relayed address lent to one client (RFC 8656 section 6): its permissions, channels and traffic.
 * Its lifetime is the controller it is given: aborted at expiry by itself, earlier by whoever owns it.
 */
export class Allocation {
  readonly ownership: Ownership;
  readonly relayed: Endpoint;
  readonly #socket: Socket;
  readonly #around: Surroundings;
  readonly #lifetime: AbortController;
  readonly #permissions = new Map<string, number>();
  readonly #channels = new Map<number, Channel>();
  readonly #links: Readonly<Record<Direction, Link>>;
  readonly #bytes: Record<Direction, number> = { toClient: 0, toPeer: 0 };
  #expiry: ReturnType<typeof setTimeout> | undefined;

  constructor(ownership: Ownership, socket: Socket, around: Surroundings, lifetime: AbortController) {
    this.ownership = ownership;
    this.relayed = socket.address();
    this.#socket = socket;
    this.#around = around;
    this.#lifetime = lifetime;
    this.#links = { toClient: this.#link('toClient'), toPeer: this.#link('toPeer') };
    socket.on('message', (payload, { address, port }) => this.#fromPeer(payload, { address, port }));
    socket.on('error', () => around.dropped('network'));
    lifetime.signal.addEventListener('abort', () => this.#close(), { once: true });
    this.refresh();
  }

  get snapshot(): AllocationSnapshot {
    const { client, user } = this.ownership;
    return {
      user,
      transport: client.transport,
      client: hostPort(client.endpoint),
      relayed: hostPort(this.relayed),
      bytesToClient: this.#bytes.toClient,
      bytesToPeer: this.#bytes.toPeer,
      permissions: [...this.#permissions.keys()].filter((address) => this.#isPermitted(address)),
    };
  }

  /** Starts its lifetime anew. */
  refresh(): void {
    clearTimeout(this.#expiry);
    this.#expiry = setTimeout(() => this.#lifetime.abort(), this.#around.limits.allocationSeconds * 1000);
  }

  /** Lets a peer's address send, for another permission lifetime (RFC 8656 section 9). */
  permit(address: string): void {
    this.#permissions.set(address, this.#around.now() + this.#around.limits.permissionSeconds * 1000);
  }

  /** Binds a channel, or again; `false` if the number or the peer is bound otherwise (section 12.2). */
  bindChannel(channel: number, peer: Endpoint): boolean {
    const bound = this.#peerOf(channel);
    const other = this.#channelOf(peer);
    if (bound !== undefined && hostPort(bound) !== hostPort(peer)) return false;
    if (other !== undefined && other !== channel) return false;
    const expiresAt = this.#around.now() + this.#around.limits.channelSeconds * 1000;
    this.#channels.set(channel, { peer, expiresAt });
    this.permit(peer.address);
    return true;
  }

  /** Relays what came in ChannelData. */
  sendOnChannel(channel: number, payload: Buffer): void {
    const peer = this.#peerOf(channel);
    if (peer === undefined) this.#around.dropped('permission');
    else this.#toPeer(payload, peer);
  }

  /** Relays what came in a Send indication, if the peer is permitted. */
  sendTo(peer: Endpoint, payload: Buffer): void {
    if (!this.#isPermitted(peer.address) || peer.port === 0) this.#around.dropped('permission');
    else this.#toPeer(payload, peer);
  }

  #toPeer(payload: Buffer, { address, port }: Endpoint): void {
    this.#links.toPeer.push(payload.length, () => {
      this.#count('toPeer', payload.length);
      this.#socket.send(payload, port, address, (error) => {
        if (error !== null) this.#around.dropped('network');
      });
    });
  }

  #fromPeer(payload: Buffer, peer: Endpoint): void {
    if (!this.#isPermitted(peer.address)) return this.#around.dropped('permission');
    const channel = this.#channelOf(peer);
    const packet =
      channel === undefined ? dataIndication(payload, peer) : encodeChannelData({ channel, payload });
    this.#links.toClient.push(payload.length, () => {
      if (this.ownership.client.send(packet)) this.#count('toClient', payload.length);
    });
  }

  #count(direction: Direction, bytes: number): void {
    this.#bytes[direction] += bytes;
    this.#around.relayed(direction, bytes);
  }

  #link(direction: Direction): Link {
    return new Link({
      shape: () => this.#around.shapeOf(this.ownership.user)[direction] ?? {},
      random: this.#around.random,
      dropped: (why: LinkDrop) => this.#around.dropped(why),
      signal: this.#lifetime.signal,
    });
  }

  #isPermitted(address: string): boolean {
    return (this.#permissions.get(address) ?? 0) > this.#around.now();
  }

  #peerOf(channel: number): Endpoint | undefined {
    const bound = this.#channels.get(channel);
    return bound !== undefined && bound.expiresAt > this.#around.now() ? bound.peer : undefined;
  }

  #channelOf(peer: Endpoint): number | undefined {
    const wanted = hostPort(peer);
    const isBound = (channel: number): boolean => {
      const bound = this.#peerOf(channel);
      return bound !== undefined && hostPort(bound) === wanted;
    };
    return [...this.#channels.keys()].find(isBound);
  }

  #close(): void {
    clearTimeout(this.#expiry);
    this.#socket.close();
  }
}

function dataIndication(payload: Buffer, peer: Endpoint): Buffer {
  const transactionId = randomBytes(12);
  const attributes = [
    xorAddress(ATTRIBUTE.xorPeerAddress, peer, transactionId),
    { type: ATTRIBUTE.data, value: payload },
  ];
  return encodeMessage({ method: METHOD.data, kind: 'indication', transactionId, attributes });
}
