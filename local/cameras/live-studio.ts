import { createRequire } from 'node:module';
import type * as Library from '@roamhq/wrtc';
import { IDENTITIES, VIDEO } from './identities.js';
import type { Identity, Rgb } from './identities.js';
import { LivePicture } from './live-picture.js';
import { SCENES } from './scenes.js';
import { ticker } from './ticker.js';

type Wrtc = typeof Library;

const BLOCK = 480;
const SAMPLE_RATE = 48_000;
const BLOCKS_PER_SECOND = SAMPLE_RATE / BLOCK;
const PACKETS_PER_SECOND = 50;
const LOUDNESS = 8192;
const DEFAULT_TONE_HZ = 500;

let library: Wrtc | undefined;

/** Loads libwebrtc with the first live camera: other processes do without its 70 MB. */
export function wrtc(): Wrtc {
  if (library) return library;
  library = createRequire(import.meta.url)('@roamhq/wrtc') as Wrtc;
  // Its finalizers crash in a process that ends by itself; an explicit exit does not run them.
  process.on('exit', () => process.exit());
  return library;
}

/** A peer as the studio sees it. */
export interface Watcher {
  /** How loud its viewer is now. */
  readonly levelDb: number | null;
  /** Whether a new picture would be seen. */
  readonly wantsVideo: boolean;
}

/** The sources behind one camera's two tracks; they hold the process until their tracks stop. */
class Tracks {
  readonly videoSource = new (wrtc().nonstandard.RTCVideoSource)();
  readonly audioSource = new (wrtc().nonstandard.RTCAudioSource)();
  readonly video: MediaStreamTrack = this.videoSource.createTrack();
  readonly audio: MediaStreamTrack = this.audioSource.createTrack();

  stop(): void {
    this.video.stop();
    this.audio.stop();
  }
}

/** What all peers of one live camera share: the tracks, and the drawing that feeds them. */
export class LiveStudio {
  readonly #picture: LivePicture;
  readonly #toneHz: number;
  readonly #watchers = new Set<Watcher>();
  readonly #planes = new Uint8Array((VIDEO.width * VIDEO.height * 3) / 2);
  #tracks: Tracks | undefined;
  #show = new AbortController();
  #frame = 0;

  constructor(picture: Identity | { readonly name: string; readonly colour: Rgb; readonly toneHz?: number }) {
    const looks = typeof picture === 'string' ? IDENTITIES[picture] : picture;
    const scene = typeof picture === 'string' ? SCENES[picture] : undefined;
    this.#picture = new LivePicture(looks.name, looks.colour, scene);
    this.#toneHz = looks.toneHz ?? DEFAULT_TONE_HZ;
    // Loading takes a quarter of a second, which the first viewer should not have to wait for.
    wrtc();
  }

  /** Gives a peer the tracks to send; pictures and sound are made while anybody is in. */
  join(watcher: Watcher, signal: AbortSignal): { video: MediaStreamTrack; audio: MediaStreamTrack } {
    signal.throwIfAborted();
    this.#watchers.add(watcher);
    signal.addEventListener('abort', () => this.#leave(watcher), { once: true });
    return (this.#tracks ??= this.#open());
  }

  #open(): Tracks {
    this.#show = new AbortController();
    ticker.every(VIDEO.framesPerSecond, () => this.#draw(), this.#show.signal);
    ticker.every(PACKETS_PER_SECOND, (packet) => this.#play(packet), this.#show.signal);
    return new Tracks();
  }

  #leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0) return;
    this.#show.abort();
    this.#tracks?.stop();
    this.#tracks = undefined;
  }

  #draw(): void {
    const watchers = [...this.#watchers];
    if (!watchers.some(({ wantsVideo }) => wantsVideo)) return;
    const levels = watchers.flatMap(({ levelDb }) => levelDb ?? []);
    const heard = levels.length > 0 ? Math.max(...levels) : null;
    const { width, height, data } = this.#picture.draw(new Date(), this.#frame, heard);
    this.#frame += 1;
    const planes = { width, height, data: this.#planes };
    wrtc().nonstandard.rgbaToI420({ width, height, data: new Uint8Array(data.buffer) }, planes);
    this.#tracks?.videoSource.onFrame(planes);
  }

  #play(packet: number): void {
    for (const half of [0, 1]) {
      const start = ((packet * 2 + half) % BLOCKS_PER_SECOND) * BLOCK;
      const samples = Int16Array.from({ length: BLOCK }, (_sample, index) =>
        Math.round(LOUDNESS * Math.sin(((start + index) * this.#toneHz * 2 * Math.PI) / SAMPLE_RATE)),
      );
      this.#tracks?.audioSource.onData({ samples, sampleRate: SAMPLE_RATE });
    }
  }
}
