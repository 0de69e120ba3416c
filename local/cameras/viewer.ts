import { SILENCE } from './hearing.js';
import type { CameraPeer, CameraPeerFactory, PeerOptions } from './peer.js';
import type { ViewerReport } from './report.js';

/** What the sample of the C SDK answers to every data channel message. */
export const GREETING = 'Hello from the camera';

const MESSAGES_KEPT = 50;

/** One viewer of a camera and, once an offer was accepted, its peer. */
export class Viewer {
  readonly clientId: string;
  readonly #power: AbortSignal;
  #life: AbortController;
  #peer: CameraPeer | undefined;
  #messages: string[] = [];

  /** Offers received so far. */
  offers = 0;

  constructor(clientId: string, power: AbortSignal) {
    this.clientId = clientId;
    this.#power = power;
    this.#life = new AbortController();
  }

  get peer(): CameraPeer | undefined {
    return this.#peer;
  }

  /** Whether the peer still has or may get a connection. */
  get live(): boolean {
    const state = this.#peer?.state;
    return state !== undefined && state !== 'failed' && state !== 'closed';
  }

  /** Opens a peer; an older one of this viewer is closed. */
  open(factory: CameraPeerFactory, options: PeerOptions): CameraPeer {
    this.close();
    this.#life = new AbortController();
    this.#peer = factory.open(options, AbortSignal.any([this.#life.signal, this.#power]));
    return this.#peer;
  }

  /** Closes the peer politely. */
  close(): void {
    this.#life.abort();
  }

  /** Keeps what the viewer said. */
  note(message: string): void {
    this.#messages.push(message);
    if (this.#messages.length > MESSAGES_KEPT) this.#messages.shift();
  }

  report(): ViewerReport {
    const { clientId, offers } = this;
    return {
      clientId,
      state: this.#peer?.state ?? 'new',
      codec: this.#peer?.codec ?? null,
      offers,
      candidatePairType: this.#peer?.candidatePairType ?? null,
      heard: this.#peer?.heard ?? SILENCE,
      messages: [...this.#messages],
    };
  }
}
