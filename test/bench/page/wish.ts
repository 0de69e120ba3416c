import type { AwsCredentials, ViewerTicket } from '../../../src/core/ticket.js';

/** What a page of the bench is told. */
export interface Wish {
  readonly channel: string;
  /** All that the bench shows at once; the first is `channel`. */
  readonly channels: readonly string[];
  readonly channelArn: string;
  readonly region: string;
  /** The control plane. */
  readonly endpoint: string;
  readonly clientId: string;
  readonly credentials: AwsCredentials;
  readonly ticket: ViewerTicket;
}

/** One way to a picture. Resolves to the milliseconds from the start to the first frame on the screen. */
export type Road = (wish: Wish) => Promise<number>;

declare global {
  // The page's own, for whoever drives it from outside.
  var bench: Readonly<Record<string, Road>>;
}

/** Resolves with the time at which the first frame of `video` is on the screen. */
export function firstFrame(video: HTMLVideoElement): Promise<number> {
  return new Promise((resolve) => video.requestVideoFrameCallback(() => resolve(performance.now())));
}
