import { audioCodecs, videoCodecs } from './codecs.js';
import { DataChannel } from './data-channel.js';
import { KvsError, toKvsError } from './errors.js';
import { glanceAt, readSent, type Glance, type MediaPath } from './glance.js';
import { setLatency } from './latency.js';
import { onAbort, sleep, untilAborted } from './lifetime.js';
import { isSamePeer } from './sdp.js';
import type { CameraTarget } from './target.js';

const FRAME_POLL_MS = 40;

/**
 * A camera has answered an ICE restart with a new peer. Some browsers would show its picture; but it knows nothing
 * of the data channel, nor of the talk that the device was told of.
 */
export class AnotherPeer extends Error {
  override readonly name = 'AnotherPeer';

  constructor() {
    super('The camera has answered with a new peer');
  }
}

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
  /** What both sides say to each other. */
  readonly data: DataChannel;
  /** Rejects with `codec-unsupported` or `negotiation-failed`. */
  readonly offer: Promise<RTCSessionDescriptionInit>;
  /** Resolves when both sides have found each other; `secured` when DTLS is through as well. */
  readonly reached: Promise<void>;
  readonly secured: Promise<void>;
  /** Resolves when ICE has given up. */
  readonly failed: Promise<KvsError>;
  /** Pictures decoded by the last glance. */
  frames = 0;

  readonly #pc: RTCPeerConnection;
  readonly #signal: AbortSignal;
  readonly #transport: CameraTarget['transport'];
  readonly #video: RTCRtpTransceiver;
  readonly #audio: RTCRtpTransceiver;
  /** Candidates that came before the answer that they belong to, or null after it. */
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
    this.#audio = this.#pc.addTransceiver('audio', { direction: target.viewOnly ? 'recvonly' : 'sendrecv' });
    for (const { receiver } of [this.#video, this.#audio]) setLatency(receiver, target.latency);
    // The viewer has to make it, before the offer (JS SDK issue 199).
    this.data = new DataChannel(this.#pc, signal);
    this.stream = new MediaStream([this.#video.receiver.track, this.#audio.receiver.track]);
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
    this.offer = this.#makeOffer(target.codecs);
    // Each of these is awaited later or not at all; none may be reported as unhandled meanwhile.
    for (const promise of [this.offer, this.reached, this.secured, this.failed]) promise.catch(() => {});
  }

  get connectionState(): RTCPeerConnectionState {
    return this.#pc.connectionState;
  }

  /** Whether an offer is out that has had no answer. */
  get awaitsAnswer(): boolean {
    return this.#pc.signalingState === 'have-local-offer';
  }

  /** Calls `listener` with each further state of the connection, as long as `signal` lives. */
  watch(listener: (state: RTCPeerConnectionState) => void, signal: AbortSignal): void {
    const tell = (): void => listener(this.#pc.connectionState);
    this.#pc.addEventListener('connectionstatechange', tell, { signal });
  }

  /** Whether the camera has agreed to be talked to. */
  get takesSound(): boolean {
    return this.#audio.currentDirection?.includes('send') ?? false;
  }

  /**
   * Sends a microphone to the camera until `signal` aborts. Nothing is negotiated, and the picture goes on: the
   * way was agreed upon at the start.
   */
  async speak(track: MediaStreamTrack, signal: AbortSignal): Promise<void> {
    const { sender } = this.#audio;
    // Known beforehand: an end that comes in between is then carried out after the beginning.
    onAbort(signal, () => void sender.replaceTrack(null));
    await untilAborted(sender.replaceTrack(track), signal);
  }

  /** Packets of sound sent to the camera so far. */
  async sentAudio(): Promise<number> {
    return readSent(await this.#audio.sender.getStats());
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
    this.#early = [];
    return this.#pc.createOffer({ iceRestart: true });
  }

  /**
   * Takes the camera's answer, then the candidates that came before it. A further answer is ignored.
   *
   * @throws {AnotherPeer} when it is the answer to a restart, by a peer that was not there before
   * @throws {KvsError} `negotiation-failed`, `codec-unsupported`
   */
  async accept(answer: RTCSessionDescriptionInit): Promise<void> {
    if (!this.awaitsAnswer) return;
    const before = this.#pc.currentRemoteDescription;
    if (before && !isSamePeer(before.sdp, answer.sdp ?? '')) throw new AnotherPeer();
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
    const glance = await glanceAt(this.#video.receiver);
    this.frames = glance.frames;
    return glance;
  }

  /** All that the browser reports on this connection. */
  report(): Promise<RTCStatsReport> {
    return this.#pc.getStats();
  }

  #configure(iceServers: RTCIceServer[]): void {
    this.#pc.setConfiguration({ ...this.#pc.getConfiguration(), iceServers: this.#usable(iceServers) });
  }

  #close(): void {
    for (const track of this.stream.getTracks()) track.stop();
    this.data.hangUp();
  }

  async #makeOffer(codecs: CameraTarget['codecs']): Promise<RTCSessionDescriptionInit> {
    try {
      this.#video.setCodecPreferences(videoCodecs(codecs));
      this.#audio.setCodecPreferences(audioCodecs());
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
    const happened = new Promise<void>((resolve) => {
      const check = (): void => {
        if (reached(this.#pc)) resolve();
      };
      this.#pc.addEventListener(event, check, { signal: this.#signal });
    });
    return untilAborted(happened, this.#signal);
  }
}
