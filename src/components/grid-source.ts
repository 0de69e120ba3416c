import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { toKvsError, type KvsError } from '../core/errors.js';
import { KvsErrorEvent } from './events.js';
import type { GridCamera, GridList } from './grid-list.js';

interface SourceHost extends ReactiveControllerHost, HTMLElement {
  readonly src: string;
  readonly cameras: readonly GridCamera[];
}

const NONE: readonly GridCamera[] = [];

/**
 * Where the cameras of a grid come from that are not written into the page: `cameras`, or the file at `src`. The code
 * that makes them is loaded when there is such a list.
 */
export class SourceController implements ReactiveController {
  /** Resolves when the list that was given last is shown, or is known not to be. */
  shown: Promise<void> = Promise.resolve();
  readonly #host: SourceHost;
  #list: GridList | null = null;
  #loading: AbortController | null = null;
  /** What `src` was when it was last asked for, and what came of it; undefined: nothing yet. */
  #src = '';
  #loaded: unknown;
  /** The list that is shown, or is about to be. */
  #shown: unknown;
  #problem: KvsError | null = null;

  constructor(host: SourceHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Why there are no cameras, or not the right ones. */
  get problem(): KvsError | null {
    return this.#problem;
  }

  hostUpdate(): void {
    const { src, cameras } = this.#host;
    if ((src ?? '') !== this.#src) this.#load();
    const list = src ? this.#loaded : (cameras ?? NONE);
    const isNews = list !== undefined && list !== this.#shown;
    if (isNews && (this.#shown !== undefined || this.#list || !isEmpty(list))) this.shown = this.#show(list);
  }

  hostConnected(): void {
    if (this.#host.src && this.#host.src === this.#src && this.#loaded === undefined) this.#load();
  }

  hostDisconnected(): void {
    this.#loading?.abort();
  }

  /** Asks for the file again. */
  readonly reload = (): void => {
    this.#load();
    this.#host.requestUpdate();
  };

  #load(): void {
    this.#loading?.abort();
    this.#src = this.#host.src ?? '';
    this.#loaded = undefined;
    this.#shown = undefined;
    this.#problem = null;
    // Out of the page it waits until it is put in.
    if (!this.#src || !this.#host.isConnected) return;
    const loading = new AbortController();
    this.#loading = loading;
    void this.#fetch(this.#src, loading.signal);
  }

  async #fetch(src: string, signal: AbortSignal): Promise<void> {
    try {
      const { fetchCameraList } = await import('../core/camera-list.js');
      const loaded = await fetchCameraList(src, (error) => this.#fail(error), signal);
      signal.throwIfAborted();
      this.#loaded = loaded;
      // An empty list is not shown where there were no cameras.
      this.#problem = null;
      this.#host.requestUpdate();
    } catch (thrown) {
      if (!signal.aborted) this.#fail(thrown);
    }
  }

  async #show(list: unknown): Promise<void> {
    this.#shown = list;
    try {
      const { GridList: List, camerasDefined } = await import('./grid-list.js');
      await camerasDefined();
      if (this.#shown !== list) return;
      this.#list ??= new List(this.#host);
      this.#list.show(list);
      this.#problem = null;
      this.#host.requestUpdate();
    } catch (thrown) {
      if (this.#shown === list) this.#fail(thrown);
    }
  }

  #fail(thrown: unknown): void {
    this.#problem = toKvsError(thrown, 'bad-configuration', 'The list of cameras cannot be shown');
    this.#host.dispatchEvent(new KvsErrorEvent(this.#problem));
    this.#host.requestUpdate();
  }
}

/** What is no list at all is not: that is to be complained about. */
function isEmpty(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}
