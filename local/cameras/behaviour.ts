/** Video codecs a camera can be told to offer. */
export type VideoCodec = 'vp8' | 'h264';

/** How a camera treats its viewers; every field can be changed while it runs. */
export interface CameraBehaviour {
  /** Wait before each answer, as a slow or sleeping device does. */
  readonly answerDelayMs: number;
  /** `first-only` answers one offer after this was set (or after a restart) and is silent from then on. */
  readonly answers: 'always' | 'never' | 'first-only';
  /** `never`: one answer holding all candidates (aiortc); `before-answer`: candidates come first (C SDK). */
  readonly trickle: 'after' | 'never' | 'before-answer';
  /**
   * A further offer of a viewer that is still connected: a new peer takes over, the offer is dropped,
   * or the same peer renegotiates. The last needs a live camera; a loop camera makes a new peer.
   */
  readonly reoffer: 'new-peer' | 'ignore-while-live' | 'renegotiate';
  /** For so long after its peer has closed a viewer counts as connected still: C masters look every 5 s. */
  readonly cleanUpMs: number;
  /** Offers of further viewers are dropped silently. */
  readonly maxViewers: number;
  /** In order of preference; a section with none of them comes back inactive. */
  readonly codecs: readonly VideoCodec[];
  /** `false`: the audio section of an answer is inactive. */
  readonly audio: boolean;
  /** `freeze`: stays connected but sends no new picture; sound goes on. */
  readonly video: 'play' | 'freeze';
  /** Sends no candidate and ignores the viewer's, so that ICE cannot connect. */
  readonly dropCandidates: boolean;
  /** How keys of sent messages are written: as the JS SDK or as the C SDK does. */
  readonly casing: 'camel' | 'pascal';
  /** Puts a correlation id on answers, so that the service reports failures. */
  readonly correlationIds: boolean;
  /**
   * A power cut: socket and peers are gone, the socket without a close frame; `false` brings the camera
   * back. Unlike in a real one, viewers see their data channel close at once; ICE takes its time.
   */
  readonly offline: boolean;
}

/** A well-behaved camera. */
export const GOOD_BEHAVIOUR: CameraBehaviour = {
  answerDelayMs: 0,
  answers: 'always',
  trickle: 'after',
  reoffer: 'new-peer',
  cleanUpMs: 0,
  maxViewers: 10,
  codecs: ['vp8', 'h264'],
  audio: true,
  video: 'play',
  dropCandidates: false,
  casing: 'camel',
  correlationIds: false,
  offline: false,
};
