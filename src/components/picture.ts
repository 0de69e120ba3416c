import { FreezeWatch } from '../core/freeze.js';
import type { PromptHost } from './prompt-picture.js';

/** More pauses in a row are the browser's wish. */
const MOST_PAUSES = 5;

/**
 * The picture of a camera: plays a stream in a `<video>`, knows when a frame is really on the screen, and
 * keeps the last one when the stream goes.
 */
export class Picture {
  /** Holds the last frame of the stream before. */
  readonly last: HTMLCanvasElement = document.createElement('canvas');
  readonly #video: HTMLVideoElement;
  readonly #onChange: () => void;
  readonly #newUntil: () => number;
  /** What is shown; the `<video>` may play it by way of another. */
  #stream: MediaStream | null = null;
  #way = directly;
  #isHastened = false;
  #isPainted = false;
  #isBlocked = false;
  #isSilenced = false;
  #stuckSince: number | null = null;
  /** Since it was looked at last. */
  #pauses = 0;
  /** Frames that were seen to come on the screen, one a look at most. */
  #shown = 0;
  #frames = 0;
  #isDrawn = false;
  #awaited = 0;
  #watch: FreezeWatch | null = null;
  #hasLast = false;
  #lastAt = 0;

  /**
   * `onChange` is called when one of the getters changes by itself, or the sound; `newUntil` says when the present frame
   * was new.
   */
  constructor(video: HTMLVideoElement, onChange: () => void, newUntil: () => number) {
    this.#video = video;
    this.#onChange = onChange;
    this.#newUntil = newUntil;
    const onSound = (): void => {
      this.#isSilenced &&= video.muted;
      // Browsers pause what gets sound before anybody has touched the page.
      if (video.paused) void this.play();
      this.#onChange();
    };
    // Before the page is told.
    video.addEventListener('volumechange', onSound, true);
    // Nobody here pauses it: a window of the browser's own did, or being moved. It would look like a live picture.
    video.addEventListener('pause', () => {
      this.#pauses += 1;
      if (this.#pauses <= MOST_PAUSES) void this.play();
    });
  }

  /** Whether a frame of the present stream is on the screen. */
  get isPainted(): boolean {
    return this.#isPainted;
  }

  /** Whether the browser refuses to play, even without sound, until somebody taps. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** Epoch milliseconds since which nothing new comes on the screen, though it is there to be shown; else null. */
  get stuckSince(): number | null {
    return this.#stuckSince;
  }

  /** Whether it was the browser that turned the sound off: it plays only without. */
  get isSilenced(): boolean {
    return this.#isSilenced;
  }

  /** Whether `last` is what there is to see. */
  get isLast(): boolean {
    return this.#hasLast && !this.#isPainted;
  }

  /** Epoch milliseconds until which `last` was new. */
  get lastAt(): number {
    return this.#lastAt;
  }

  /** A copy of what there is to see; null while there is neither a frame nor a last one. */
  copy(): HTMLCanvasElement | null {
    if (!this.#isPainted && !this.#hasLast) return null;
    const canvas = document.createElement('canvas');
    paint(this.#isPainted ? this.#video : this.last, canvas);
    return canvas;
  }

  /** Plays `stream`; null: nothing. */
  show(stream: MediaStream | null): void {
    if (this.#stream === stream) {
      // Forgotten for another camera, which then was this one again.
      if (stream && !this.#isPainted) this.#awaitFrame(stream);
      return;
    }
    this.#keep();
    this.#isBlocked = false;
    this.#stuckSince = null;
    this.#stream = stream;
    this.#present();
  }

  /**
   * Call it once a second, with whether pictures come and somebody can see them. They may not get on the screen: a call on
   * a phone has paused the `<video>`, a page has ended the track that carries them there. It is tried again then, by the
   * shortest way.
   */
  look(isComing: boolean): void {
    this.#pauses = 0;
    const video = this.#video;
    const isDrawn = this.#isDrawn;
    this.#isDrawn = false;
    requestAnimationFrame(() => (this.#isDrawn = true));
    // A window that is covered shows nothing, and that is no fault.
    if (!isComing || !isDrawn) {
      this.#watch = null;
      return;
    }
    video.requestVideoFrameCallback(() => (this.#shown += 1));
    if (!video.paused) this.#frames = this.#shown + video.getVideoPlaybackQuality().totalVideoFrames;
    this.#watch ??= new FreezeWatch(performance.now());
    const stillMs = this.#watch.look(this.#frames, performance.now());
    if (stillMs === 0 || this.#isBlocked) return;
    this.#stuckSince ??= Date.now() - stillMs;
    this.#keep();
    this.#way = directly;
    this.#present();
    this.#onChange();
  }

  #present(): void {
    const stream = this.#stream;
    this.#watch = null;
    this.#video.srcObject = this.#way(stream);
    if (!stream) return;
    this.#awaitFrame(stream);
    void this.play();
  }

  #awaitFrame(stream: MediaStream): void {
    const video = this.#video;
    video.cancelVideoFrameCallback(this.#awaited);
    this.#awaited = video.requestVideoFrameCallback(() => {
      if (this.#stream !== stream || this.#isPainted || this.#isBlocked) return;
      // One picture is shown of a stream that is not played, too.
      if (video.paused) return this.#awaitFrame(stream);
      this.#isPainted = true;
      this.#stuckSince = null;
      this.#onChange();
    });
  }

  /** Starts the playback; without sound when the browser allows no more. Call it from a tap to lift a block. */
  async play(): Promise<void> {
    const stream = this.#stream;
    if (!stream) return;
    try {
      await this.#video.play();
      this.#setBlocked(false);
    } catch (thrown) {
      // Another stream or a pause came in between.
      if (this.#stream !== stream || !isRefusal(thrown)) return;
      if (this.#video.muted) return this.#setBlocked(true);
      this.#video.muted = true;
      this.#isSilenced = true;
      return this.play();
    }
  }

  /** Shows each picture as soon as it is decoded while `host` wants that. */
  async hasten(host: PromptHost): Promise<void> {
    if (this.#isHastened) return;
    this.#isHastened = true;
    const { promptly } = await import('./prompt-picture.js');
    const way = await promptly(host);
    if (!way) return;
    this.#way = way;
    if (!this.#stream) return;
    // The picture may have been quicker; its last frame stands until one has come this way.
    this.#keep();
    this.#present();
    this.#onChange();
  }

  /** Forgets the last frame: what comes next is another camera. */
  forget(): void {
    this.#hasLast = false;
    this.#isPainted = false;
  }

  /** What is painted is the last frame from now on. */
  #keep(): void {
    if (!this.#isPainted) return;
    paint(this.#video, this.last);
    this.#hasLast = true;
    this.#lastAt = this.#newUntil();
    this.#isPainted = false;
  }

  #setBlocked(isBlocked: boolean): void {
    if (this.#isBlocked === isBlocked) return;
    this.#isBlocked = isBlocked;
    // The `<video>` goes on showing the frame at which it was paused, which is not live.
    if (isBlocked) this.#keep();
    else if (this.#stream) this.#awaitFrame(this.#stream);
    this.#onChange();
  }
}

function directly(stream: MediaStream | null): MediaStream | null {
  return stream;
}

function paint(source: HTMLVideoElement | HTMLCanvasElement, target: HTMLCanvasElement): void {
  const [width, height] =
    'videoWidth' in source ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  Object.assign(target, { width, height });
  target.getContext('2d')?.drawImage(source, 0, 0, width, height);
}

function isRefusal(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NotAllowedError';
}
