import type { ReactiveController, ReactiveControllerHost } from 'lit';
import {
  ContextProviderEvent,
  GRID,
  type ContextListener,
  type ContextRequestEvent,
  type GridContext,
} from './grid-context.js';
import type { KvsCamera } from './kvs-camera.js';

interface Subscriber {
  readonly camera: KvsCamera;
  readonly forget: () => void;
}

/** Answers the cameras that look for their grid, and knows them from then on. */
export class GridProvider implements ReactiveController {
  readonly #host: HTMLElement;
  readonly #follow: (camera: KvsCamera) => () => void;
  readonly #subscribers = new Map<ContextListener, Subscriber>();
  #context: GridContext;
  #isThere = false;

  /** `follow` is called with each camera that comes; what it returns, when the camera goes. */
  constructor(
    host: ReactiveControllerHost & HTMLElement,
    context: GridContext,
    follow: (camera: KvsCamera) => () => void,
  ) {
    this.#host = host;
    this.#context = context;
    this.#follow = follow;
    host.addController(this);
    host.addEventListener('context-request', (event) => this.#answer(event as ContextRequestEvent));
  }

  /** In the order in which they came. */
  get cameras(): readonly KvsCamera[] {
    return [...this.#subscribers.values()].map(({ camera }) => camera);
  }

  set context(context: GridContext) {
    this.#context = context;
    for (const [listener, { forget }] of this.#subscribers) listener(context, forget);
  }

  hostConnected(): void {
    this.#isThere = true;
    // Some may be there already: upgraded earlier, or the children of a grid that is put back.
    this.#host.dispatchEvent(new ContextProviderEvent(this.#host));
  }

  hostDisconnected(): void {
    this.#isThere = false;
    // Those in the grid go with it; those that another element has put into it stay in the page.
    for (const [listener, { camera, forget }] of this.#subscribers) {
      if (!camera.isConnected) continue;
      forget();
      listener(null);
    }
  }

  #answer(event: ContextRequestEvent): void {
    const { context, contextTarget, callback } = event;
    if (!this.#isThere || context !== GRID || contextTarget === this.#host) return;
    event.stopImmediatePropagation();
    const known = this.#subscribers.get(callback);
    const forget = known?.forget ?? this.#subscribe(callback, contextTarget as KvsCamera);
    callback(this.#context, forget);
  }

  #subscribe(listener: ContextListener, camera: KvsCamera): () => void {
    const unfollow = this.#follow(camera);
    const forget = (): void => {
      if (this.#subscribers.delete(listener)) unfollow();
    };
    this.#subscribers.set(listener, { camera, forget });
    return forget;
  }
}
