type Listener = (camera: EventTarget) => void;

const EVENTS = ['kvs-statechange', 'kvs-talkchange', 'kvs-select'] as const;

const listeners = new Set<Listener>();
let watching: AbortController | undefined;

/** Tells which camera of the page has changed its state, its talk or its selection. One set of listeners serves all. */
export function watchCameras(listener: Listener): () => void {
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
  for (const type of EVENTS) document.addEventListener(type, tell, { signal: controller.signal });
  return controller;
}

function tell(event: Event): void {
  const [camera] = event.composedPath();
  if (camera) for (const listener of listeners) listener(camera);
}
