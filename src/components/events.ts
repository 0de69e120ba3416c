import type { KvsError, KvsErrorCode } from '../core/errors.js';
import type { LogEntry } from '../core/log.js';
import type { CameraStats } from '../core/stats.js';
import type { Timeline } from '../core/progress.js';
import type { CameraState } from './camera-state.js';

const UPWARDS: EventInit = { bubbles: true, composed: true };

/** A camera's state has changed. */
export class KvsStateChangeEvent extends Event {
  readonly state: CameraState;
  readonly previous: CameraState;
  /** Code of the error behind the state, if there is one. */
  readonly reason: KvsErrorCode | null;
  /** Counts the tries since the camera was last live, from 1. */
  readonly attempt: number;
  /** Epoch milliseconds of the next try, if one is scheduled. */
  readonly retryAt: number | null;

  constructor(fields: Pick<KvsStateChangeEvent, 'state' | 'previous' | 'reason' | 'attempt' | 'retryAt'>) {
    super('kvs-statechange', UPWARDS);
    this.state = fields.state;
    this.previous = fields.previous;
    this.reason = fields.reason;
    this.attempt = fields.attempt;
    this.retryAt = fields.retryAt;
  }
}

/** Something went wrong with a camera; `retryable` tells whether it tries again by itself. */
export class KvsErrorEvent extends Event {
  readonly code: KvsErrorCode;
  readonly message: string;
  /** What to do about it, for the integrator. */
  readonly hint: string;
  readonly retryable: boolean;
  readonly cause: unknown;

  constructor({ code, message, hint, retryable, cause }: KvsError) {
    super('kvs-error', UPWARDS);
    this.code = code;
    this.message = message;
    this.hint = hint;
    this.retryable = retryable;
    this.cause = cause;
  }
}

/** The first picture of a connection is on the screen. */
export class KvsFirstFrameEvent extends Event {
  /** Milliseconds since this element began to connect. */
  readonly duration: number;
  /** Milliseconds from the start of the connection to the end of each of its steps. */
  readonly timeline: Timeline;
  readonly path: 'direct' | 'relayed';
  /** e.g. `h264` */
  readonly codec: string;

  constructor(fields: Pick<KvsFirstFrameEvent, 'duration' | 'timeline' | 'path' | 'codec'>) {
    super('kvs-firstframe', UPWARDS);
    this.duration = fields.duration;
    this.timeline = fields.timeline;
    this.path = fields.path;
    this.codec = fields.codec;
  }
}

/** A new entry in the camera's log. */
export class KvsLogEvent extends Event {
  readonly entry: LogEntry;

  constructor(entry: LogEntry) {
    super('kvs-log', UPWARDS);
    this.entry = entry;
  }
}

/** What is measured of a camera that is live; once a second, while somebody listens on the camera itself or `stats` is set. */
export class KvsStatsEvent extends Event {
  readonly stats: CameraStats;

  constructor(stats: CameraStats) {
    super('kvs-stats', UPWARDS);
    this.stats = stats;
  }
}

declare global {
  interface HTMLElementEventMap {
    'kvs-statechange': KvsStateChangeEvent;
    'kvs-error': KvsErrorEvent;
    'kvs-firstframe': KvsFirstFrameEvent;
    'kvs-log': KvsLogEvent;
    'kvs-stats': KvsStatsEvent;
  }
}
