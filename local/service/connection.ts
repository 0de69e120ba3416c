import type { RawData, WebSocket } from 'ws';
import { limitExceeded, toServiceError } from './errors.js';
import {
  deliveredText,
  noticeText,
  readAction,
  readFrame,
  readPayload,
  readRecipient,
  statusText,
} from './messages.js';
import type { Envelope, Frame } from './messages.js';
import type { Role, Settings } from './options.js';
import { RateLimits } from './rates.js';
import { after } from './timers.js';

/** An upgraded socket and who is at its other end. */
export interface Admitted {
  readonly role: Role;
  /** A viewer's always; a master's if it sent one. */
  readonly clientId?: string;
  readonly socket: WebSocket;
  /** Ends the TCP connection with a reset. */
  readonly reset: () => void;
}

/** What a connection needs of its channel. */
export interface ConnectionOwner {
  readonly settings: Settings;
  /** Ends the connection when the channel or the service does. */
  readonly signal: AbortSignal;
  payloadLimit(): number;
  route(envelope: Envelope): void;
  left(connection: Connection): void;
}

const RATES = {
  SDP_OFFER: 'offersPerSecond',
  SDP_ANSWER: 'answersPerSecond',
  ICE_CANDIDATE: 'candidatesPerSecond',
} as const;

/** One peer's WebSocket: reads, limits and answers frames, and ends when it is idle or old. */
export class Connection {
  readonly role: Role;
  readonly clientId: string | undefined;
  /** Epoch ms of the service's clock. */
  readonly connectedAt: number;
  readonly #socket: WebSocket;
  readonly #reset: () => void;
  readonly #owner: ConnectionOwner;
  readonly #rates: RateLimits;
  readonly #signal: AbortSignal;
  #cancelIdle = (): void => {};

  constructor({ role, clientId, socket, reset }: Admitted, owner: ConnectionOwner) {
    this.role = role;
    this.clientId = clientId;
    this.connectedAt = owner.settings.now();
    this.#socket = socket;
    this.#reset = reset;
    this.#owner = owner;
    this.#rates = new RateLimits(owner.settings.now);
    this.#signal = this.#untilClosed();
    this.#listen();
    this.#touch();
    this.#age();
  }

  /** Whether a message sent now would reach the wire. */
  get open(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  deliver(envelope: Envelope): void {
    this.send(deliveredText(envelope));
  }

  /** Sends any frame as it is; nothing if the socket is closing. */
  send(frame: string | Uint8Array): void {
    if (this.open) this.#socket.send(frame);
  }

  ping(): void {
    if (this.open) this.#socket.ping();
  }

  /** Sends GO_AWAY and closes when the grace time is over (fact sheet section 3, "Limits"). */
  goAway(messagePayload?: string): void {
    this.send(noticeText('GO_AWAY', messagePayload));
    const { timings, closeCodes } = this.#owner.settings;
    after(timings.goAwayGraceMs, this.#signal, () => this.close(closeCodes.expired, 'Going away'));
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  reset(): void {
    this.#reset();
    this.#socket.terminate();
  }

  #untilClosed(): AbortSignal {
    const closed = new AbortController();
    this.#socket.once('close', () => {
      closed.abort();
      this.#owner.left(this);
    });
    const end = (): void => this.close(this.#owner.settings.closeCodes.deleted, 'Channel deleted');
    this.#owner.signal.addEventListener('abort', end, { signal: closed.signal });
    return closed.signal;
  }

  #listen(): void {
    // A broken frame makes `ws` close the socket by itself; without a listener it would throw.
    this.#socket.on('error', () => {});
    this.#socket.on('ping', () => this.#touch());
    this.#socket.on('message', (content, isBinary) => {
      this.#touch();
      if (!isBinary && this.open) this.#receive(textOf(content));
    });
  }

  #receive(text: string): void {
    if (text === '') return;
    const frame = readFrame(text);
    try {
      this.#owner.route(this.#read(frame));
    } catch (error) {
      if (frame.correlationId === undefined) return;
      this.send(statusText(toServiceError(error), frame.correlationId));
    }
  }

  #read(frame: Frame): Envelope {
    const type = readAction(frame.action);
    const perSecond = this.#owner.settings.limits[RATES[type]];
    if (!this.#rates.take(type, perSecond)) throw limitExceeded(`More than ${perSecond} ${type} per second`);
    const payload = readPayload(frame.payload, this.#owner.payloadLimit());
    const from = {
      from: this.role,
      ...(this.clientId === undefined ? {} : { senderClientId: this.clientId }),
    };
    // A viewer always talks to the master, whomever it names.
    if (this.role === 'VIEWER') return { ...from, type, payload };
    return { ...from, type, payload, recipientClientId: readRecipient(frame.recipientClientId) };
  }

  #touch(): void {
    this.#cancelIdle();
    const { timings, closeCodes } = this.#owner.settings;
    this.#cancelIdle = after(timings.idleMs, this.#signal, () => this.close(closeCodes.idle, 'Idle'));
  }

  #age(): void {
    const { maxAgeMs, goAwayGraceMs } = this.#owner.settings.timings;
    after(Math.max(0, maxAgeMs - goAwayGraceMs), this.#signal, () => this.goAway());
  }
}

function textOf(content: RawData): string {
  return new TextDecoder().decode(Array.isArray(content) ? Buffer.concat(content) : content);
}
