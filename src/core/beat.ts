import { shared } from './listeners.js';

/** How often. */
export const BEAT_MS = 1_000;

/** Calls `listener` once a second until the returned function is called. One timer serves the whole page. */
export const onBeat: (listener: () => void) => () => void = shared((tell) => {
  const timer = setInterval(tell, BEAT_MS);
  return () => clearInterval(timer);
});
