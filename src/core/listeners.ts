type Listener<T> = (value: T) => void;

/**
 * Lets many hear of one thing: `start` is called for the first of them with whom to tell, and what it returns after the last
 * has gone. A listener hears until the function that it gets is called.
 */
export function shared<T = void>(
  start: (tell: Listener<T>) => () => void,
): (listener: Listener<T>) => () => void {
  const listeners = new Set<Listener<T>>();
  const tell: Listener<T> = (value) => tellAll(listeners, value);
  let stop: (() => void) | undefined;
  return (listener) => {
    listeners.add(listener);
    stop ??= start(tell);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0) return;
      stop?.();
      stop = undefined;
    };
  };
}

/** As one of `listeners`, until the returned function is called. */
export function join<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Tells all, as long as `isStill` holds; also where one before it throws, which is reported. */
export function tellAll<T>(
  listeners: Iterable<Listener<T>>,
  value: T,
  isStill: () => boolean = () => true,
): void {
  for (const listener of listeners) {
    if (!isStill()) return;
    try {
      listener(value);
    } catch (error) {
      reportError(error);
    }
  }
}
