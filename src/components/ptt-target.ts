import type { TalkingCamera } from './talking-camera.js';

const CAMERA = 'kvs-camera';

/** A grid, as far as a button needs it. */
interface GridLike extends Element {
  readonly selectedCamera?: TalkingCamera | null;
}

/**
 * Whom a button talks to: the camera that it was `given`, else the element with the id `target` (of a grid: its
 * selected camera), else the camera around the button, else the only camera near it, else the selected one of the
 * grid around it. Several cameras and no choice is nobody: a guess would let the wrong people hear.
 */
export function findCamera(button: Element, given: unknown, target: string): TalkingCamera | null {
  if (given) return asCamera(given);
  if (target) return asCamera(elementById(button, target));
  const around = closest(button, CAMERA);
  if (around) return asCamera(around);
  for (let scope = parentOf(button); scope; scope = parentOf(scope)) {
    if (isGrid(scope)) return asCamera(scope);
    const cameras = scope.querySelectorAll(CAMERA);
    if (cameras.length > 1) return selectedNear(scope);
    if (cameras[0]) return asCamera(cameras[0]);
  }
  return null;
}

function selectedNear(scope: ParentNode): TalkingCamera | null {
  const grids = scope.querySelectorAll('kvs-grid');
  return grids.length === 1 ? asCamera(grids[0] ?? null) : null;
}

/** Says on the console when what a button was given can never be talked to. */
export function checkCamera(given: unknown): void {
  const mayBecome = given instanceof Element && (isGrid(given) || !given.matches(':defined'));
  if (!given || mayBecome || asCamera(given)) return;
  console.warn(`<kvs-ptt-button>: "camera" is none. Set it to the <kvs-camera> itself, or "for" to its id.`);
}

/** Why `findCamera` has found nobody, and what helps. */
export function whyNobody(given: unknown, target: string): string {
  if (given) return 'the one in "camera" is not defined yet, or none.';
  const why = target ? `there is none with the id "${target}"` : 'there is none near, or several';
  return `${why}. Set the attribute "for".`;
}

function asCamera(element: unknown): TalkingCamera | null {
  if (typeof element !== 'object' || !element) return null;
  if (isGrid(element)) return element.selectedCamera ?? null;
  // Before its class is there, a camera cannot be talked to.
  return 'talkFrom' in element ? (element as TalkingCamera) : null;
}

function isGrid(node: object): node is GridLike {
  return node instanceof Element && node.localName === 'kvs-grid';
}

function elementById(button: Element, id: string): Element | null {
  const root = button.getRootNode();
  const near = root instanceof ShadowRoot ? root.getElementById(id) : null;
  return near ?? button.ownerDocument.getElementById(id);
}

/** As `Element.closest`, through the borders of shadow trees. */
function closest(start: Element, selector: string): Element | null {
  for (let scope = parentOf(start); scope; scope = parentOf(scope)) {
    if (scope instanceof Element && scope.matches(selector)) return scope;
  }
  return null;
}

function parentOf(node: Node): (Node & ParentNode) | null {
  const parent = node instanceof Element && node.assignedSlot ? node.assignedSlot : node.parentNode;
  if (parent instanceof ShadowRoot) return parent.host;
  return parent;
}
