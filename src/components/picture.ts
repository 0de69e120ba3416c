import type { PromptHost } from './prompt-picture.js';

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
  #way = (stream: MediaStream | null): MediaStream | null => stream;
  #isHastened = false;
  #isPainted = false;
  #isBlocked = false;
  #isSilenced = false;
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
    video.addEventListener('pause', () => void this.play());
  }

  /** Whether a frame of the present stream is on the screen. */
  get isPainted(): boolean {
    return this.#isPainted;
  }

  /** Whether the browser refuses to play, even without sound, until somebody taps. */
  get isBlocked(): boolean {
    return this.#isBlocked;
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
    this.#stream = stream;
    this.#present();
  }

  #present(): void {
    const stream = this.#stream;
    this.#video.srcObject = this.#way(stream);
    if (!stream) return;
    this.#awaitFrame(stream);
    void this.play();
  }

  #awaitFrame(stream: MediaStream): void {
    this.#video.requestVideoFrameCallback(() => {
      if (this.#stream !== stream || this.#isPainted || this.#isBlocked) return;
      this.#isPainted = true;
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

function paint(source: HTMLVideoElement | HTMLCanvasElement, target: HTMLCanvasElement): void {
  const [width, height] =
    'videoWidth' in source ? [source.videoWidth, source.videoHeight] : [source.width, source.height];
  Object.assign(target, { width, height });
  target.getContext('2d')?.drawImage(source, 0, 0, width, height);
}

function isRefusal(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NotAllowedError';
}
