import type { LogEntry } from '../../../src/index.js';
import { CAMERAS } from './cameras.js';
import { logRow } from './log-row.js';

const MOST_ROWS = 500;
const LEVELS: readonly LogEntry['level'][] = ['debug', 'info', 'warn', 'error'];

/** The log of all cameras, newest first: the last 500 entries, those that pass the filters on the screen. */
export class LogPanel {
  readonly #rows = part('log-rows', HTMLTableSectionElement);
  readonly #camera = part('log-camera', HTMLSelectElement);
  readonly #level = part('log-level', HTMLSelectElement);
  readonly #told = part('log-told', HTMLOutputElement);
  #entries: readonly LogEntry[] = [];
  #fresh: LogEntry[] = [];

  constructor() {
    this.#camera.append(new Option('all', ''));
    for (const { channel, label } of CAMERAS) this.#camera.append(new Option(label, channel));
    for (const filter of [this.#camera, this.#level])
      filter.addEventListener('change', () => this.#showAll());
    part('log-copy', HTMLButtonElement).addEventListener('click', () => void this.#copy());
    part('log-download', HTMLButtonElement).addEventListener('click', () => this.#download());
  }

  /** Shows an entry at the next frame, together with all others that come until then. */
  add(entry: LogEntry): void {
    if (this.#fresh.length === 0) requestAnimationFrame(() => this.#showFresh());
    this.#fresh.push(entry);
    // In a background tab there are no frames, but there may be entries.
    if (this.#fresh.length > MOST_ROWS) this.#fresh.shift();
  }

  #showFresh(): void {
    const fresh = this.#fresh.reverse();
    this.#fresh = [];
    this.#entries = [...fresh, ...this.#entries].slice(0, MOST_ROWS);
    this.#rows.prepend(...fresh.filter((entry) => this.#passes(entry)).map(logRow));
    while (this.#rows.rows.length > MOST_ROWS) this.#rows.lastElementChild?.remove();
  }

  #showAll(): void {
    this.#rows.replaceChildren(...this.#passing().map(logRow));
  }

  #passing(): LogEntry[] {
    return this.#entries.filter((entry) => this.#passes(entry));
  }

  #passes({ channel, level }: LogEntry): boolean {
    const isLoud = LEVELS.indexOf(level) >= LEVELS.findIndex((name) => name === this.#level.value);
    return isLoud && (this.#camera.value === '' || this.#camera.value === channel);
  }

  /** What passes the filters, oldest first, one JSON object a line. */
  #ndjson(): string {
    return this.#passing()
      .reverse()
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join('');
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#ndjson());
      this.#told.value = 'Copied';
    } catch {
      this.#told.value = 'The browser did not allow it';
    }
  }

  #download(): void {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([this.#ndjson()], { type: 'application/x-ndjson' }));
    link.download = 'kvs-log.ndjson';
    link.click();
    URL.revokeObjectURL(link.href);
    this.#told.value = 'Downloaded';
  }
}

function part<T extends HTMLElement>(id: string, type: new () => T): T {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new TypeError(`The page has no #${id} of the right kind.`);
}
