import type { Point, Zoom, ZoomHost } from './zoom.js';

const KEY_FACTOR = 1.25;
const KEY_STEP = 0.1;
/** A notch of a wheel is about 100, a pinch on a pad a few. */
const LARGEST_DELTA = 25;
const LINE = 16;
/** A finger that moves less is a tap. */
const SLOP_PX = 4;

const FACTORS: Readonly<Record<string, number>> = {
  '+': KEY_FACTOR,
  '=': KEY_FACTOR,
  '-': 1 / KEY_FACTOR,
  '0': 0,
};
/** Where the picture goes so that one sees what lies that way. */
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [KEY_STEP, 0],
  ArrowRight: [-KEY_STEP, 0],
  ArrowUp: [0, KEY_STEP],
  ArrowDown: [0, -KEY_STEP],
};

/**
 * How a person zooms a camera that has `controls`: wheel with Ctrl or ⌘ (plain in fullscreen, where nothing
 * scrolls), two fingers, keys; and moves what is zoomed. A page is scrolled over it as over any picture.
 */
export class Gestures {
  readonly #host: ZoomHost;
  readonly #zoom: Zoom;
  /** Where the fingers on the picture are, in pixels of the window. */
  readonly #fingers = new Map<number, Point>();
  #isDrag = false;

  constructor(host: ZoomHost, zoom: Zoom) {
    this.#host = host;
    this.#zoom = zoom;
  }

  /** Begins to listen; as long as there is the host. */
  listen(): void {
    const host = this.#host;
    host.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    host.addEventListener('keydown', (event) => this.#key(event));
    host.addEventListener('click', (event) => this.#click(event));
    host.addEventListener('dblclick', (event) => this.#doubleClick(event));
    host.addEventListener('pointerdown', (event) => this.#down(event));
    host.addEventListener('pointermove', (event) => this.#move(event));
    for (const type of ['pointerup', 'pointercancel'] as const)
      host.addEventListener(type, (event) => this.#up(event));
  }

  #wheel(event: WheelEvent): void {
    const { ctrlKey, metaKey, deltaY, deltaMode } = event;
    const isMeant = ctrlKey || metaKey || this.#host.matches(':fullscreen');
    if (!isMeant || !this.#host.controls || event.defaultPrevented) return;
    event.preventDefault();
    const delta = deltaMode === WheelEvent.DOM_DELTA_PIXEL ? deltaY : deltaY * LINE;
    this.#zoom.by(
      Math.exp(-Math.max(-LARGEST_DELTA, Math.min(LARGEST_DELTA, delta)) / 100),
      this.#placeOf(event),
    );
  }

  #key(event: KeyboardEvent): void {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (ctrlKey || altKey || metaKey || event.defaultPrevented || isTyping(event) || !this.#host.controls)
      return;
    const [factor, step] = [FACTORS[key], STEPS[key]];
    const isZoomed = this.#zoom.scale > 1;
    if (factor !== undefined && (isZoomed || factor > 1)) {
      if (factor === 0) this.#zoom.to(1);
      else this.#zoom.by(factor);
    } else if (step && isZoomed) this.#zoom.pan(...step);
    else return;
    event.preventDefault();
  }

  /** Where a drag ends browsers see a click, which a grid must not take for one. That of a key has no detail. */
  #click(event: MouseEvent): void {
    if (this.#isDrag && event.detail > 0) event.preventDefault();
    this.#isDrag = false;
  }

  #doubleClick(event: MouseEvent): void {
    if (this.#zoom.scale === 1 || event.defaultPrevented || isOnButton(event)) return;
    event.preventDefault();
    this.#zoom.to(1);
  }

  #down(event: PointerEvent): void {
    // Also where nothing is dragged: after fingers browsers see no click, and the next one would be taken for it.
    this.#isDrag = this.#fingers.size > 0;
    if (event.button !== 0 || isOnButton(event) || !this.#host.controls) return;
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  }

  #move({ pointerId, pointerType, clientX, clientY, buttons }: PointerEvent): void {
    // A mouse that was let go of outside.
    if (pointerType === 'mouse' && buttons === 0) this.#fingers.delete(pointerId);
    const before = this.#fingers.get(pointerId);
    const [other] = [...this.#fingers].filter(([id]) => id !== pointerId).map(([, place]) => place);
    const now = { x: clientX, y: clientY };
    if (!before || (!other && this.#zoom.scale === 1)) return;
    if (!this.#isDrag && Math.hypot(now.x - before.x, now.y - before.y) < SLOP_PX) return;
    this.#isDrag = true;
    // Goes on outside the camera; a pointer that is gone already has no more to say.
    if (!this.#host.hasPointerCapture(pointerId)) this.#host.setPointerCapture(pointerId);
    this.#fingers.set(pointerId, now);
    const { width, height } = this.#host.getBoundingClientRect();
    if (other) {
      const middle = { clientX: (before.x + other.x) / 2, clientY: (before.y + other.y) / 2 };
      this.#zoom.by(distance(now, other) / distance(before, other), this.#placeOf(middle));
    }
    const share = other ? 0.5 : 1;
    this.#zoom.pan(((now.x - before.x) * share) / width, ((now.y - before.y) * share) / height);
  }

  #up({ pointerId }: PointerEvent): void {
    this.#fingers.delete(pointerId);
  }

  #placeOf({ clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point {
    const { left, top, width, height } = this.#host.getBoundingClientRect();
    return { x: (clientX - left) / width, y: (clientY - top) / height };
  }
}

function distance(one: Point, other: Point): number {
  return Math.max(1, Math.hypot(one.x - other.x, one.y - other.y));
}

function isOnButton(event: Event): boolean {
  return event
    .composedPath()
    .some((node) => node instanceof Element && node.matches('button, input, a, [part~="controls"]'));
}

/** Whether the key belongs to a field. */
function isTyping(event: Event): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'))
  );
}
