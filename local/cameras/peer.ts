import type { CameraBehaviour, VideoCodec } from './behaviour.js';
import type { Heard } from './hearing.js';

/** A TURN or STUN server as browsers write it. */
export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

/** A candidate as it travels through signaling. */
export interface IceCandidate {
  readonly candidate: string;
  readonly sdpMid: string | null;
  readonly sdpMLineIndex: number | null;
}

export type PeerState = 'new' | 'connecting' | 'connected' | 'disconnected' | 'failed' | 'closed';

/** What a peer tells its camera; none of these may throw. */
export interface PeerListener {
  onCandidate(candidate: IceCandidate): void;
  onState(state: PeerState): void;
  /** Text the viewer sent on its data channel. */
  onMessage(text: string): void;
}

/** The camera's end of one viewer's connection; the signal it was opened with closes it. */
export interface CameraPeer {
  readonly state: PeerState;
  /** Codec of the video being sent; `null` before the answer and without video. */
  readonly codec: VideoCodec | null;
  /** `local/remote` types of the candidate pair in use, such as `host/prflx`. */
  readonly candidatePairType: string | null;
  readonly heard: Heard;
  /** Whether {@link answer} may be called again on this peer for the given offer. */
  canRenegotiate(offerSdp: string): boolean;
  /** Applies an offer and makes the answer, without candidates. Throws on a bad offer. */
  answer(offerSdp: string): Promise<string>;
  /** Adds a candidate of the viewer; those before the offer wait for it. Bad ones are dropped. */
  addCandidate(candidate: IceCandidate): void;
  /** The answer with all candidates, once they are gathered; after `timeoutMs` with those there are. */
  gathered(timeoutMs: number): Promise<string>;
  /** Sends text on the viewer's data channel; `false` when there is none open. */
  say(text: string): boolean;
}

/** What a peer is made with. */
export interface PeerOptions {
  readonly iceServers: readonly IceServer[];
  readonly listener: PeerListener;
  /** Asked whenever it matters, so that a change acts at once. */
  readonly behaviour: () => CameraBehaviour;
}

/** Makes the peers of one camera, and everything they share. */
export interface CameraPeerFactory {
  /** Codecs this camera can send. */
  readonly codecs: readonly VideoCodec[];
  open(options: PeerOptions, signal: AbortSignal): CameraPeer;
}
