import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { toKvsError } from '../core/errors.js';
import { sessions, type Lease } from '../core/registry.js';
import type { Session } from '../core/session.js';
import type { SessionState } from '../core/session-state.js';
import { parseTarget, type CameraTarget } from '../core/target.js';
import { watchViewport, watchVisibility } from './page.js';

/** What the controller needs to know of its element. */
export interface CameraHost extends ReactiveControllerHost, Element {
  readonly hasUpdated: boolean;
  /** The camera that the element is configured for. */
  readonly target: CameraTarget;
  readonly loading: 'lazy' | 'eager';
  /** When to give the connection back: some of `offscreen`, `hidden`. */
  readonly unload: string;
  /** Milliseconds out of sight until it is given back. */
  readonly unloadDelay: number;
  /** Whether somebody watches elsewhere: picture-in-picture, fullscreen. */
  readonly isHeld: boolean;
}

const UNLOAD_DELAY_MS = 10_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * The bridge between an element and the registry: holds a lease while the camera is asked for and in sight,
 * and hands each state of the session to the element.
 */
export class SessionController implements ReactiveController {
  readonly #host: CameraHost;
  readonly #publish: (state: SessionState | null) => void;
  #isAskedFor = false;
  #isNear = false;
  #isVisible = true;
  #isParked = false;
  #parking: ReturnType<typeof setTimeout> | undefined;
  /** What the last published state is for; null before the first. */
  #decision: { readonly target: CameraTarget; readonly isWanted: boolean } | null = null;
  #lease: Lease | null = null;
  #unsubscribe = (): void => {};
  #unwatch: readonly (() => void)[] = [];

  /** `publish` hears every state; null when no session is held. */
  constructor(host: CameraHost, publish: (state: SessionState | null) => void) {
    this.#host = host;
    this.#publish = publish;
    host.addController(this);
  }

  get session(): Session | null {
    return this.#lease?.session ?? null;
  }

  get isAskedFor(): boolean {
    return this.#isAskedFor;
  }

  /** Shows the camera as soon as it is in sight, or no longer. */
  ask(isAskedFor: boolean): void {
    this.#isAskedFor = isAskedFor;
    this.#settle();
  }

  /** Starts afresh, whatever the session does. */
  retry(): void {
    const { session } = this;
    if (session && session.state.phase !== 'closed') return session.retry();
    this.#release();
    this.#settle();
  }

  hostConnected(): void {
    this.#isVisible = document.visibilityState === 'visible';
    this.#unwatch = [
      watchVisibility((isVisible) => this.#see({ isVisible })),
      watchViewport(this.#host, (isNear) => this.#see({ isNear })),
    ];
    if (!this.#isVisible && this.#isOutOfSight()) this.#parkLater();
    // An element that is moved takes its lease up again before the registry looks.
    if (this.#host.hasUpdated) this.#settle();
  }

  hostUpdate(): void {
    this.#settle();
  }

  hostDisconnected(): void {
    for (const unwatch of this.#unwatch) unwatch();
    this.#unwatch = [];
    this.#unpark();
    // Before the registry looks: the element may want to keep its last picture.
    queueMicrotask(() => {
      if (this.#host.isConnected) return;
      this.#isNear = false;
      this.#publish(null);
    });
    this.#release();
  }

  #see({ isNear = this.#isNear, isVisible = this.#isVisible }): void {
    this.#isNear = isNear;
    this.#isVisible = isVisible;
    if (this.#isOutOfSight()) this.#parkLater();
    else this.#unpark();
    this.#settle();
  }

  #isOutOfSight(): boolean {
    // Lit hands null on for an attribute that was taken away.
    const unload = (this.#host.unload ?? 'offscreen hidden').split(/\s+/);
    return (unload.includes('offscreen') && !this.#isNear) || (unload.includes('hidden') && !this.#isVisible);
  }

  #park(): void {
    this.#parking = undefined;
    const isOut = this.#isOutOfSight();
    this.#isParked = isOut && !this.#host.isHeld;
    // Picture-in-picture may end while nobody looks.
    if (isOut && !this.#isParked) this.#parkLater();
    this.#settle();
  }

  #parkLater(): void {
    const delayMs = Math.min(this.#host.unloadDelay ?? UNLOAD_DELAY_MS, LONGEST_TIMER_MS);
    this.#parking ??= setTimeout(() => this.#park(), delayMs);
  }

  #unpark(): void {
    clearTimeout(this.#parking);
    this.#parking = undefined;
    this.#isParked = false;
  }

  /** Brings what is held in line with what is wanted. */
  #settle(): void {
    const { isConnected, target } = this.#host;
    const isWanted = this.#isWanted();
    const last = this.#decision;
    if (!isConnected || (last?.isWanted === isWanted && sameTarget(last.target, target))) return;
    this.#release();
    this.#decision = { target, isWanted };
    const error = configurationError(target);
    if (isWanted && !error) this.#acquire(target);
    else this.#publish(error);
  }

  #isWanted(): boolean {
    const isInSight = this.#lease !== null || this.#isNear || this.#host.loading === 'eager';
    return this.#isAskedFor && isInSight && !this.#isParked;
  }

  #acquire(target: CameraTarget): void {
    this.#lease = sessions.acquire(target);
    const { session } = this.#lease;
    this.#unsubscribe = session.subscribe((state) => this.#publish(state));
    this.#publish(session.state);
  }

  #release(): void {
    this.#unsubscribe();
    this.#lease?.release();
    this.#lease = null;
    this.#decision = null;
  }
}

function configurationError(target: CameraTarget): SessionState | null {
  try {
    parseTarget(target);
    return null;
  } catch (thrown) {
    return { phase: 'failed', error: toKvsError(thrown, 'bad-configuration', 'The camera is not set up') };
  }
}

function sameTarget(one: CameraTarget, other: CameraTarget): boolean {
  const [a, b] = [comparable(one), comparable(other)];
  return Object.entries({ ...a, ...b }).every(([key]) => Object.is(Reflect.get(a, key), Reflect.get(b, key)));
}

function comparable({ codecs, ...rest }: CameraTarget): object {
  return { ...rest, codecs: codecs?.join(' ') };
}
