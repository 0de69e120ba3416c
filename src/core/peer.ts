import { audioCodecs, videoCodecs } from './codecs.js';
import { KvsError, toKvsError } from './errors.js';
import { onAbort, reasonOf, sleep } from './lifetime.js';
import type { CameraTarget, Latency } from './target.js';

/** How the picture travels. */
export interface MediaPath {
  readonly path: 'direct' | 'relayed';
  /** MIME subtype in lower case, e.g. `h264`. */
  readonly codec: string;
}

/** What a look at a connection shows. */
export interface Glance {
  /** Pictures decoded so far. */
  readonly frames: number;
  /** How they come; null before the first. */
  readonly media: MediaPath | null;
}

const FRAME_POLL_MS = 40;
const JITTER_BUFFER_MS: Readonly<Record<Latency, number>> = { low: 0, balanced: 150, smooth: 500 };

/**
 * One peer connection to a camera: offers, then shows what the camera sends. Closes itself, its tracks
 * first, when `signal` aborts. The offer is being made from the first moment on, so that it is ready when
 * the token is.
 */
export function openPeer(target: CameraTarget, signal: AbortSignal): Peer {
  return new Peer(target, signal);
}

export class Peer {
  /** The camera's picture and sound; there from the start, so that an element can be ready for the first frame. */
  readonly stream: MediaStream;
  /** Rejects with `codec-unsupported` or `negotiation-failed`. */
  readonly offer: Promise<RTCSessionDescriptionInit>;
  /** Resolves when both sides have found each other; `secured` when DTLS is through as well. */
  readonly reached: Promise<void>;
  readonly secured: Promise<void>;
  /** Resolves when ICE has given up. */
  readonly failed: Promise<KvsError>;

  readonly #pc: RTCPeerConnection;
  readonly #signal: AbortSignal;
  readonly #transport: CameraTarget['transport'];
  readonly #video: RTCRtpTransceiver;
  readonly #channel: RTCDataChannel;
  #early: RTCIceCandidateInit[] | null = [];

  constructor(target: CameraTarget, signal: AbortSignal) {
    this.#signal = signal;
    this.#transport = target.transport;
    this.#pc = new RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      iceTransportPolicy: target.transport === 'relay' ? 'relay' : 'all',
    });
    onAbort(signal, () => this.#close());
    this.#video = this.#pc.addTransceiver('video', { direction: 'recvonly' });
    const audio = this.#pc.addTransceiver('audio', { direction: target.viewOnly ? 'recvonly' : 'sendrecv' });
    for (const { receiver } of [this.#video, audio]) setLatency(receiver, target.latency);
    // The viewer has to make it, before the offer (JS SDK issue 199).
    this.#channel = this.#pc.createDataChannel('kvsDataChannel');
    this.stream = new MediaStream([this.#video.receiver.track, audio.receiver.track]);
    this.reached = this.#until('iceconnectionstatechange', ({ iceConnectionState }) =>
      ['connected', 'completed'].includes(iceConnectionState),
    );
    this.secured = this.#until(
      'connectionstatechange',
      ({ connectionState }) => connectionState === 'connected',
    );
    this.failed = this.#until(
      'connectionstatechange',
      ({ connectionState }) => connectionState === 'failed',
    ).then(() => new KvsError('ice-failed', 'The network path to the camera failed'));
    this.offer = this.#makeOffer(audio, target.codecs);
    // Each of these is awaited later or not at all; none may be reported as unhandled meanwhile.
    for (const promise of [this.offer, this.reached, this.secured, this.failed]) promise.catch(() => {});
  }

  get connectionState(): RTCPeerConnectionState {
    return this.#pc.connectionState;
  }

  /** Calls `listener` with each further state of the connection, as long as `signal` lives. */
  watch(listener: (state: RTCPeerConnectionState) => void, signal: AbortSignal): void {
    const tell = (): void => listener(this.#pc.connectionState);
    this.#pc.addEventListener('connectionstatechange', tell, { signal });
  }

  /** Calls `listener` when the camera closes the data channel, as masters do that hang up. */
  watchChannel(listener: () => void, signal: AbortSignal): void {
    this.#channel.addEventListener('close', listener, { signal });
  }

  /**
   * Starts to gather candidates for `offer` with these servers; `send` gets each one that is worth sending,
   * as long as `signal` lives.
   */
  async gather(
    offer: RTCSessionDescriptionInit,
    iceServers: RTCIceServer[],
    send: (candidate: RTCIceCandidate) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.#early = [];
    this.#pc.addEventListener(
      'icecandidate',
      // An empty candidate breaks some masters, and none needs it.
      ({ candidate }) => candidate?.candidate && send(candidate),
      { signal },
    );
    try {
      this.#configure(iceServers);
      await this.#pc.setLocalDescription(offer);
    } catch (thrown) {
      this.#signal.throwIfAborted();
      throw toKvsError(thrown, 'token-failed', 'The ICE servers of the token cannot be used');
    }
  }

  /** An offer that looks for a new path, by these servers, while the old one goes on as long as it can. */
  async restartOffer(iceServers: RTCIceServer[]): Promise<RTCSessionDescriptionInit> {
    this.#configure(iceServers);
    return this.#pc.createOffer({ iceRestart: true });
  }

  /** Takes the camera's answer, then the candidates that came before it. A further answer is ignored. */
  async accept(answer: RTCSessionDescriptionInit): Promise<void> {
    if (this.#pc.signalingState !== 'have-local-offer') return;
    try {
      await this.#pc.setRemoteDescription(answer);
    } catch (thrown) {
      this.#signal.throwIfAborted();
      throw toKvsError(thrown, 'negotiation-failed', 'The camera’s answer is not valid');
    }
    this.#requireVideo();
    const early = this.#early ?? [];
    this.#early = null;
    await Promise.all(early.map((candidate) => this.addCandidate(candidate)));
  }

  /** Adds a candidate of the camera, after its answer if it comes before. Resolves to whether it was of use. */
  async addCandidate(candidate: RTCIceCandidateInit): Promise<boolean> {
    if (this.#early) {
      this.#early.push(candidate);
      return true;
    }
    try {
      await this.#pc.addIceCandidate(candidate);
      return true;
    } catch {
      // One unusable candidate (another family, a name nobody resolves) is no reason to give up on the rest.
      return false;
    }
  }

  /** Resolves when the first picture has been decoded, to how it came. */
  async firstFrame(): Promise<MediaPath> {
    for (;;) {
      const { media } = await this.glance();
      if (media) return media;
      await sleep(FRAME_POLL_MS, this.#signal);
    }
  }

  async glance(): Promise<Glance> {
    return readGlance(await this.#video.receiver.getStats());
  }

  #configure(iceServers: RTCIceServer[]): void {
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers: this.#usable(iceServers) });
  }

  #close(): void {
    for (const track of this.stream.getTracks()) track.stop();
    this.#pc.close();
  }

  async #makeOffer(
    audio: RTCRtpTransceiver,
    codecs: CameraTarget['codecs'],
  ): Promise<RTCSessionDescriptionInit> {
    try {
      this.#video.setCodecPreferences(videoCodecs(codecs));
      audio.setCodecPreferences(audioCodecs());
      return await this.#pc.createOffer();
    } catch (thrown) {
      this.#signal.throwIfAborted();
      throw toKvsError(thrown, 'negotiation-failed', 'No offer could be made');
    }
  }

  #usable(iceServers: RTCIceServer[]): RTCIceServer[] {
    if (this.#transport !== 'direct') return iceServers;
    return iceServers
      .map((server) => ({ ...server, urls: [server.urls].flat().filter((url) => !/^turns?:/i.test(url)) }))
      .filter(({ urls }) => urls.length > 0);
  }

  #requireVideo(): void {
    // Old C masters answer sendrecv (C SDK issue 468).
    if (this.#video.currentDirection?.includes('recv')) return;
    throw new KvsError('codec-unsupported', 'The camera answered without a picture');
  }

  #until(event: string, reached: (pc: RTCPeerConnection) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      onAbort(this.#signal, () => reject(reasonOf(this.#signal)));
      const check = (): void => {
        if (reached(this.#pc)) resolve();
      };
      this.#pc.addEventListener(event, check, { signal: this.#signal });
    });
  }
}

function setLatency(receiver: RTCRtpReceiver, latency: Latency = 'low'): void {
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = JITTER_BUFFER_MS[latency];
}

function readGlance(report: RTCStatsReport): Glance {
  const all = [...report.values()] as StatsEntry[];
  const video = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
  const frames = video?.framesDecoded ?? 0;
  return { frames, media: video && frames > 0 ? readPath(video, all) : null };
}

function readPath(video: StatsEntry, all: readonly StatsEntry[]): MediaPath {
  const transport = all.find(({ type }) => type === 'transport');
  const pair =
    all.find(({ id }) => id === transport?.selectedCandidatePairId) ??
    all.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
  const ends = all.filter(({ id }) => id === pair?.localCandidateId || id === pair?.remoteCandidateId);
  const codec = all.find(({ id }) => id === video.codecId)?.mimeType ?? '';
  return {
    path: ends.some(({ candidateType }) => candidateType === 'relay') ? 'relayed' : 'direct',
    codec: codec.replace(/^video\//i, '').toLowerCase(),
  };
}

/** The fields of `RTCStats` dictionaries that are read here; which are there depends on `type`. */
interface StatsEntry {
  readonly id: string;
  readonly type: string;
  readonly kind?: string;
  readonly framesDecoded?: number;
  readonly codecId?: string;
  readonly mimeType?: string;
  readonly selectedCandidatePairId?: string;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
}
