import type { KvsCamera } from './kvs-camera.js';

/** How many cameras of a grid are how. Those that are idle or connect for the first time are in `total` only. */
export interface GridSummary {
  readonly live: number;
  /** Will mend by itself: reconnecting, or the picture stands still. */
  readonly reconnecting: number;
  /** Does not answer; slow retries go on. */
  readonly offline: number;
  /** Somebody has to do something: failed, denied, blocked, ended. */
  readonly failed: number;
  readonly total: number;
}

/** Another camera is the selected one now, or none. */
export class KvsSelectEvent extends Event {
  readonly camera: KvsCamera | null;
  readonly previous: KvsCamera | null;

  constructor(camera: KvsCamera | null, previous: KvsCamera | null) {
    super('kvs-select', { bubbles: true, composed: true });
    this.camera = camera;
    this.previous = previous;
  }
}

/** Another number of cameras is live, reconnecting, offline or failed now. At most four a second. */
export class KvsSummaryEvent extends Event implements GridSummary {
  readonly live: number;
  readonly reconnecting: number;
  readonly offline: number;
  readonly failed: number;
  readonly total: number;

  constructor({ live, reconnecting, offline, failed, total }: GridSummary) {
    super('kvs-summary', { bubbles: true, composed: true });
    this.live = live;
    this.reconnecting = reconnecting;
    this.offline = offline;
    this.failed = failed;
    this.total = total;
  }
}

declare global {
  interface HTMLElementEventMap {
    'kvs-select': KvsSelectEvent;
    'kvs-summary': KvsSummaryEvent;
  }
}
