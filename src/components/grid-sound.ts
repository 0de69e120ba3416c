import type { KvsCamera } from './kvs-camera.js';

/** What the sound of a grid depends on. */
export interface SoundHost {
  readonly audio: 'selected' | 'exclusive' | 'all' | 'none';
  readonly selectedCamera: KvsCamera | null;
  select(camera: KvsCamera): void;
}

/** Whether a camera is muted: as it came, and as it was when the grid last looked. */
interface Sound {
  readonly wasMuted: boolean;
  readonly isMuted: boolean;
}

/**
 * Decides which cameras of a grid are heard, by muting the others. What a viewer has turned on or off on a
 * camera is kept, and counts again when it is that camera's turn.
 */
export class GridSound {
  readonly #host: SoundHost;
  readonly #cameras = new Map<KvsCamera, Sound>();
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
    const wasMuted = camera.muted;
    this.#cameras.set(camera, { wasMuted, isMuted: wasMuted });
    if (!wasMuted) this.#loud ??= camera;
    camera.addEventListener('volumechange', () => this.#hear(camera), { signal: life.signal });
    return () => {
      life.abort();
      this.#cameras.delete(camera);
      if (this.#loud === camera) this.#loud = null;
      camera.muted = this.#isMutedByViewer.get(camera) ?? wasMuted;
    };
  }

  /** Mutes and unmutes as it should be now. */
  apply(): void {
    // The video tells of its sound in a task of its own, by which time it would be the grid's again.
    for (const camera of this.#cameras.keys()) this.#look(camera);
    // Where the browser does not tell, one may always try.
    const { userActivation } = navigator as Partial<Navigator>;
    this.#isRefused &&= userActivation ? !userActivation.hasBeenActive : false;
    for (const [camera, sound] of this.#cameras) {
      const isMuted = this.#isRefused || this.#isToBeMuted(camera);
      if (camera.muted !== isMuted) camera.muted = isMuted;
      this.#cameras.set(camera, { ...sound, isMuted });
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
    const sound = this.#cameras.get(camera);
    if (!sound || muted === sound.isMuted) return false;
    this.#cameras.set(camera, { ...sound, isMuted: muted });
    if (muted && camera.isSilenced) {
      this.#isRefused = true;
      return false;
    }
    this.#isMutedByViewer.set(camera, muted);
    if (!muted) this.#loud = camera;
    else if (this.#loud === camera) this.#loud = null;
    if (!muted && this.#host.audio === 'selected') this.#host.select(camera);
    return true;
  }
}
