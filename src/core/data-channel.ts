import { KvsError, toKvsError } from './errors.js';
import { onAbort, runAll } from './lifetime.js';

/** What a camera said on a data channel. */
export interface DataMessage {
  readonly data: string | ArrayBuffer;
  /** Of the channel: `kvsDataChannel` is the viewer's own, others are the camera's. */
  readonly label: string;
}

/** What the channel of a browser takes. */
export type Sendable = string | Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer>;

const LONGEST_QUEUE = 64;
/** By then the network has what was sent just before. */
const LAST_WORDS_MS = 50;

/** The data channel of one peer connection: what is said too early, by either side, waits for who is to hear it. */
export class DataChannel {
  readonly #pc: RTCPeerConnection;
  readonly #signal: AbortSignal;
  readonly #own: RTCDataChannel;
  readonly #unsent: Sendable[] = [];
  /** What came before anybody listened: a picture may take seconds longer than the channel. */
  readonly #unheard: DataMessage[] = [];
  readonly #listeners = new Set<(message: DataMessage) => void>();

  /** Make it before the offer. Listens until `signal` aborts. */
  constructor(pc: RTCPeerConnection, signal: AbortSignal) {
    this.#pc = pc;
    this.#signal = signal;
    this.#own = pc.createDataChannel('kvsDataChannel');
    this.#own.addEventListener('open', () => this.#flush(), { signal });
    this.#hear(this.#own);
    // Some masters answer on a channel of their own.
    pc.addEventListener('datachannel', ({ channel }) => this.#hear(channel), { signal });
  }

  /** Calls `listener` when the camera closes the channel, as masters do that hang up. */
  watchClose(listener: () => void, signal: AbortSignal): void {
    this.#own.addEventListener('close', listener, { signal });
  }

  /** Calls `listener` with each message of the camera, as long as `signal` lives; the first one also with earlier ones. */
  watch(listener: (message: DataMessage) => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    onAbort(signal, () => this.#listeners.delete(listener));
    for (const message of this.#unheard.splice(0)) listener(message);
  }

  /**
   * What comes before the channel is open waits for it.
   *
   * @throws {KvsError} `media-lost` when the camera has closed it, has not opened it in a long while, or does not take it
   */
  send(data: Sendable): void {
    const { readyState } = this.#own;
    if (readyState === 'open') return this.#transmit(data);
    if (readyState !== 'connecting' || this.#unsent.length >= LONGEST_QUEUE) {
      throw new KvsError('media-lost', 'The camera’s data channel is not open');
    }
    this.#unsent.push(data);
  }

  /**
   * Closes the peer connection. A moment later where something has just been sent, which would be thrown away: the release
   * command of a talk that ends with its connection.
   */
  hangUp(): void {
    const pc = this.#pc;
    if (this.#own.bufferedAmount > 0) setTimeout(() => pc.close(), LAST_WORDS_MS);
    else pc.close();
  }

  #flush(): void {
    // Where one is not taken, the next may be the command that closes a speaker.
    runAll(this.#unsent.splice(0).map((data) => () => this.#transmit(data)));
  }

  #transmit(data: Sendable): void {
    try {
      // The overloads of send() take each kind, but not all of them at once.
      this.#own.send(data as string);
    } catch (thrown) {
      throw toKvsError(thrown, 'media-lost', 'The camera’s data channel did not take it');
    }
  }

  #hear(channel: RTCDataChannel): void {
    channel.binaryType = 'arraybuffer';
    const tell = ({ data }: MessageEvent<DataMessage['data']>): void => {
      const message = { data, label: channel.label };
      for (const listener of this.#listeners) listener(message);
      if (this.#listeners.size === 0 && this.#unheard.length < LONGEST_QUEUE) this.#unheard.push(message);
    };
    channel.addEventListener('message', tell, { signal: this.#signal });
  }
}
