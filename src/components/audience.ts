interface Listener {
  readonly callback: unknown;
  readonly isCapture: boolean;
}

/** `null` is what the platform takes for none, though its types do not say so. */
type Options = boolean | AddEventListenerOptions | null | undefined;

/**
 * Tells whether anybody listens for an event of an element, when the first comes and when the last goes, so
 * that nobody works for nothing: by what is added to the element itself and taken from it. Whoever listens
 * further up is not known of.
 */
export function watchAudience(
  element: EventTarget,
  type: string,
  onChange: (isThere: boolean) => void,
): void {
  let listeners: readonly Listener[] = [];
  const without = (callback: unknown, options: Options): readonly Listener[] =>
    listeners.filter((each) => each.callback !== callback || each.isCapture !== isCapture(options));
  const become = (next: readonly Listener[]): void => {
    const [was, is] = [listeners.length > 0, next.length > 0];
    listeners = next;
    if (was !== is) onChange(is);
  };
  const add = element.addEventListener.bind(element);
  const remove = element.removeEventListener.bind(element);
  const own: Pick<EventTarget, 'addEventListener' | 'removeEventListener'> = {
    addEventListener(which, callback, options) {
      add(which, callback, options);
      if (which !== type || !callback) return;
      const { signal, once } = Object(options) as AddEventListenerOptions;
      if (signal?.aborted) return;
      become([...without(callback, options), { callback, isCapture: isCapture(options) }]);
      const forget = (): void => become(without(callback, options));
      signal?.addEventListener('abort', forget);
      if (once) add(type, forget, { once });
    },
    removeEventListener(which, callback, options) {
      remove(which, callback, options);
      if (which === type) become(without(callback, options));
    },
  };
  Object.assign(element, own);
}

function isCapture(options: Options): boolean {
  return Boolean(typeof options === 'object' ? options?.capture : options);
}
