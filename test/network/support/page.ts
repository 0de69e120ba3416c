import '../../../src/index.js';
import type { KvsCamera } from '../../../src/index.js';
import { addCamera, paintedIdentity, videoOf } from '../../browser/support/page.js';

/** What one camera in the page has shown and told. Times are epoch milliseconds. */
export interface Sight {
  readonly state: string;
  readonly isRelayed: boolean;
  readonly changes: readonly {
    readonly at: number;
    readonly state: string;
    readonly reason: string | null;
  }[];
  readonly firstFrames: readonly FirstFrame[];
  /** When each painted frame came. */
  readonly frames: readonly number[];
  /** The camera's log, newest last; for failures to show. */
  readonly log: readonly string[];
}

/** What a `kvs-firstframe` has told. */
export interface FirstFrame {
  readonly durationMs: number;
  readonly path: string;
  readonly codec: string;
}

/** How a camera has to look. */
export interface Wanted {
  /** Frames count from here on (epoch ms). */
  readonly after: number;
  /** How many there have to be, without a pause. */
  readonly frames: number;
  readonly isRelayed?: boolean;
}

/** What tests ask of the page. */
export interface Watch {
  add(id: string, attributes: Readonly<Record<string, string>>): void;
  sight(id: string): Sight;
  /** Waits until a camera is live and looks as wanted; resolves to when that began. */
  until(id: string, wanted: Wanted, timeoutMs: number): Promise<number>;
  /** By its colour, which camera is on the screen. */
  painted(id: string): Promise<string>;
}

declare global {
  var watch: Watch;
}

/** By the machine's clock, as the tests compare these times with their own. */
const now = (): number => performance.timeOrigin + performance.now();
const POLL_MS = 20;
/** Longer without a frame, and the picture stands still. */
const PAUSE_MS = 1_000;
const watchers = new Map<string, Watcher>();

class Watcher {
  readonly camera: KvsCamera;
  readonly #changes: Sight['changes'][number][] = [];
  readonly #firstFrames: FirstFrame[] = [];
  readonly #frames: number[] = [];

  constructor(attributes: Readonly<Record<string, string>>) {
    this.camera = addCamera({ 'token-url': '/api/token', loading: 'eager', ...attributes });
    this.camera.addEventListener('kvs-statechange', ({ state, reason }) =>
      this.#changes.push({ at: now(), state, reason }),
    );
    this.camera.addEventListener('kvs-firstframe', ({ duration, path, codec }) =>
      this.#firstFrames.push({ durationMs: duration, path, codec }),
    );
    void this.camera.updateComplete.then(() => this.#countFrames());
  }

  get sight(): Sight {
    return {
      state: this.camera.state,
      isRelayed: this.camera.matches(':state(relayed)'),
      changes: this.#changes,
      firstFrames: this.#firstFrames,
      frames: this.#frames,
      log: this.camera
        .getLog()
        .map(({ time, event, detail }) => `${time} ${event} ${JSON.stringify(detail)}`),
    };
  }

  async until({ after, frames, isRelayed }: Wanted, timeoutMs: number): Promise<number> {
    const end = now() + timeoutMs;
    for (;;) {
      const { state, isRelayed: relayed } = this.sight;
      const run = this.#steadyFrames();
      const since = run.filter((at) => at > after);
      const isWanted = isRelayed === undefined || isRelayed === relayed;
      if (state === 'live' && isWanted && since.length >= frames)
        return Math.max(after, run[0] ?? 0, this.#changes.at(-1)?.at ?? 0);
      if (now() > end) {
        const seen = { ...this.sight, frames: `${since.length} of ${frames}` };
        throw new Error(`not live as wanted within ${timeoutMs} ms: ${JSON.stringify(seen, null, 1)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** The last frames that came without a pause, up to now. */
  #steadyFrames(): number[] {
    const all = this.#frames;
    let start = all.length;
    while (start > 0 && (all[start] ?? now()) - (all[start - 1] ?? 0) <= PAUSE_MS) start -= 1;
    return all.slice(start);
  }

  #countFrames(): void {
    videoOf(this.camera).requestVideoFrameCallback(() => {
      this.#frames.push(now());
      this.#countFrames();
    });
  }
}

function watcherOf(id: string): Watcher {
  const watcher = watchers.get(id);
  if (!watcher) throw new Error(`There is no camera ${id} in the page`);
  return watcher;
}

globalThis.watch = {
  add: (id, attributes) => void watchers.set(id, new Watcher(attributes)),
  sight: (id) => watcherOf(id).sight,
  until: (id, wanted, timeoutMs) => watcherOf(id).until(wanted, timeoutMs),
  painted: (id) => paintedIdentity(watcherOf(id).camera),
};
