/** What happens to the page that matters to a connection. */
export type PageEvent =
  /** The browser has a network again, or another one. */
  | 'online'
  /** The page is on the screen again. */
  | 'visible'
  /** The page is left or put aside (back/forward cache, frozen tab): connections must be given back. */
  | 'away'
  /** The page is back from there. */
  | 'back';

type Listener = (event: PageEvent) => void;

const SOURCES: readonly (readonly [target: () => EventTarget, type: string, event: PageEvent])[] = [
  [() => window, 'online', 'online'],
  [() => window, 'pagehide', 'away'],
  [() => window, 'pageshow', 'back'],
  [() => document, 'freeze', 'away'],
  [() => document, 'resume', 'back'],
  [() => document, 'visibilitychange', 'visible'],
];

const listeners = new Set<Listener>();
let watching: AbortController | undefined;

/** Tells what happens to the page until the returned function is called. One set of listeners serves all. */
export function watchPage(listener: Listener): () => void {
  listeners.add(listener);
  watching ??= watch();
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    watching?.abort();
    watching = undefined;
  };
}

function watch(): AbortController {
  const controller = new AbortController();
  for (const [target, type, event] of SOURCES) {
    target().addEventListener(type, () => tell(event), { signal: controller.signal });
  }
  return controller;
}

function tell(event: PageEvent): void {
  if (event === 'visible' && document.visibilityState !== 'visible') return;
  for (const listener of listeners) listener(event);
}
