import type { RecordingEnd } from './recording.js';

/** How often the browser hands over what it has, so that the size is known. */
const SLICE_MS = 1_000;
/** No file that plays is as small. */
const LEAST_BYTES = 100;

/** One run of a `MediaRecorder`, and what it has made. Ends by itself when the tracks do. */
export class Roll {
  readonly startedAt: number = Date.now();
  /** What it may not grow beyond. */
  maxBytes: number = Infinity;
  /** Hears why it cannot go on, or no longer does. */
  onEnd: (reason: RecordingEnd) => void = () => {};
  /** Resolves when nothing more comes. */
  readonly done: Promise<Blob>;
  readonly #recorder: MediaRecorder;
  readonly #parts: Blob[] = [];
  #bytes = 0;
  #largest = 0;

  constructor(tracks: readonly MediaStreamTrack[], type: string | undefined) {
    // A stream of its own: the camera's may change, and recorders do not bear that.
    const recorder = new MediaRecorder(new MediaStream([...tracks]), type ? { mimeType: type } : {});
    this.#recorder = recorder;
    this.done = new Promise((resolve) => {
      const finish = (): void => {
        this.onEnd('camera-lost');
        // Firefox forgets its choice of a type when it stops.
        resolve(this.#film(recorder.mimeType || this.#parts[0]?.type || ''));
      };
      recorder.addEventListener('stop', finish, { once: true });
    });
    recorder.addEventListener('error', () => this.onEnd('failed'));
    recorder.addEventListener('dataavailable', ({ data }) => {
      this.#keep(data);
      // What comes after the stop must still fit in.
      if (this.#bytes + 2 * this.#largest > this.maxBytes) this.onEnd('full');
    });
    recorder.start(SLICE_MS);
  }

  /** How much there is so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Resolves `done`. */
  stop(): void {
    if (this.#recorder.state !== 'inactive') this.#recorder.stop();
  }

  /**
   * The rest may be larger than what came before it, and a busy browser hands over many seconds in one part. WebM that is
   * cut anywhere plays up to there; MP4 does between two parts only.
   */
  #film(type: string): Blob {
    if (!type.startsWith('video/mp4')) {
      return new Blob(this.#parts, { type }).slice(0, Math.max(0, this.maxBytes), type);
    }
    while (this.#bytes > this.maxBytes && this.#parts.length > 1) this.#bytes -= this.#parts.pop()?.size ?? 0;
    return new Blob(this.#parts, { type });
  }

  #keep(part: Blob): void {
    const beginning = this.#parts[0];
    // Chromium may hand over the first byte of a file alone: without what comes next it is none.
    if (beginning && this.#bytes < LEAST_BYTES)
      this.#parts[0] = new Blob([beginning, part], { type: part.type });
    else this.#parts.push(part);
    this.#bytes += part.size;
    this.#largest = Math.max(this.#largest, part.size);
  }
}
