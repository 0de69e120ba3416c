import type { ReactiveController, ReactiveControllerHost } from 'lit';

type Host = ReactiveControllerHost & HTMLElement;

const AWAKE_MS = 3_000;

/**
 * Whether a bar is to be seen: while a mouse moves over the element, for a while after a tap, and as long as
 * something holds it open.
 */
export class Wakefulness implements ReactiveController {
  readonly #host: Host;
  readonly #isHeld: () => boolean;
  #isAwake = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #life = new AbortController();

  /** `isHeld` is asked before the bar goes away. */
  constructor(host: Host, isHeld: () => boolean) {
    this.#host = host;
    this.#isHeld = isHeld;
    host.addController(this);
  }

  get isAwake(): boolean {
    return this.#isAwake;
  }

  hostConnected(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const host = this.#host;
    host.addEventListener('pointermove', (event) => this.#onMove(event), { signal });
    host.addEventListener('pointerleave', (event) => this.#onLeave(event), { signal });
    host.addEventListener('click', (event) => this.#onClick(event), { signal });
    host.addEventListener('keydown', () => this.wake(), { signal });
    // What a page has put in the place of the bar is not in sight of its styles.
    host.addEventListener('focusin', () => this.#isHeld() && this.wake(), { signal });
  }

  hostDisconnected(): void {
    this.#life.abort();
    this.#sleep();
  }

  /** Shows the bar, for a while from now. */
  wake(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#doze(), AWAKE_MS);
    this.#set(true);
  }

  #onMove({ pointerType }: PointerEvent): void {
    // A finger that scrolls the page is no wish for a bar.
    if (pointerType !== 'touch') this.wake();
  }

  #onLeave({ pointerType }: PointerEvent): void {
    if (pointerType !== 'touch' && !this.#isHeld()) this.#sleep();
  }

  #onClick(event: Event): void {
    if (!(event instanceof PointerEvent) || event.pointerType !== 'touch') return;
    const isOnPicture = !event.composedPath().some((target) => target instanceof HTMLButtonElement);
    if (this.#isAwake && isOnPicture) this.#sleep();
    else this.wake();
  }

  #doze(): void {
    if (this.#isHeld()) this.wake();
    else this.#sleep();
  }

  #sleep(): void {
    clearTimeout(this.#timer);
    this.#set(false);
  }

  #set(isAwake: boolean): void {
    if (this.#isAwake === isAwake) return;
    this.#isAwake = isAwake;
    this.#host.requestUpdate();
  }
}
