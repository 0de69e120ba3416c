import { join, tellAll } from './listeners.js';
import { redact } from './redact.js';

/** How much an entry matters: `debug` steps, `info` milestones, `warn` what is mended, `error` what is not. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Plain facts of an entry. Strings are redacted on the way in. */
export type LogDetail = Readonly<Record<string, string | number | boolean>>;

/** One line of the story of a session: plain, frozen, free of secrets. */
export interface LogEntry {
  /** Epoch milliseconds. */
  readonly time: number;
  readonly level: LogLevel;
  /** What happened, e.g. `connecting`, `live`, `waiting`. */
  readonly event: string;
  readonly channel: string;
  /** Tells the sessions of one page apart. */
  readonly session: string;
  /** Counts the tries since the session was last live, from 1. */
  readonly attempt: number;
  readonly detail: LogDetail;
}

/** Receives each entry of each session of the page. */
export type LogSink = (entry: LogEntry) => void;

const ENTRIES_PER_SESSION = 500;
const sinks = new Set<LogSink>();

/** Sends every further entry of the page to `sink`, until the returned function is called. */
export function addLogSink(sink: LogSink): () => void {
  return join(sinks, sink);
}

/** The log of one session: keeps its last 500 entries and hands each new one to the page's sinks. */
export class Log {
  readonly #entries: LogEntry[] = [];
  readonly #channel: string;
  readonly #session: string;
  readonly #listeners = new Set<LogSink>();
  attempt = 0;

  constructor(channel: string, session: string) {
    // A name that was checked; the page's own, and no secret however long.
    this.#channel = channel;
    this.#session = session;
  }

  add(level: LogLevel, event: string, detail: LogDetail = {}): void {
    const entry: LogEntry = Object.freeze({
      time: Date.now(),
      level,
      event,
      channel: this.#channel,
      session: this.#session,
      attempt: this.attempt,
      detail: withoutSecrets(detail),
    });
    this.#entries.push(entry);
    if (this.#entries.length > ENTRIES_PER_SESSION) this.#entries.shift();
    // A sink of the page that throws must not end a camera; the page's own error reporting hears of it.
    tellAll([...sinks, ...this.#listeners], entry);
  }

  /** A copy, oldest first. */
  entries(): LogEntry[] {
    return [...this.#entries];
  }

  subscribe(listener: LogSink): () => void {
    return join(this.#listeners, listener);
  }
}

function withoutSecrets(detail: LogDetail): LogDetail {
  const safe = Object.entries(detail).map(([key, value]) => [
    key,
    typeof value === 'string' ? redact(value) : value,
  ]);
  return Object.freeze(Object.fromEntries(safe) as LogDetail);
}
