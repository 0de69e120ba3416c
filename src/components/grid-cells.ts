import { parentOf } from './parents.js';

/** The element of a slot that holds a camera, however deep: what the grid lays out. */
export function cellOf(camera: Element, cells: ReadonlySet<Element>): Element | null {
  let node: Node | null = camera;
  while (node && !(node instanceof Element && cells.has(node))) node = parentOf(node);
  return node;
}

/** Cameras in reading order: by their cells, and by the page within one. */
export function inOrder<C extends Element>(cameras: readonly C[], cells: readonly Element[]): C[] {
  const known = new Set(cells);
  const placed = cameras.map((camera) => {
    const cell = cellOf(camera, known);
    return { camera, index: cell ? cells.indexOf(cell) : cells.length };
  });
  return placed
    .sort((one, other) => one.index - other.index || byPage(one.camera, other.camera))
    .map(({ camera }) => camera);
}

/** Whether the page lets the camera be seen, and so it can have the focus. */
export function isShown(camera: Element): boolean {
  return camera.checkVisibility({ visibilityProperty: true });
}

/** What screen readers and styles are told of a cell; null takes it back. */
export function mark(
  cell: Element,
  state: { readonly isSelected: boolean; readonly isSpotlit: boolean } | null,
): void {
  setAttribute(cell, 'role', state && 'gridcell');
  setAttribute(cell, 'aria-selected', state && String(state.isSelected));
  setAttribute(cell, 'aria-current', state?.isSpotlit ? 'true' : null);
}

function setAttribute(element: Element, name: string, value: string | null): void {
  if (element.getAttribute(name) === value) return;
  if (value === null) element.removeAttribute(name);
  else element.setAttribute(name, value);
}

function byPage(one: Node, other: Node): number {
  return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}
