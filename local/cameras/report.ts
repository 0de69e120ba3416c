import type { VideoCodec } from './behaviour.js';
import type { Heard } from './hearing.js';
import type { PeerState } from './peer.js';

/** One viewer as its camera sees it. */
export interface ViewerReport {
  readonly clientId: string;
  readonly state: PeerState;
  readonly codec: VideoCodec | null;
  /** Offers received from this viewer while it was known. */
  readonly offers: number;
  readonly candidatePairType: string | null;
  readonly heard: Heard;
  /** Texts received on the data channel. */
  readonly messages: readonly string[];
}

/** Counts since the camera was started, over restarts too. */
export interface CameraTotals {
  readonly offers: number;
  readonly answers: number;
  /** Offers that were dropped, silently or because they could not be read. */
  readonly ignoredOffers: number;
  readonly badOffers: number;
  readonly candidatesReceived: number;
  readonly peersOpened: number;
  readonly peersClosed: number;
}

/** Everything a test or a page wants to know about a camera; plain JSON. */
export interface CameraReport {
  readonly channel: string;
  readonly kind: 'loop' | 'live';
  readonly connected: boolean;
  /** How often the signaling socket was opened. */
  readonly connects: number;
  readonly problem: string | null;
  readonly viewers: readonly ViewerReport[];
  /** The last viewers that are gone, newest last. */
  readonly closed: readonly ViewerReport[];
  readonly totals: CameraTotals;
  /** Texts of failures the service reported for sent messages. */
  readonly refusals: readonly string[];
}
