import type { CameraBehaviour, VideoCodec } from './behaviour.js';
import { Gate } from './gate.js';
import type { Heard } from './hearing.js';
import type { Identity, Rgb } from './identities.js';
import { LiveStudio, wrtc } from './live-studio.js';
import type { Watcher } from './live-studio.js';
import { findFormat, fingerprintOf, readOffer, withoutCandidates } from './offer.js';
import { PcmMeter } from './pcm-meter.js';
import type { CameraPeer, CameraPeerFactory, IceCandidate, PeerOptions, PeerState } from './peer.js';

const STATISTICS_MS = 250;
type Sink = InstanceType<ReturnType<typeof wrtc>['nonstandard']['RTCAudioSink']>;

/** Makes peers that show a picture drawn as it is sent: for ICE restarts and bad networks. */
export function livePeers(
  picture: Identity | { readonly name: string; readonly colour: Rgb; readonly toneHz?: number },
): CameraPeerFactory {
  const studio = new LiveStudio(picture);
  return { codecs: ['vp8'], open: (options, signal) => new LivePeer(studio, options, signal) };
}

/** One viewer's connection on libwebrtc. */
class LivePeer implements CameraPeer, Watcher {
  readonly #tracks: { readonly video: MediaStreamTrack; readonly audio: MediaStreamTrack };
  readonly #options: PeerOptions;
  readonly #signal: AbortSignal;
  readonly #connection: RTCPeerConnection;
  readonly #meter = new PcmMeter();
  readonly #gathering = new Gate();
  #waiting: IceCandidate[] = [];
  #offered = '';
  #state: PeerState = 'new';
  #codec: VideoCodec | null = null;
  #pair: string | null = null;
  #channel: RTCDataChannel | undefined;
  #sink: Sink | undefined;
  #statistics: NodeJS.Timeout | undefined;

  constructor(studio: LiveStudio, options: PeerOptions, signal: AbortSignal) {
    this.#tracks = studio.join(this, signal);
    this.#options = options;
    this.#signal = signal;
    const iceServers = options.iceServers.map((server) => ({ ...server, urls: [...server.urls] }));
    this.#connection = new (wrtc().RTCPeerConnection)({ iceServers });
    this.#listen();
    signal.addEventListener('abort', () => this.#close(), { once: true });
  }

  get state(): PeerState {
    return this.#state;
  }

  get codec(): VideoCodec | null {
    return this.#codec;
  }

  get candidatePairType(): string | null {
    return this.#pair;
  }

  get heard(): Heard {
    return this.#meter.heard();
  }

  get levelDb(): number | null {
    return this.#meter.heard().levelDb;
  }

  get wantsVideo(): boolean {
    return this.#state === 'connected' && this.#options.behaviour().video === 'play';
  }

  canRenegotiate(offerSdp: string): boolean {
    return fingerprintOf(offerSdp) === fingerprintOf(this.#offered);
  }

  async answer(offerSdp: string): Promise<string> {
    const behaviour = this.#options.behaviour();
    const sections = readOffer(offerSdp);
    const sdp = vp8First(behaviour.dropCandidates ? withoutCandidates(offerSdp) : offerSdp);
    await this.#connection.setRemoteDescription({ type: 'offer', sdp });
    this.#offered = offerSdp;
    const video = sections.find(({ kind }) => kind === 'video');
    this.#codec = video && findFormat(video, 'vp8') ? 'vp8' : null;
    await this.#addTracks(behaviour);
    const answer = await this.#connection.createAnswer();
    await this.#connection.setLocalDescription(answer);
    for (const candidate of this.#waiting.splice(0)) this.#add(candidate);
    return withoutCandidates(answer.sdp ?? '');
  }

  addCandidate(candidate: IceCandidate): void {
    if (this.#offered === '') this.#waiting.push(candidate);
    else this.#add(candidate);
  }

  async gathered(timeoutMs: number): Promise<string> {
    await this.#gathering.wait(timeoutMs);
    return this.#connection.localDescription?.sdp ?? '';
  }

  say(text: string): boolean {
    if (this.#channel?.readyState !== 'open') return false;
    this.#channel.send(text);
    return true;
  }

  #listen(): void {
    const connection = this.#connection;
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate?.candidate) this.#options.listener.onCandidate(describe(candidate));
    });
    connection.addEventListener('icegatheringstatechange', () => {
      if (connection.iceGatheringState === 'complete') this.#gathering.open();
    });
    connection.addEventListener('connectionstatechange', () => this.#enter(connection.connectionState));
    connection.addEventListener('datachannel', ({ channel }) => this.#adopt(channel));
    connection.addEventListener('track', ({ track }) => {
      if (track.kind === 'audio') this.#listenTo(track);
    });
  }

  #enter(state: PeerState): void {
    if (this.#signal.aborted) return;
    this.#state = state;
    if (state === 'connected') {
      this.#statistics ??= setInterval(() => void this.#measure(), STATISTICS_MS);
      void this.#measure();
    }
    this.#options.listener.onState(state);
  }

  #adopt(channel: RTCDataChannel): void {
    this.#channel = channel;
    channel.addEventListener('message', ({ data }: MessageEvent<unknown>) =>
      this.#options.listener.onMessage(typeof data === 'string' ? data : '(binary)'),
    );
    // A viewer that closes says so here; ICE would notice only half a minute later.
    channel.addEventListener('close', () => this.#enter('closed'));
  }

  #listenTo(track: MediaStreamTrack): void {
    this.#sink?.stop();
    this.#sink = new (wrtc().nonstandard.RTCAudioSink)(track);
    this.#sink.ondata = ({ samples, sampleRate }: { samples: Int16Array; sampleRate: number }): void =>
      this.#meter.hear(samples, sampleRate);
  }

  async #addTracks({ audio }: CameraBehaviour): Promise<void> {
    const transceivers = this.#connection.getTransceivers();
    const ofKind = (kind: string): RTCRtpTransceiver[] =>
      transceivers.filter(({ receiver }) => receiver.track.kind === kind);
    for (const transceiver of transceivers) transceiver.direction = 'inactive';
    const [picture] = ofKind('video');
    if (picture && this.#codec) {
      picture.direction = 'sendonly';
      await picture.sender.replaceTrack(this.#tracks.video);
    }
    const [sound] = ofKind('audio');
    if (sound && audio) {
      sound.direction = 'sendrecv';
      await sound.sender.replaceTrack(this.#tracks.audio);
    }
  }

  async #measure(): Promise<void> {
    if (this.#signal.aborted) return;
    const reports = await this.#connection.getStats().catch(() => undefined);
    if (!reports) return;
    const all = [...reports.values()] as Record<string, unknown>[];
    for (const report of all) {
      if (report['type'] === 'inbound-rtp' && report['kind'] === 'audio')
        this.#meter.count(Number(report['packetsReceived'] ?? 0));
      if (report['type'] === 'candidate-pair' && report['nominated'] === true) {
        const typeOf = (end: string): string =>
          String(reports.get(String(report[end]))?.['candidateType'] ?? 'unknown');
        this.#pair = `${typeOf('localCandidateId')}/${typeOf('remoteCandidateId')}`;
      }
    }
  }

  #add({ candidate, sdpMid, sdpMLineIndex }: IceCandidate): void {
    if (candidate === '') return;
    // A candidate that does not fit is the viewer's mistake; the others may still do.
    this.#connection.addIceCandidate({ candidate, sdpMid, sdpMLineIndex }).catch(() => undefined);
  }

  #close(): void {
    this.#state = 'closed';
    clearInterval(this.#statistics);
    this.#sink?.stop();
    this.#gathering.open();
    for (const { receiver } of this.#connection.getTransceivers()) receiver.track.stop();
    this.#connection.close();
  }
}

/** Moves VP8 to the front of an offer: libwebrtc sends what the offer lists first. */
function vp8First(sdp: string): string {
  const type = /^a=rtpmap:(\d+) VP8\/90000/m.exec(sdp)?.[1];
  if (!type) return sdp;
  return sdp.replaceAll(/^(m=video \d+ \S+)((?: \d+)+)/gm, (_line, head: string, types: string) => {
    const others = types.split(' ').filter((other) => other !== '' && other !== type);
    return [head, type, ...others].join(' ');
  });
}

function describe({ candidate, sdpMid, sdpMLineIndex }: RTCIceCandidate): IceCandidate {
  return { candidate, sdpMid, sdpMLineIndex };
}
