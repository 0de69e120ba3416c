import { KvsError, notLive } from '../core/errors.js';
import { onAbort } from '../core/lifetime.js';
import type { Session } from '../core/session.js';
import { nameOf } from '../core/target.js';
import { CapturingCamera } from './capturing-camera.js';
import { checked, Recording, type RecordOptions } from './recording/recording.js';
import type { Reserve } from './recording/reserve.js';

/** What is recorded of a camera. The code that does it is loaded when it is asked for. */
export abstract class RecordingCamera extends CapturingCamera {
  #recording: Recording | null = null;
  #recorded: Session | null = null;
  /** Loaded with the first `preRoll`; void where that fails: a recording begins when it is asked for then. */
  #reserve: Promise<Reserve | void> | null = null;

  /** What the mark of a recording says. */
  protected abstract get recordingInWords(): string;

  /** The recording under way, or null. */
  get recording(): Recording | null {
    return this.#recording;
  }

  override get isHeld(): boolean {
    return super.isHeld || this.#recording !== null;
  }

  /**
   * Records picture and sound as they come, until `stop()`. The recording is of this one connection: when that is
   * lost it ends, and `stop()` gives what there is. The connection is not given back out of sight meanwhile.
   * With `preRoll` it begins that long before, unless `audio` or `type` are said.
   *
   * @throws {KvsError} `camera-offline` while the camera is not live, `unsupported` without `MediaRecorder`
   * @throws {DOMException} `InvalidStateError` while it is recorded already, `NotSupportedError` for `type`
   * @throws {RangeError} for `maxBytes`
   */
  record(options?: RecordOptions | null): Recording {
    const { session } = this;
    if (!('MediaRecorder' in globalThis)) throw new KvsError('unsupported', 'This browser cannot record');
    if (!session?.live) throw notLive('there is nothing to record');
    if (this.#recording)
      throw new DOMException('The camera is recorded already: stop that first', 'InvalidStateError');
    const { live, sound } = session;
    const { audio, ...wishes } = checked(options ?? {});
    const { stream, media } = live.connection;
    const tracks = audio ? stream.getTracks() : stream.getVideoTracks();
    const source = {
      tracks,
      codec: media.codec,
      camera: this.label || nameOf(this.channel),
      word: this.recordingInWords,
    };
    const reserve = audio && !wishes.type ? this.#reserve : null;
    const recording = new Recording(live.signal, async (over) => {
      const [{ take }, kept] = await Promise.all([import('./recording/take.js'), reserve]);
      return take(this, source, wishes, kept?.of(live), over);
    });
    // A muted element has switched the sound off at its source.
    if (audio) sound.setAudible(recording, true);
    this.#recorded = session;
    this.#setRecording(recording);
    onAbort(recording.signal, () => {
      sound.forget(recording);
      this.#setRecording(null);
      // What it took of the time before is gone.
      void this.#reserve?.then((kept) => kept?.dismiss());
      this.#keepReserve();
    });
    return recording;
  }

  override updated(): void {
    super.updated();
    this.#keepReserve();
  }

  override disconnectedCallback(): void {
    const recording = this.#recording;
    // An element that is moved is in the page again by then.
    queueMicrotask(() => {
      if (!this.isConnected) recording?.end('removed');
    });
    super.disconnectedCallback();
  }

  protected override sessionChanged(): void {
    super.sessionChanged();
    this.#keepReserve();
    if (this.session !== this.#recorded) this.#recording?.end(this.paused ? 'paused' : 'camera-lost');
  }

  #keepReserve(): void {
    if (this.preRoll > 0 && this.session?.live) {
      this.#reserve ??= import('./recording/reserve.js')
        .then((code) => new code.Reserve())
        .catch((error: unknown) => {
          // Tried again: the network may have been away.
          this.#reserve = null;
          reportError(error);
        });
    }
    void this.#reserve?.then((kept) => kept?.settle(this.isConnected ? this.session : null, this.preRoll));
  }

  #setRecording(recording: Recording | null): void {
    this.#recording = recording;
    this.flag('recording', recording !== null);
    this.requestUpdate();
  }
}
