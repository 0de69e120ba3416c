import type { CameraState, KvsFirstFrameEvent, LogEntry } from '../../../src/index.js';
import { CAMERAS } from './cameras.js';
import type { ChannelReport } from './desk.js';

/** What the page knows of one camera, all of it from the element's events. */
export interface CameraFacts {
  readonly isOnPage: boolean;
  readonly isPaused: boolean;
  readonly state: CameraState;
  /** Counts the tries since the camera was last live, from 1. */
  readonly attempt: number;
  /** Epoch milliseconds of the next try, if one is scheduled. */
  readonly retryAt: number | null;
  readonly problem: { readonly code: string; readonly message: string } | null;
  readonly firstFrame: Pick<KvsFirstFrameEvent, 'duration' | 'timeline' | 'path' | 'codec'> | null;
  /** Ids of the faults that last until they are mended. */
  readonly faults: readonly string[];
}

/** Everything on the screen but the log. */
export interface PortalState {
  readonly cameras: Readonly<Record<string, CameraFacts>>;
  readonly selected: string | null;
  /** The service's side of the selected camera. */
  readonly report: ChannelReport | null;
  /** The report on the selected camera, as text to copy. */
  readonly diagnosis: string | null;
  /** What the last button has led to. */
  readonly told: string;
  /** Where the credentials road leads; known once the desk has said so. */
  readonly service: { readonly endpoint: string; readonly region: string } | null;
  readonly now: number;
}

/** Before anything was pressed. */
export const WELCOME = 'Break something, and watch the camera recover. Its neighbours do not notice.';

const NEW_CAMERA: CameraFacts = {
  isOnPage: true,
  isPaused: false,
  state: 'idle',
  attempt: 1,
  retryAt: null,
  problem: null,
  firstFrame: null,
  faults: [],
};

/** The page's one state: replaced whole, and shown at the next frame. */
export class Store {
  #state: PortalState = {
    cameras: Object.fromEntries(CAMERAS.map(({ channel }) => [channel, NEW_CAMERA])),
    selected: null,
    report: null,
    diagnosis: null,
    told: WELCOME,
    service: null,
    now: Date.now(),
  };
  readonly #show: (state: PortalState) => void;
  #isDue = false;

  constructor(show: (state: PortalState) => void) {
    this.#show = show;
  }

  get state(): PortalState {
    return this.#state;
  }

  update(change: Partial<PortalState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#show(this.#state);
    });
  }

  camera(channel: string): CameraFacts {
    return this.#state.cameras[channel] ?? NEW_CAMERA;
  }

  updateCamera(channel: string, change: Partial<CameraFacts>): void {
    const cameras = { ...this.#state.cameras, [channel]: { ...this.camera(channel), ...change } };
    this.update({ cameras });
  }

  /** Takes from the log what only the log tells: each further try, and when the next one is due. */
  follow(channel: string, { event, time, attempt, detail }: LogEntry): void {
    if (event === 'connecting') this.updateCamera(channel, { attempt, retryAt: null });
    if (event === 'waiting') this.updateCamera(channel, { retryAt: time + Number(detail['delayMs'] ?? 0) });
  }
}
