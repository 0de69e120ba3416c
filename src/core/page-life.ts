import { shared } from './listeners.js';

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

const SOURCES: readonly (readonly [target: () => EventTarget, type: string, event: PageEvent])[] = [
  [() => window, 'online', 'online'],
  [() => window, 'pagehide', 'away'],
  [() => window, 'pageshow', 'back'],
  [() => document, 'freeze', 'away'],
  [() => document, 'resume', 'back'],
  [() => document, 'visibilitychange', 'visible'],
];

/** Tells what happens to the page until the returned function is called. One set of listeners serves all. */
export const watchPage: (listener: (event: PageEvent) => void) => () => void = shared((tell) => {
  const watching = new AbortController();
  for (const [target, type, event] of SOURCES) {
    const hear = (): void => {
      if (event !== 'visible' || document.visibilityState === 'visible') tell(event);
    };
    target().addEventListener(type, hear, { signal: watching.signal });
  }
  return () => watching.abort();
});
