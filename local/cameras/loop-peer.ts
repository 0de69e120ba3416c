import { addAbortListener } from 'node:events';
import { Audio, PeerConnection, Video } from 'node-datachannel';
import type { DataChannel, Track } from 'node-datachannel';
import type { CameraBehaviour, VideoCodec } from './behaviour.js';
import { SoundPlayer, VideoPlayer } from './clip-player.js';
import { hasClip, loadClip } from './clips.js';
import { Gate } from './gate.js';
import { PacketMeter } from './hearing.js';
import type { Heard } from './hearing.js';
import type { Identity } from './identities.js';
import {
  addressesOf,
  attempt,
  guarded,
  peerClosed,
  peerOpened,
  reportAndRepeat,
  textOf,
  untilClosed,
} from './native.js';
import { findFormat, readOffer, withFirefoxBeginning, withoutCandidates } from './offer.js';
import type { OfferSection } from './offer.js';
import { OpusEar } from './opus-ear.js';
import type { CameraPeer, CameraPeerFactory, IceCandidate, PeerOptions, PeerState } from './peer.js';
import { asksForKeyFrame, readAudioPacket } from './rtp.js';
import { ticker } from './ticker.js';

const AUDIO_LEVEL = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
const VIDEO_CODECS: readonly VideoCodec[] = ['vp8', 'h264'];
const H264_PARAMETERS = 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1';

/** Makes peers that play an identity's clips: cheap enough for whole walls of cameras. */
export function loopPeers(identity: Identity): CameraPeerFactory {
  const codecs = VIDEO_CODECS.filter((codec) => hasClip(identity, codec));
  return { codecs, open: (options, signal) => new LoopPeer(identity, codecs, options, signal) };
}

/** One viewer's connection on node-datachannel. */
class LoopPeer implements CameraPeer {
  readonly #identity: Identity;
  readonly #codecs: readonly VideoCodec[];
  readonly #options: PeerOptions;
  readonly #signal: AbortSignal;
  readonly #connection: PeerConnection;
  readonly #meter = new PacketMeter();
  readonly #ear: OpusEar;
  readonly #gathering = new Gate();
  #sections: readonly OfferSection[] = [];
  #waiting: IceCandidate[] = [];
  #state: PeerState = 'new';
  #codec: VideoCodec | null = null;
  #pair: string | null = null;
  readonly #channels: DataChannel[] = [];
  readonly #tracks: Track[] = [];

  constructor(identity: Identity, codecs: readonly VideoCodec[], options: PeerOptions, signal: AbortSignal) {
    this.#identity = identity;
    this.#codecs = codecs;
    this.#options = options;
    this.#signal = signal;
    this.#ear = new OpusEar(signal);
    this.#connection = new PeerConnection('camera', {
      disableAutoNegotiation: true,
      iceServers: options.iceServers.flatMap(addressesOf),
    });
    peerOpened();
    this.#listen(options);
    // Also where it has aborted by now.
    addAbortListener(signal, () => this.#close());
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
    return { ...this.#meter.heard(), frequencyHz: this.#ear.frequencyHz };
  }

  canRenegotiate(): boolean {
    return false;
  }

  answer(offerSdp: string): Promise<string> {
    this.#sections = readOffer(offerSdp);
    const { dropCandidates } = this.#options.behaviour();
    this.#addTracks();
    const offer = withFirefoxBeginning(offerSdp);
    this.#connection.setRemoteDescription(dropCandidates ? withoutCandidates(offer) : offer, 'offer');
    this.#connection.setLocalDescription('answer');
    for (const candidate of this.#waiting.splice(0)) this.#add(candidate);
    return Promise.resolve(withoutCandidates(this.#localSdp()));
  }

  addCandidate(candidate: IceCandidate): void {
    if (this.#sections.length === 0) this.#waiting.push(candidate);
    else this.#add(candidate);
  }

  async gathered(timeoutMs: number): Promise<string> {
    await this.#gathering.wait(timeoutMs);
    return this.#localSdp();
  }

  say(text: string): boolean {
    const open = attempt(() => this.#channels.find((channel) => channel.isOpen()));
    return attempt(() => open?.sendMessage(text)) ?? false;
  }

  #listen({ listener }: PeerOptions): void {
    const connection = this.#connection;
    connection.onLocalCandidate(
      guarded((candidate, mid) => listener.onCandidate(this.#describe(candidate, mid))),
    );
    connection.onGatheringStateChange(
      guarded((state) => {
        if (state === 'complete') this.#gathering.open();
      }),
    );
    connection.onStateChange(guarded((state) => this.#onState(state as PeerState)));
    connection.onDataChannel(guarded((channel) => this.#adopt(channel)));
  }

  #onState(state: PeerState): void {
    if (this.#signal.aborted) return;
    this.#state = state;
    const pair = this.#connection.getSelectedCandidatePair();
    if (pair) this.#pair = `${pair.local.type}/${pair.remote.type}`;
    this.#options.listener.onState(state);
  }

  #adopt(channel: DataChannel): void {
    this.#channels.push(channel);
    untilClosed(channel);
    channel.onMessage(guarded((message) => this.#options.listener.onMessage(textOf(message))));
  }

  #addTracks(): void {
    const behaviour = this.#options.behaviour();
    let [wantsVideo, wantsAudio] = [true, behaviour.audio];
    for (const section of this.#sections) {
      if (section.kind === 'video') {
        this.#tracks.push(wantsVideo ? this.#addVideo(section, behaviour) : this.#refuse(section));
        wantsVideo = false;
      } else if (section.kind === 'audio') {
        this.#tracks.push(wantsAudio ? this.#addAudio(section) : this.#refuse(section));
        wantsAudio = false;
      }
    }
    for (const track of this.#tracks) untilClosed(track);
  }

  #addVideo(section: OfferSection, { codecs }: CameraBehaviour): Track {
    const codec = codecs.find((name) => this.#codecs.includes(name) && findFormat(section, name));
    const format = codec && findFormat(section, codec);
    if (!codec || !format || !directions(section.direction).receives) return this.#refuse(section);
    this.#codec = codec;
    const stream = { ssrc: randomSsrc(), payloadType: format.payloadType };
    const video = new Video(section.mid, 'SendOnly');
    if (codec === 'vp8') video.addVP8Codec(stream.payloadType);
    else video.addH264Codec(stream.payloadType, H264_PARAMETERS);
    video.addSSRC(stream.ssrc, 'camera', 'camera', 'video');
    const track = this.#connection.addTrack(video);
    reportAndRepeat(track, stream.ssrc, stream.payloadType, 90_000);
    const clip = loadClip(this.#identity, codec);
    const player = new VideoPlayer(clip, stream, (packet) => this.#send(track, packet));
    const playing = (): boolean => this.#options.behaviour().video === 'play';
    track.onMessage(
      guarded((packet) => {
        if (asksForKeyFrame(packet) && playing()) player.burst();
      }),
    );
    this.#whenOpen(track, () => {
      if (playing()) player.burst();
      ticker.every(
        clip.rate,
        (index) => {
          player.show(loadClip(this.#identity, codec, this.#meter.loudness()));
          if (playing()) player.advance(index);
        },
        this.#signal,
      );
    });
    return track;
  }

  #addAudio(section: OfferSection): Track {
    const format = section.formats.find(({ name }) => name === 'OPUS');
    if (!format || section.direction === 'inactive') return this.#refuse(section);
    const { sends, receives } = directions(section.direction);
    const stream = { ssrc: randomSsrc(), payloadType: format.payloadType };
    const audio = new Audio(section.mid, sends ? (receives ? 'SendRecv' : 'RecvOnly') : 'SendOnly');
    audio.addOpusCodec(stream.payloadType);
    const level = section.extensions.get(AUDIO_LEVEL);
    if (level !== undefined) audio.parseSdpLine(`a=extmap:${level} ${AUDIO_LEVEL}`);
    audio.addSSRC(stream.ssrc, 'camera', 'camera', 'audio');
    const track = this.#connection.addTrack(audio);
    reportAndRepeat(track, stream.ssrc, stream.payloadType, 48_000);
    track.onMessage(guarded((packet) => this.#hear(packet, level)));
    const clip = loadClip(this.#identity, 'opus');
    const player = new SoundPlayer(clip, stream, (packet) => this.#send(track, packet));
    if (receives)
      this.#whenOpen(track, () => ticker.every(clip.rate, (index) => player.advance(index), this.#signal));
    return track;
  }

  #hear(packet: Uint8Array, levelExtension: number | undefined): void {
    const heard = readAudioPacket(packet, levelExtension);
    if (!heard) return;
    this.#meter.note(heard.level === undefined ? null : -heard.level);
    // Silence need not be decoded.
    if (heard.level !== 127) this.#ear.hear(heard.payload);
  }

  /** Answers a section as inactive; it still has to name a codec of the offer. */
  #refuse(section: OfferSection): Track {
    const [format] = section.formats;
    const media =
      section.kind === 'video' ? new Video(section.mid, 'Inactive') : new Audio(section.mid, 'Inactive');
    if (media instanceof Video) media.addVideoCodec(format?.payloadType ?? 96, format?.name ?? 'VP8');
    else media.addAudioCodec(format?.payloadType ?? 111, format?.name ?? 'opus');
    return this.#connection.addTrack(media);
  }

  /** Starts media outside the native callback: whatever it throws would end the process there. */
  #whenOpen(track: Track, start: () => void): void {
    track.onOpen(() => setImmediate(() => this.#signal.aborted || attempt(start)));
  }

  #send(track: Track, packet: Buffer): void {
    if (this.#signal.aborted) return;
    attempt(() => track.isOpen() && track.sendMessageBinary(packet));
  }

  #add({ candidate, sdpMid }: IceCandidate): void {
    // Names of mDNS cannot be looked up here; the viewer's checks arrive all the same.
    if (candidate === '' || candidate.includes('.local ')) return;
    attempt(() => this.#connection.addRemoteCandidate(candidate, sdpMid ?? this.#sections[0]?.mid ?? '0'));
  }

  #describe(candidate: string, mid: string): IceCandidate {
    const index = this.#sections.findIndex((section) => section.mid === mid);
    return { candidate: candidate.replace(/^a=/, ''), sdpMid: mid, sdpMLineIndex: Math.max(0, index) };
  }

  #localSdp(): string {
    const description = this.#connection.localDescription();
    if (!description) throw new Error('there is no answer to this offer');
    return description.sdp;
  }

  #close(): void {
    this.#state = 'closed';
    this.#gathering.open();
    // Closed callbacks that never come keep the process alive. Tracks give theirs when they are closed,
    // channels when the connection is.
    for (const track of this.#tracks) attempt(() => track.close());
    // Said to the viewer before: the end of the connection alone does not always reach a browser.
    for (const channel of this.#channels) attempt(() => channel.close());
    attempt(() => this.#connection.close());
    peerClosed();
  }
}

/** What the other side of an offered section does. */
function directions(offered: string): { sends: boolean; receives: boolean } {
  return { sends: offered.startsWith('send'), receives: /^(sendrecv|recvonly)$/.test(offered) };
}

function randomSsrc(): number {
  return 1 + Math.floor(Math.random() * 0xfffffffe);
}
