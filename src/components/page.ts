import { shared } from '../core/listeners.js';

type ViewportListener = (entry: IntersectionObserverEntry) => void;

/** How far outside the viewport still counts: `near` it, or not at all. */
export type Margin = '200px' | '0px';

/** Who waits to be looked at, and when that is over. */
const sought = new Map<Element, () => void>();
let glance: Promise<void> = Promise.resolve();
/** By margin, as one element may be watched by several. */
const observers = new Map<Margin, Observed>();

interface Observed {
  readonly observer: IntersectionObserver;
  readonly listeners: Map<Element, Set<ViewportListener>>;
}

/** Tells when the page is hidden and shown again. One listener serves all elements of the page. */
export const watchVisibility: (listener: (isVisible: boolean) => void) => () => void = shared((tell) => {
  const hear = (): void => tell(document.visibilityState === 'visible');
  document.addEventListener('visibilitychange', hear);
  return () => document.removeEventListener('visibilitychange', hear);
});

/**
 * Tells when an element comes into the viewport and leaves it. One observer serves all of the same margin. It speaks
 * with the next frame only; who is plainly in sight hears of it before, by `onSight`.
 */
export function watchViewport(
  element: Element,
  margin: Margin,
  listener: ViewportListener,
  onSight?: () => void,
): () => void {
  const { observer, listeners } = observers.get(margin) ?? observeWith(margin);
  const own = listeners.get(element) ?? new Set();
  listeners.set(element, own.add(listener));
  // Again, or one that comes later would hear of the next change only.
  observer.unobserve(element);
  observer.observe(element);
  if (onSight) look(element, onSight);
  return () => {
    if (onSight) sought.delete(element);
    own.delete(listener);
    if (own.size > 0 || listeners.get(element) !== own) return;
    listeners.delete(element);
    observer.unobserve(element);
  };
}

/** Resolves when all that were added in this task have been looked at. */
export function looked(): Promise<void> {
  return glance;
}

/** All that were added at once are looked at together: one layout for all. */
function look(element: Element, onSight: () => void): void {
  if (sought.size === 0) glance = Promise.resolve().then(tellSeen);
  sought.set(element, onSight);
}

function tellSeen(): void {
  const seen = [...sought].filter(([element]) => isInSight(element));
  sought.clear();
  for (const [, onSight] of seen) onSight();
}

/** Whether the element is what is seen at its middle; what covers or clips it is left to the observer. */
function isInSight(element: Element): boolean {
  const { x, y, width, height } = element.getBoundingClientRect();
  const root = element.getRootNode() as Document | ShadowRoot;
  return root.elementFromPoint(x + width / 2, y + height / 2) === element;
}

function observeWith(margin: Margin): Observed {
  const listeners: Observed['listeners'] = new Map();
  const tell = (entries: IntersectionObserverEntry[]): void => {
    // Of several changes since the last time, the newest counts.
    const newest = new Map(entries.map((entry) => [entry.target, entry]));
    for (const [element, entry] of newest)
      for (const listener of listeners.get(element) ?? []) listener(entry);
  };
  const observed = { observer: new IntersectionObserver(tell, { rootMargin: margin }), listeners };
  observers.set(margin, observed);
  return observed;
}
