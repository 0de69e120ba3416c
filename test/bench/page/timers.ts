import { timersRunning } from '../../soak/support/page/timers.js';

declare global {
  // The page's own, for whoever drives it from outside.
  var timersSet: () => number;
}

globalThis.timersSet = timersRunning;
