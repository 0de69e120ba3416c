import type { CameraStats } from '../../core/stats.js';

/** An older sample says nothing of now. */
const STALE_MS = 5_000;

/** How long a picture takes from its last packet to the screen, by one picture now and then. */
export class ScreenDelay {
  readonly #video: HTMLVideoElement;
  #isWaiting = false;
  #sample: { readonly ms: number; readonly at: number } | null = null;

  constructor(video: HTMLVideoElement) {
    this.#video = video;
  }

  /** Milliseconds; null while no picture is shown, or where the browser does not tell. */
  get ms(): number | null {
    const sample = this.#sample;
    return sample && performance.now() - sample.at < STALE_MS ? sample.ms : null;
  }

  /** Measures the next picture that is shown. */
  measure(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    this.#video.requestVideoFrameCallback((at, { presentationTime, receiveTime }) => {
      this.#isWaiting = false;
      if (receiveTime !== undefined) this.#sample = { ms: Math.max(0, presentationTime - receiveTime), at };
    });
  }
}

/** The statistics of a camera, where it is known how long a picture takes to the screen. */
export function withScreen(stats: CameraStats, receiveToScreenMs: number | null): CameraStats {
  if (receiveToScreenMs === null) return stats;
  const { networkMs, jitterBufferMs, decodeMs } = stats.latency;
  const hereMs = Math.max(receiveToScreenMs, (jitterBufferMs ?? 0) + (decodeMs ?? 0));
  const atLeastMs = tenth((networkMs ?? 0) + hereMs);
  return { ...stats, latency: { ...stats.latency, receiveToScreenMs: tenth(receiveToScreenMs), atLeastMs } };
}

function tenth(ms: number): number {
  return Math.round(ms * 10) / 10;
}
