import { onAbort, sleep } from './lifetime.js';

/** After a talk its echo is still on its way back from the camera. */
const TAIL_MS = 400;

/**
 * Whether a camera's sound is heard, switched on its audio tracks: the picture and each viewer's own volume
 * stay as they are.
 */
export class Sound {
  readonly #listeners = new Map<object, boolean>();
  readonly #ducks = new Set<object>();
  #stream: MediaStream | null = null;

  /** The stream whose sound is switched from now on. */
  attach(stream: MediaStream | null): void {
    if (this.#stream === stream) return;
    this.#stream = stream;
    this.#apply();
  }

  /** Says whether `listener` wants to hear the camera. It is silent when all who said something do not. */
  setAudible(listener: object, isAudible: boolean): void {
    this.#listeners.set(listener, isAudible);
    this.#apply();
  }

  /** Takes back what `listener` said. */
  forget(listener: object): void {
    this.#listeners.delete(listener);
    this.#apply();
  }

  /** Silences the camera as long as `signal` lives, and for a moment after; not beyond `life`. */
  duck(signal: AbortSignal, life: AbortSignal): void {
    this.#ducks.add(signal);
    this.#apply();
    const lift = (): void => {
      this.#ducks.delete(signal);
      this.#apply();
    };
    onAbort(signal, () => void sleep(TAIL_MS, life).then(lift, lift));
  }

  #apply(): void {
    const wishes = [...this.#listeners.values()];
    const isHeard = this.#ducks.size === 0 && (wishes.length === 0 || wishes.includes(true));
    for (const track of this.#stream?.getAudioTracks() ?? []) track.enabled = isHeard;
  }
}
