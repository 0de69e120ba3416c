/** The picture is shown larger, smaller, or another part of it. */
export class KvsZoomChangeEvent extends Event {
  /** 1: the whole picture. */
  readonly scale: number;
  /** The place in the picture that is in the middle, from 0 to 1. */
  readonly x: number;
  readonly y: number;

  constructor(scale: number, { x, y }: { readonly x: number; readonly y: number }) {
    super('kvs-zoomchange', { bubbles: true, composed: true });
    this.scale = scale;
    this.x = x;
    this.y = y;
  }
}

declare global {
  interface HTMLElementEventMap {
    'kvs-zoomchange': KvsZoomChangeEvent;
  }
}
