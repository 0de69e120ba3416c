type VisibilityListener = (isVisible: boolean) => void;
type ViewportListener = (isNear: boolean) => void;

const NEAR = '200px';
const visibilityListeners = new Set<VisibilityListener>();
const viewportListeners = new Map<Element, ViewportListener>();
let observer: IntersectionObserver | undefined;

/** Tells when the page is hidden and shown again. One listener serves all elements of the page. */
export function watchVisibility(listener: VisibilityListener): () => void {
  if (visibilityListeners.size === 0) document.addEventListener('visibilitychange', tellVisibility);
  visibilityListeners.add(listener);
  return () => {
    visibilityListeners.delete(listener);
    if (visibilityListeners.size === 0) document.removeEventListener('visibilitychange', tellVisibility);
  };
}

/** Tells when an element comes near the viewport and leaves it. One observer serves all elements of the page. */
export function watchViewport(element: Element, listener: ViewportListener): () => void {
  observer ??= new IntersectionObserver(tellViewport, { rootMargin: NEAR });
  viewportListeners.set(element, listener);
  observer.observe(element);
  return () => {
    viewportListeners.delete(element);
    observer?.unobserve(element);
  };
}

function tellVisibility(): void {
  const isVisible = document.visibilityState === 'visible';
  for (const listener of visibilityListeners) listener(isVisible);
}

function tellViewport(entries: IntersectionObserverEntry[]): void {
  // Of several changes since the last time, the newest counts.
  const newest = new Map(entries.map((entry) => [entry.target, entry.isIntersecting]));
  for (const [element, isNear] of newest) viewportListeners.get(element)?.(isNear);
}
