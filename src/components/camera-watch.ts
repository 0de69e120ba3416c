import { shared } from '../core/listeners.js';

const EVENTS = ['kvs-statechange', 'kvs-talkchange', 'kvs-select'] as const;

/** Tells which camera of the page has changed its state, its talk or its selection. One set of listeners serves all. */
export const watchCameras: (listener: (camera: EventTarget) => void) => () => void = shared((tell) => {
  const watching = new AbortController();
  const hear = (event: Event): void => {
    const [camera] = event.composedPath();
    if (camera) tell(camera);
  };
  for (const type of EVENTS) document.addEventListener(type, hear, { signal: watching.signal });
  return () => watching.abort();
});
