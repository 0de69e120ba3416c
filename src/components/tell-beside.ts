import { pathOf } from './parents.js';

/** Dispatches to `origin` and those around it, but not to `others` nor beyond: the camera tells them of the same. */
export function tellBeside(origin: Node, others: readonly Node[], event: Event): void {
  const path = pathOf(origin);
  const last = path[path.findIndex((node) => others.includes(node)) - 1];
  const stop = (heard: Event): void => {
    if (heard === event) heard.stopPropagation();
  };
  last?.addEventListener(event.type, stop);
  origin.dispatchEvent(event);
  last?.removeEventListener(event.type, stop);
}
