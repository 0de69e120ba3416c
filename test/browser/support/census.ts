/** Counts what a page has open: peers, sockets, tracks and timers, by watching them being made. */
export class Census implements Disposable {
  readonly #peers = new Set<RTCPeerConnection>();
  readonly #sockets = new Set<WebSocket>();
  readonly #tracks = new Set<MediaStreamTrack>();
  readonly #timers = new Set<number>();
  readonly #channels = new Set<RTCDataChannel>();
  readonly #restore: () => void;
  /** How many candidates of cameras were taken by a peer. */
  candidatesTaken = 0;

  constructor() {
    const { RTCPeerConnection: Peer, WebSocket: Socket, setTimeout: set, clearTimeout: unset } = window;
    const [peers, sockets, tracks, timers] = [this.#peers, this.#sockets, this.#tracks, this.#timers];
    const channels = this.#channels;
    const onCandidate = (): void => void (this.candidatesTaken += 1);
    window.RTCPeerConnection = class extends Peer {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        peers.add(this);
      }
      override async addIceCandidate(candidate?: RTCIceCandidateInit | null): Promise<void> {
        await super.addIceCandidate(candidate);
        onCandidate();
      }
      override createDataChannel(
        ...parameters: Parameters<RTCPeerConnection['createDataChannel']>
      ): RTCDataChannel {
        const channel = super.createDataChannel(...parameters);
        channels.add(channel);
        return channel;
      }
      override addTransceiver(
        ...parameters: Parameters<RTCPeerConnection['addTransceiver']>
      ): RTCRtpTransceiver {
        const transceiver = super.addTransceiver(...parameters);
        tracks.add(transceiver.receiver.track);
        return transceiver;
      }
    };
    window.WebSocket = class extends Socket {
      constructor(...parameters: ConstructorParameters<typeof WebSocket>) {
        super(...parameters);
        sockets.add(this);
      }
    };
    const countedSet = (callback: () => void, ms?: number): number => {
      const timer = set(() => {
        timers.delete(timer);
        callback();
      }, ms);
      timers.add(timer);
      return timer;
    };
    const countedUnset = (timer?: number): void => {
      if (timer !== undefined) timers.delete(timer);
      unset(timer);
    };
    Object.assign(window, { setTimeout: countedSet, clearTimeout: countedUnset });
    this.#restore = () => {
      Object.assign(window, {
        RTCPeerConnection: Peer,
        WebSocket: Socket,
        setTimeout: set,
        clearTimeout: unset,
      });
    };
  }

  /** Tells the page what a browser tells when ICE gives up, of each peer that is open. */
  failPeers(): void {
    for (const peer of this.#peers) {
      if (peer.connectionState === 'closed') continue;
      Object.defineProperty(peer, 'connectionState', { configurable: true, value: 'failed' });
      peer.dispatchEvent(new Event('connectionstatechange'));
      Reflect.deleteProperty(peer, 'connectionState');
    }
  }

  /** Closes the data channels of the page's peers, and nothing else. */
  closeDataChannels(): void {
    for (const channel of this.#channels) channel.close();
  }

  /** How many of each were made, ever. */
  get made(): { peers: number; sockets: number; tracks: number } {
    return { peers: this.#peers.size, sockets: this.#sockets.size, tracks: this.#tracks.size };
  }

  /** What is open now. */
  get open(): { peers: number; sockets: number; tracks: number; timers: number } {
    return {
      peers: [...this.#peers].filter(({ connectionState }) => connectionState !== 'closed').length,
      sockets: [...this.#sockets].filter(({ readyState }) => readyState < WebSocket.CLOSING).length,
      tracks: [...this.#tracks].filter(({ readyState }) => readyState === 'live').length,
      timers: this.#timers.size,
    };
  }

  [Symbol.dispose](): void {
    this.#restore();
  }
}

/** Nothing is open. */
export const NOTHING = { peers: 0, sockets: 0, tracks: 0, timers: 0 } as const;
