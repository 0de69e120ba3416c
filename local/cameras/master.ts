import { WebSocket } from 'ws';
import { presignUrl } from '../service/sigv4.js';
import { fetchIceConfig, resolveChannel } from './channel.js';
import type { ChannelTarget, IceConfig, MasterChannel } from './channel.js';
import { sleep } from './gate.js';
import type { IceServer } from './peer.js';
import { parseMessage } from './wire.js';
import type { ReceivedMessage } from './wire.js';

/** Pause before the n-th attempt: full jitter over `firstMs`·2ⁿ, at most `capMs`. */
export interface Backoff {
  readonly firstMs: number;
  readonly capMs: number;
}

/** What a master is told. */
export interface MasterOptions extends ChannelTarget {
  readonly backoff?: Backoff;
  /** Offers, candidates and refusals; must not throw. */
  readonly onMessage: (message: ReceivedMessage) => void;
  /** Connected, lost or failed. */
  readonly onChange: () => void;
}

/** Abort reason that drops the socket without a close frame. */
export const POWER_CUT = new Error('power cut');

const C_SDK_BACKOFF: Backoff = { firstMs: 100, capMs: 10_000 };
// The service takes 3 connects a second (fact sheet section 3, "Limits").
const CONNECT_PAUSE_MS = 350;
const PING_MS = 10_000;
const HANDSHAKE_MS = 10_000;

/** Keeps a camera connected to signaling, as the C SDK does, until its signal aborts. */
export class Master {
  readonly #options: MasterOptions;
  readonly #signal: AbortSignal;
  #socket: WebSocket | undefined;
  #channel: MasterChannel | undefined;
  #ice: IceConfig | undefined;
  #connects = 0;
  #problem: string | null = null;

  /** Resolves after the abort, when the socket is gone. */
  readonly finished: Promise<void>;

  constructor(options: MasterOptions, signal: AbortSignal) {
    this.#options = options;
    this.#signal = signal;
    this.finished = this.#run();
  }

  get connected(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** How often the socket was opened. */
  get connects(): number {
    return this.#connects;
  }

  /** What went wrong last, without any secrets. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Sends a text frame; `false` while not connected. */
  send(text: string): boolean {
    if (!this.connected) return false;
    this.#socket?.send(text);
    return true;
  }

  /** STUN and TURN servers, fetched anew when their credentials are about to expire. */
  async iceServers(): Promise<readonly IceServer[]> {
    if (!this.#ice || this.#ice.expiresAt <= Date.now()) await this.#refreshIce();
    return this.#ice?.servers ?? [];
  }

  async #run(): Promise<void> {
    let failures = 0;
    while (!this.#signal.aborted) {
      const startedAt = Date.now();
      try {
        await this.#connectOnce();
        failures = 0;
      } catch (error) {
        if (this.#signal.aborted) return;
        this.#problem = nameOf(error);
        this.#channel = undefined;
        failures += 1;
        this.#options.onChange();
      }
      await this.#pause(failures, startedAt).catch(() => undefined);
    }
  }

  /** Connects and stays until the socket is lost; throws when it does not open. */
  async #connectOnce(): Promise<void> {
    this.#channel ??= await resolveChannel(this.#options, this.#signal);
    await this.#refreshIce();
    this.#signal.throwIfAborted();
    const { region, credentials } = this.#options;
    const { channelArn, webSocketUrl } = this.#channel;
    const url = presignUrl({ endpoint: webSocketUrl, channelArn, region, credentials });
    const socket = new WebSocket(url, { handshakeTimeout: HANDSHAKE_MS });
    this.#socket = socket;
    const leave = (): void => hangUp(socket, this.#signal.reason);
    this.#signal.addEventListener('abort', leave, { once: true });
    try {
      await this.#lifeOf(socket);
    } finally {
      this.#signal.removeEventListener('abort', leave);
      this.#options.onChange();
    }
  }

  #lifeOf(socket: WebSocket): Promise<void> {
    return new Promise((resolve, reject) => {
      let pings: NodeJS.Timeout | undefined;
      socket.on('open', () => {
        this.#connects += 1;
        this.#problem = null;
        pings = setInterval(() => socket.ping(), PING_MS);
        this.#options.onChange();
      });
      socket.on('message', (content: Buffer) => this.#receive(socket, content.toString('utf8')));
      socket.on('error', reject);
      socket.on('close', () => {
        clearInterval(pings);
        resolve();
      });
    });
  }

  #receive(socket: WebSocket, text: string): void {
    const message = parseMessage(text);
    if (!message) return;
    if (message.type === 'go-away' || message.type === 'reconnect-ice-server') {
      // The C SDK looks everything up again, and the relay that goes down must not be used.
      this.#channel = undefined;
      this.#ice = undefined;
      hangUp(socket);
      return;
    }
    this.#options.onMessage(message);
  }

  async #refreshIce(): Promise<void> {
    if (!this.#channel) return;
    try {
      this.#ice = await fetchIceConfig(this.#options, this.#channel, this.#signal);
    } catch (error) {
      // Without relays the camera still reaches viewers on its own network.
      this.#problem = nameOf(error);
    }
  }

  #pause(failures: number, startedAt: number): Promise<void> {
    const { firstMs, capMs } = this.#options.backoff ?? C_SDK_BACKOFF;
    const jitter = Math.random() * Math.min(capMs, firstMs * 2 ** failures);
    const limit = startedAt + CONNECT_PAUSE_MS - Date.now();
    return sleep(Math.max(jitter, limit, 0), this.#signal);
  }
}

function hangUp(socket: WebSocket, reason?: unknown): void {
  if (reason === POWER_CUT) return socket.terminate();
  socket.close(1000);
  const timer = setTimeout(() => socket.terminate(), 500);
  socket.once('close', () => clearTimeout(timer));
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
