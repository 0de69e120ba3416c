import { childOf } from '../../core/lifetime.js';

/** How a camera is to be recorded. */
export interface RecordOptions {
  /** Where the recording ends by itself; 256 MiB by default. */
  readonly maxBytes?: number | undefined;
  /** Whether the camera's sound is in it, even where the element is muted; by default yes. */
  readonly audio?: boolean | undefined;
  /** A type that `MediaRecorder` takes; by default what the camera sends, where that can be played. */
  readonly type?: string | undefined;
}

/**
 * Why a recording has ended: `stop()`, `maxBytes` reached, the connection that it was of is gone, `pause()`, the
 * element was taken out, or the browser could not go on.
 */
export type RecordingEnd = 'stopped' | 'full' | 'camera-lost' | 'paused' | 'removed' | 'failed';

const MAX_BYTES = 256 * 2 ** 20;

/** A recording of one connection to a camera. It never goes on with another. */
export class Recording {
  /** Why it has ended; once its file is made. Never rejects. */
  readonly ended: Promise<RecordingEnd>;
  readonly #over: AbortController;
  readonly #file: Promise<File>;

  /**
   * `make` records until the signal aborts.
   *
   * @internal
   */
  constructor(life: AbortSignal, make: (over: AbortController) => Promise<File>) {
    this.#over = childOf(life);
    this.#file = make(this.#over);
    const finish = (): RecordingEnd => {
      // What has not begun has no other reason yet.
      this.end('failed');
      return endOf(this.#over.signal);
    };
    this.ended = this.#file.then(finish, finish);
  }

  /**
   * Ends it. Resolves to what was recorded, however it has ended; each time to the same.
   *
   * @throws {DOMException} `InvalidStateError` when it ended before there was a picture
   */
  stop(): Promise<File> {
    this.end('stopped');
    return this.#file;
  }

  /** @internal */
  end(reason: RecordingEnd): void {
    this.#over.abort(reason);
  }

  /**
   * Lives as long as it records.
   *
   * @internal
   */
  get signal(): AbortSignal {
    return this.#over.signal;
  }
}

/** Why the signal of a recording has aborted. */
function endOf({ reason }: AbortSignal): RecordingEnd {
  return typeof reason === 'string' ? (reason as RecordingEnd) : 'camera-lost';
}

/** Throws where a recording cannot be made so; fills in what is left out. */
export function checked({ maxBytes = MAX_BYTES, audio = true, type }: RecordOptions): {
  readonly maxBytes: number;
  readonly audio: boolean;
  readonly type: string | undefined;
} {
  if (!(maxBytes > 0)) throw new RangeError(`maxBytes is a number of bytes above 0, not ${maxBytes}`);
  if (type !== undefined && !MediaRecorder.isTypeSupported(type))
    throw new DOMException(`This browser cannot record ${type}`, 'NotSupportedError');
  return { maxBytes, audio, type };
}
