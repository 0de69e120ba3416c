/** Nothing here takes as long. */
const PATIENCE_MS = 30_000;

/** Waits for something that comes with one of the next pictures of the page. */
export async function untilSo(isSo: () => boolean, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!isSo()) {
    if (performance.now() > end) throw new Error(`Waited ${PATIENCE_MS} ms for ${what}`);
    await new Promise(requestAnimationFrame);
  }
}

/** Something in an element, once it is there. */
export async function inside(element: Element, selector: string): Promise<HTMLElement> {
  let found: HTMLElement | null | undefined;
  const find = (): boolean => Boolean((found = element.shadowRoot?.querySelector<HTMLElement>(selector)));
  await untilSo(find, selector);
  if (!found) throw new Error(`${selector} is gone again`);
  return found;
}
