import type { KvsCamera } from './kvs-camera.js';

interface PointerHost extends HTMLElement {
  readonly tiles: readonly KvsCamera[];
  readonly spotlit: KvsCamera | null;
  select(camera: KvsCamera): void;
  spotlight(camera: KvsCamera | null): void;
}

const OWN_MEANING =
  'a[href], button, input, select, textarea, summary, [role=button], [role=slider], [role=menuitem]';

/** Clicks and taps on a grid: one selects, two show large, and two again show all alike. */
export class GridPointer {
  readonly #host: PointerHost;
  /** Who was large before the first of two clicks. */
  #large: KvsCamera | null = null;

  constructor(host: PointerHost) {
    this.#host = host;
    host.addEventListener('click', (event) => this.#click(event));
    host.addEventListener('dblclick', (event) => this.#doubleClick(event));
  }

  #click(event: MouseEvent): void {
    const tile = this.#tileOf(event);
    const { spotlit } = this.#host;
    if (event.detail <= 1) this.#large = spotlit;
    if (!tile) return;
    // Where one is large, another one is asked for to be so.
    if (spotlit && spotlit !== tile && !hasOwnMeaning(event, tile)) this.#host.spotlight(tile);
    else this.#host.select(tile);
  }

  #doubleClick(event: MouseEvent): void {
    const tile = this.#tileOf(event);
    if (tile && !hasOwnMeaning(event, tile)) this.#host.spotlight(tile === this.#large ? null : tile);
  }

  #tileOf(event: MouseEvent): KvsCamera | undefined {
    const path = event.composedPath();
    return event.defaultPrevented ? undefined : this.#host.tiles.find((tile) => path.includes(tile));
  }
}

/** Whether the click was on a button or the like inside the camera. */
function hasOwnMeaning(event: Event, tile: KvsCamera): boolean {
  const path = event.composedPath();
  return path
    .slice(0, path.indexOf(tile))
    .some((target) => target instanceof Element && target.matches(OWN_MEANING));
}
