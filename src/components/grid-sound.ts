import type { KvsCamera } from './kvs-camera.js';

/** What the sound of a grid depends on. */
export interface SoundHost {
  readonly audio: 'selected' | 'exclusive' | 'all' | 'none';
  readonly selectedCamera: KvsCamera | null;
  select(camera: KvsCamera): void;
}

/**
 * Decides which cameras of a grid are heard, by muting the others. What a viewer has turned on or off on a
 * camera is kept, and counts again when it is that camera's turn.
 */
export class GridSound {
  readonly #host: SoundHost;
  /**
   * Whether it was muted when the grid last looked. Null until it has: a framework may mute a camera just after it has put
   * it in.
   */
  readonly #cameras = new Map<KvsCamera, boolean | null>();
  /** Whether it was muted when it came. */
  readonly #wasMuted = new WeakMap<KvsCamera, boolean>();
  /** Whether a viewer has muted it; not in it: nobody has said anything yet. */
  readonly #isMutedByViewer = new WeakMap<KvsCamera, boolean>();
  /** Whose sound was turned on last. */
  #loud: KvsCamera | null = null;
  /** The browser has refused sound, as nobody has touched the page yet. */
  #isRefused = false;

  constructor(host: SoundHost) {
    this.#host = host;
  }

  /** Takes care of a camera until the returned function is called. */
  follow(camera: KvsCamera): () => void {
    const life = new AbortController();
    this.#cameras.set(camera, null);
    camera.addEventListener('volumechange', () => this.#hear(camera), { signal: life.signal });
    return () => {
      life.abort();
      this.#cameras.delete(camera);
      if (this.#loud === camera) this.#loud = null;
      camera.muted = this.#isMutedByViewer.get(camera) ?? this.#wasMuted.get(camera) ?? camera.muted;
      this.#wasMuted.delete(camera);
    };
  }

  /** Mutes and unmutes as it should be now. */
  apply(): void {
    // The video tells of its sound in a task of its own, by which time it would be the grid's again.
    for (const camera of this.#cameras.keys()) this.#look(camera);
    this.#isRefused &&= !navigator.userActivation.hasBeenActive;
    for (const camera of this.#cameras.keys()) {
      const isMuted = this.#isRefused || this.#isToBeMuted(camera);
      if (camera.muted !== isMuted) camera.muted = isMuted;
      this.#cameras.set(camera, isMuted);
    }
  }

  #isToBeMuted(camera: KvsCamera): boolean {
    const { audio, selectedCamera } = this.#host;
    switch (audio) {
      case 'none':
        return true;
      case 'all':
        return this.#isMutedByViewer.get(camera) ?? false;
      case 'exclusive':
        return camera !== this.#loud;
      case 'selected':
      default:
        return camera !== selectedCamera || (this.#isMutedByViewer.get(camera) ?? false);
    }
  }

  #hear(camera: KvsCamera): void {
    if (this.#look(camera)) this.apply();
  }

  /** Whether the viewer or the page has changed something since the last look; the browser may have, too. */
  #look(camera: KvsCamera): boolean {
    const { muted } = camera;
    const last = this.#cameras.get(camera);
    if (muted === last) return false;
    this.#cameras.set(camera, muted);
    if (last === null) {
      this.#wasMuted.set(camera, muted);
      if (!muted) this.#loud ??= camera;
      return false;
    }
    if (muted && camera.isSilenced) {
      this.#isRefused = true;
      return false;
    }
    this.#isMutedByViewer.set(camera, muted);
    if (!muted) this.#loud = camera;
    else if (this.#loud === camera) this.#loud = null;
    const { audio, selectedCamera } = this.#host;
    if (!muted && audio === 'selected' && camera !== selectedCamera) this.#host.select(camera);
    return true;
  }
}
