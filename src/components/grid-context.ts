import { shared } from '../core/listeners.js';
import type { GridSettings } from './grid-settings.js';
import type { Seats } from './seats.js';

/** What a grid hands down to the cameras in it. Replaced whole when a setting changes. */
export interface GridContext {
  readonly settings: GridSettings;
  /** Where cameras ask for their connection. The same as long as the grid is. */
  readonly seats: Seats;
}

/** Hears the context, and null when the grid has gone; `forget` ends that. */
export type ContextListener = (context: GridContext | null, forget?: () => void) => void;

/** The key in the protocol's events: a string, so that two copies of this package understand each other. */
export const GRID = 'kvs-grid';

/** Asks the elements around for a context, as in the community protocol of web components. */
export class ContextRequestEvent extends Event {
  readonly context: string = GRID;
  readonly contextTarget: Element;
  readonly callback: ContextListener;
  readonly subscribe: boolean = true;

  constructor(contextTarget: Element, callback: ContextListener) {
    super('context-request', { bubbles: true, composed: true });
    this.contextTarget = contextTarget;
    this.callback = callback;
  }
}

/** Tells that somebody who has a context is there now, maybe later than those who wanted it. */
export class ContextProviderEvent extends Event {
  readonly context: string = GRID;
  readonly contextTarget: Element;

  constructor(contextTarget: Element) {
    super('context-provider', { bubbles: true, composed: true });
    this.contextTarget = contextTarget;
  }
}

const onProvider: (seek: () => void) => () => void = shared((tell) => {
  const hear = (event: Event): void => {
    if ((event as ContextProviderEvent).context === GRID) tell();
  };
  document.addEventListener('context-provider', hear);
  return () => document.removeEventListener('context-provider', hear);
});

/** Somebody who is told which grid is around an element. */
export interface GridSeeker {
  /** Looks again: the element has been moved without having been taken out. */
  seek(): void;
  stop(): void;
}

/**
 * Tells which grid is around an element, at once and whenever that changes, until it is stopped. One listener on the
 * document serves all elements.
 */
export function seekGrid(element: Element, tell: (grid: GridContext | null) => void): GridSeeker {
  let grid: GridContext | null | undefined;
  let leave: (() => void) | undefined;
  const hear: ContextListener = (context, forget) => {
    // Another may be around the one that has gone.
    if (!context) return seek();
    if (forget !== leave) leave?.();
    leave = forget;
    grid = context;
    tell(context);
  };
  const seek = (): void => {
    const before = grid;
    grid = null;
    element.dispatchEvent(new ContextRequestEvent(element, hear));
    if (grid || before === null) return;
    leave?.();
    leave = undefined;
    tell(null);
  };
  const unwatch = onProvider(seek);
  seek();
  return {
    seek,
    stop: () => {
      unwatch();
      leave?.();
    },
  };
}
