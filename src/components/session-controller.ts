import type { ReactiveController } from 'lit';
import { complain } from '../core/complain.js';
import { timerMs } from '../core/lifetime.js';
import { sessions, type Lease, type ShareListener } from '../core/registry.js';
import type { Session } from '../core/session.js';
import type { SessionState } from '../core/session-state.js';
import type { CameraTarget } from '../core/target.js';
import type { CameraHost } from './camera-host.js';
import { seekGrid, type GridContext, type GridSeeker } from './grid-context.js';
import { watchViewport, watchVisibility } from './page.js';
import type { Member } from './seats.js';
import { configurationError, sameTarget, type Misconfigured } from './target-check.js';

interface Decision {
  readonly target: CameraTarget;
  readonly isWanted: boolean;
  /** Why the target cannot be connected to. */
  readonly error: Misconfigured | null;
}

const OVER: readonly string[] = ['failed', 'closed'];
const UNLOAD_DELAY_MS = 10_000;
/** How often a camera that is out of sight is asked whether somebody still watches it elsewhere. */
const HELD_CHECK_MS = 1_000;

/**
 * The bridge between an element and the registry: holds a lease while the camera is asked for and in sight,
 * and hands each state of the session to the element. In a grid it is the grid that says when.
 */
export class SessionController implements ReactiveController, Member {
  readonly #host: CameraHost;
  readonly #tell: (state: SessionState | null) => void;
  readonly #tellShared: ShareListener;
  #grid: GridContext | null = null;
  #isAskedFor = false;
  /** Whether the element has all that was set on it, also what was before its tag was defined. */
  #isSet = false;
  /** Near the viewport; in a grid: in it. */
  #isNear = false;
  #isVisible = true;
  /** Was out of sight for so long that the connection was given back; until it is seen again. */
  #isParked = false;
  /** Was taken out with its connection, maybe to be put in elsewhere, within this task. */
  #isMoving = false;
  /** Whether the grid has a place for it. Stays while the element is moved. */
  #isAdmitted = false;
  #parking: ReturnType<typeof setTimeout> | undefined;
  /** What the last published state is for; null before the first. */
  #decision: Decision | null = null;
  #lease: Lease | null = null;
  #claim = '';
  #unsubscribe = (): void => {};
  #unwatch = (): void => {};
  #seeker: GridSeeker | undefined;
  #leave: (() => void) | null = null;

  /** `publish` hears every state; null when no session is held. `onShare`: whether others hold the session too. */
  constructor(host: CameraHost, publish: (state: SessionState | null) => void, onShare: ShareListener) {
    this.#host = host;
    this.#tell = publish;
    this.#tellShared = onShare;
    host.addController(this);
  }

  get element(): Element {
    return this.#host;
  }

  /** The grid around the element, or null. */
  get grid(): GridContext | null {
    return this.#grid;
  }

  get session(): Session | null {
    return this.#lease?.session ?? null;
  }

  get isAskedFor(): boolean {
    return this.#isAskedFor;
  }

  get isApplying(): boolean {
    return this.#isAskedFor && !this.#isParked && !this.#isAdmitted && !configurationError(this.#host.target);
  }

  /** A session that has failed for good, or was closed, connects to nothing. */
  get isSeated(): boolean {
    return this.#lease !== null && !OVER.includes(this.#lease.session.state.phase);
  }

  get isHeld(): boolean {
    return this.#host.isHeld || this.#unload().length === 0;
  }

  get isInView(): boolean {
    return this.#isNear && this.#isVisible;
  }

  get isEager(): boolean {
    return this.#host.loading === 'eager';
  }

  /** What the grid decides. */
  admit(isAdmitted: boolean): void {
    this.#isAdmitted = isAdmitted;
    this.#settle();
  }

  /** Shows the camera as soon as it is in sight, or no longer. */
  ask(isAskedFor: boolean): void {
    this.#isAskedFor = isAskedFor;
    this.#settle();
  }

  /** Starts afresh, whatever the session does. */
  retry(): void {
    const { session } = this;
    const phase = session?.state.phase;
    if (session && phase !== 'closed' && !(this.#grid && phase === 'failed')) return session.retry();
    this.#applyAnew();
  }

  hostConnected(): void {
    this.#isVisible = document.visibilityState === 'visible';
    this.#unwatch = watchVisibility((isVisible) => this.#see({ isVisible }));
    this.#seeker = seekGrid(this.#host, (grid) => this.#enter(grid));
    // An element that is moved takes its lease up again before the registry looks.
    if (this.#host.hasUpdated) this.#settle();
  }

  hostUpdate(): void {
    this.#isSet = true;
    this.#settle();
  }

  /** The element is elsewhere in the page, without having been taken out. */
  moved(): void {
    this.#seeker?.seek();
  }

  hostDisconnected(): void {
    this.#unwatch();
    this.#seeker?.stop();
    this.#leave?.();
    this.#leave = null;
    this.#isMoving = this.#lease !== null;
    // Before the registry looks: the element may want to keep its last picture.
    queueMicrotask(() => {
      this.#isMoving = false;
      if (this.#host.isConnected) return;
      this.#isNear = false;
      this.#isAdmitted = false;
      this.#release();
      this.#tell(null);
    });
    // What the page has closed is held while it is moved, or it would connect again.
    if (!this.#isClosed()) this.#release();
    this.#keepTime();
  }

  #enter(grid: GridContext | null): void {
    const isSame = grid?.seats === this.#grid?.seats && this.#leave !== null;
    this.#grid = grid;
    this.#host.requestUpdate();
    if (isSame) return;
    this.#leave?.();
    let isFirst = true;
    const onMove = (entry: IntersectionObserverEntry): void => {
      this.#see({ isNear: entry.isIntersecting });
      if (!isFirst) grid?.seats.moved(this, entry);
      isFirst = false;
    };
    const unwatch = grid
      ? watchViewport(this.#host, '0px', onMove)
      : watchViewport(this.#host, '200px', onMove, () => this.#see({ isNear: true }));
    const leaveSeats = grid?.seats.join(this);
    this.#leave = () => {
      unwatch();
      leaveSeats?.();
    };
  }

  #see({ isNear = this.#isNear, isVisible = this.#isVisible }): void {
    this.#isNear = isNear;
    this.#isVisible = isVisible;
    if (!this.#isOutOfSight()) this.#isParked = false;
    this.#settle();
  }

  #unload(): readonly string[] {
    // Lit hands null on for an attribute that was taken away; a list of cameras may have false or an array.
    return [(this.#host.unload ?? 'offscreen hidden') || ''].join().match(/\w+/g) ?? [];
  }

  #isOutOfSight(): boolean {
    const unload = this.#unload();
    return (unload.includes('offscreen') && !this.#isNear) || (unload.includes('hidden') && !this.#isVisible);
  }

  #park(): void {
    this.#parking = undefined;
    // Picture-in-picture may end while nobody looks.
    this.#isParked = !this.#host.isHeld;
    this.#settle();
  }

  /** A connection out of sight is given back after a while. */
  #keepTime(): void {
    if (this.#lease && !this.#isClosed() && this.#isOutOfSight()) {
      const delayMs = timerMs(this.#host.unloadDelay, UNLOAD_DELAY_MS);
      const leastMs = this.#host.isHeld ? HELD_CHECK_MS : 0;
      this.#parking ??= setTimeout(() => this.#park(), Math.max(delayMs, leastMs));
    } else {
      clearTimeout(this.#parking);
      this.#parking = undefined;
    }
  }

  /** Brings what is held in line with what is wanted. */
  #settle(): void {
    this.#decide();
    this.#keepTime();
    this.#tellGrid();
  }

  #decide(): void {
    const { isConnected, target } = this.#host;
    const last = this.#decision;
    const isSame = last !== null && sameTarget(last.target, target);
    const error = isSame ? last.error : configurationError(target);
    // A bare tag that nobody has asked for is none that failed.
    const isSaid = this.#isSet && (this.#isAskedFor || target.channel);
    // What cannot connect takes no place.
    const isWanted = this.#isWanted() && !error;
    if (!isConnected || (error && !isSaid) || (isSame && last.isWanted === isWanted)) return;
    // What the page has closed stays closed until somebody asks: not for a new token source, as each rendering makes one.
    if (isWanted && this.#isClosed() && last?.target.channel === target.channel) return;
    // What was over has lost its place to another.
    if (isWanted && this.#grid && this.#lease && !this.isSeated) return this.#applyAnew();
    this.#release();
    this.#isAdmitted &&= isWanted;
    this.#decision = { target, isWanted, error };
    if (isWanted) return this.#acquire(target);
    if (error && !isSame) complain(target.channel, error.error);
    this.#publish(error);
  }

  #isClosed(): boolean {
    return this.session?.state.phase === 'closed';
  }

  #isWanted(): boolean {
    if (!this.#isAskedFor || this.#isParked) return false;
    if (this.#grid) return this.#isAdmitted;
    return this.#lease !== null || this.#isMoving || this.#isNear || this.isEager;
  }

  #acquire(target: CameraTarget): void {
    this.#isAdmitted = true;
    this.#lease = sessions.acquire(target, this.#tellShared);
    const { session } = this.#lease;
    let isOver = OVER.includes(session.state.phase);
    this.#unsubscribe = session.subscribe((state) => {
      const wasOver = isOver;
      isOver = OVER.includes(state.phase);
      // It goes on by itself, a new token source was set; but its place is another's by now.
      if (wasOver && !isOver && this.#grid) this.#applyAnew();
      else this.#publish(state);
    });
    this.#publish(session.state);
  }

  #applyAnew(): void {
    this.#release();
    this.#isAdmitted = false;
    this.#settle();
  }

  #publish(state: SessionState | null): void {
    this.#tell(state);
    this.#tellGrid();
  }

  /** Says when something has changed that the grid decides by. */
  #tellGrid(): void {
    if (!this.#grid || !this.#leave) return;
    const claim = [this.isApplying, this.isSeated, this.isHeld, this.isInView, this.isEager].join();
    if (claim === this.#claim) return;
    this.#claim = claim;
    this.#grid.seats.changed();
  }

  #release(): void {
    this.#unsubscribe();
    this.#lease?.release();
    this.#lease = null;
    this.#tellShared(false);
    this.#decision = null;
  }
}
