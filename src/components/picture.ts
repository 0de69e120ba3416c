import { FROZEN_MS } from '../core/recovery.js';
import type { PromptHost } from './prompt-picture.js';

/** Of so many from one look to the next, each is undone at once; the next look undoes what is left. */
const MOST_PAUSES = 5;
/** One may be on its way to the screen. */
const LEAST_DECODED = 2;

/** What was counted when. */
interface Look {
  readonly shown: number;
  readonly decoded: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

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
  /** Whether the browser counts what it shows. */
  #isCounted = false;
  /** The look that saw something new last. */
  #change: Look | null = null;
  #awaited = 0;
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
   * Call it once a second, with how many pictures were decoded so far; 0: nobody can see them. They may not get on the
   * screen: a call on a phone has paused the `<video>`, a page has ended the track that carries them there. It is tried
   * again then, by the shortest way.
   */
  look(decoded: number): void {
    const { paused } = this.#video;
    this.#pauses = 0;
    if (paused) void this.play();
    const change = this.#change;
    this.#change = null;
    if (!decoded) return;
    // Firefox counts none of a stream: there it is known only whether the `<video>` is paused.
    const shown = this.#video.getVideoPlaybackQuality().totalVideoFrames;
    if (change && shown > change.shown) this.#isCounted = true;
    const isNew = !change || (!paused && (!this.#isCounted || shown !== change.shown));
    const last = isNew ? { shown, decoded, at: Date.now() } : change;
    this.#change = last;
    if (Date.now() - last.at < FROZEN_MS || decoded - last.decoded < LEAST_DECODED || this.#isBlocked) return;
    this.#stuckSince ??= last.at;
    this.#keep();
    // Nobody looks at what it makes any more.
    this.#way(null);
    this.#way = directly;
    this.#present();
    this.#onChange();
  }

  #present(): void {
    const stream = this.#stream;
    this.#change = null;
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
      // One picture is shown of a stream that is not played, too; and Chromium may not have it for a canvas yet.
      if (video.paused || video.readyState < 2) return this.#awaitFrame(stream);
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
      if (this.#stream !== stream || (thrown as DOMException).name !== 'NotAllowedError') return;
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
    // As every browser does that has such a way.
    this.#isCounted = true;
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
  [target.width, target.height] =
    'videoWidth' in source ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  target.getContext('2d')?.drawImage(source, 0, 0);
}
