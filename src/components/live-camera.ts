import type { PropertyValues } from 'lit';
import { onBeat } from '../core/beat.js';
import type { KvsError } from '../core/errors.js';
import { promisesKept } from '../core/lifetime.js';
import type { LogEntry } from '../core/log.js';
import type { Session } from '../core/session.js';
import { errorOf, type SessionState } from '../core/session-state.js';
import type { CameraTarget } from '../core/target.js';
import { warm } from '../core/warm.js';
import type { CameraHost } from './camera-host.js';
import { CameraAttributes } from './camera-attributes.js';
import { cameraState, isStep, type CameraState } from './camera-state.js';
import { KvsErrorEvent, KvsFirstFrameEvent, KvsLogEvent, KvsStateChangeEvent } from './events.js';
import { withGridSettings } from './grid-settings.js';
import { looked } from './page.js';
import { Picture } from './picture.js';
import { Plays } from './plays.js';
import { SessionController } from './session-controller.js';
import { takeOwn } from './upgrade.js';

/** What a camera is told by its session, and tells the page: state, error, events. It knows nothing of looks. */
export abstract class LiveCamera extends CameraAttributes implements CameraHost {
  protected readonly picture: Picture = new Picture(
    this.video,
    () => this.#settle(),
    () => this.frozenSince ?? Date.now(),
  );
  readonly #internals = this.attachInternals();
  readonly #controller = new SessionController(
    this,
    (state) => this.#show(state),
    (isShared) => this.flag('shared', isShared),
  );
  readonly #plays = new Plays();
  #session: SessionState | null = null;
  #state: CameraState = 'idle';
  #error: KvsError | null = null;
  #startedAt = 0;
  #isPreloading = false;
  /** Whether `pause()` was called, maybe before the first update. */
  #isHalted = false;
  #toldOf: MediaStream | null = null;
  /** Whether pictures came that did not get on the screen. */
  #wasStuck = false;
  /** Whose log is heard, and whose was heard last. */
  #followed: Session | null = null;
  #source: Session | null = null;
  #unsubscribeLog = (): void => {};
  #stopWatch = (): void => {};

  constructor() {
    super();
    this.#internals.states.add(this.#state);
    // In a grid, others may have waited for its place.
    this.video.addEventListener('leavepictureinpicture', () => this.requestUpdate());
  }

  /** What a person sees of the camera. Reflected as an attribute and as `:state(…)`. */
  get state(): CameraState {
    return this.#state;
  }

  /** The error behind the state, or null. */
  get error(): KvsError | null {
    return this.#error;
  }

  /** Whether nobody has asked for the picture: no `autoplay`, no `play()`, or `pause()` since. */
  get paused(): boolean {
    return !this.#controller.isAskedFor;
  }

  /** Whether the right to watch ran out, or the page said stop. */
  get ended(): boolean {
    return this.#state === 'ended';
  }

  /**
   * Whether somebody watches elsewhere, so that the connection is kept out of sight.
   *
   * @internal
   */
  get isHeld(): boolean {
    return this.matches(':fullscreen') || this.shadowRoot?.pictureInPictureElement === this.video;
  }

  override get target(): CameraTarget {
    const { grid } = this.#controller;
    return grid ? withGridSettings(super.target, grid.settings) : super.target;
  }

  /**
   * Whether a grid speaks and decides for the camera.
   *
   * @internal
   */
  get isInGrid(): boolean {
    return this.#controller.grid !== null;
  }

  /** What screen readers call the camera. */
  protected get accessibleName(): string {
    return this.label || this.channel;
  }

  /** The session that is held, or null. */
  protected get session(): Session | null {
    return this.#controller.session;
  }

  /** Epoch milliseconds of the picture that stands still, or null. */
  protected get frozenSince(): number | null {
    return this.#session?.phase === 'live' ? (this.#session.frozenSince ?? this.picture.stuckSince) : null;
  }

  /**
   * Shows the camera. Resolves when it is live.
   *
   * @throws {KvsError} when it fails for good
   */
  play(): Promise<void> {
    const isOver = !this.paused && (this.#state === 'failed' || this.#state === 'ended');
    const played = this.#plays.add();
    this.start();
    if (isOver) this.#controller.retry();
    if (this.#state === 'live') this.#plays.settle(this.#state, null);
    return played;
  }

  /** Gives the connection back; the last picture stays. */
  pause(): void {
    this.#isHalted = true;
    if (this.paused) return;
    this.#controller.ask(false);
    this.dispatchEvent(new Event('pause'));
    this.#plays.reject(new DOMException('The camera was paused', 'AbortError'));
  }

  /** Starts a fresh attempt now. */
  reconnect(): void {
    this.start();
    this.#controller.retry();
  }

  /** A copy of the log of the present session, or of the last one. */
  getLog(): LogEntry[] {
    return this.#source?.log ?? [];
  }

  override connectedCallback(): void {
    // Before a grid hears of the camera, which may want to know. Not otherwise: a framework may have set the property.
    if (!this.hasUpdated) {
      if (this.defaultMuted) this.video.muted = true;
      takeOwn(this);
    }
    super.connectedCallback();
    this.setAttribute('state', this.#state);
    this.flag('muted', this.muted);
  }

  /** @internal lets `moveBefore` move the element without taking it out */
  connectedMoveCallback(): void {
    this.#controller.moved();
  }

  /** A camera in sight asks for its token first, and is drawn while that is on its way. */
  protected override async scheduleUpdate(): Promise<void> {
    const { hasUpdated, autoplay } = this;
    if (!hasUpdated) {
      // As `<video>`, what was paused does not begin by itself.
      if (autoplay && !this.#isHalted) this.start();
      await looked();
      if (this.#state !== 'live') await promisesKept();
    }
    await super.scheduleUpdate();
    // What a template's clone was told, or a tag before it was defined, is known by now.
    if (!hasUpdated && !autoplay && this.autoplay && !this.#isHalted) this.start();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.hasUpdated && changed.has('autoplay') && this.autoplay) this.start();
    if (changed.has('preload')) this.#preload().catch(reportError);
  }

  override updated(): void {
    this.#internals.role = 'group';
    this.#internals.ariaLabel = this.accessibleName;
  }

  /** Asks for the picture, and plays it if the browser waits for a tap. */
  protected start(): void {
    if (this.paused) {
      this.#controller.ask(true);
      this.dispatchEvent(new Event('play'));
    }
    void this.picture.play();
  }

  /** Most cameras are asked for at once, so that the code for it is not for all. */
  async #preload(): Promise<void> {
    if (!this.preload || this.preload === 'none' || this.#isPreloading) return;
    this.#isPreloading = true;
    const { preloadOf } = await import('./preloader.js');
    preloadOf(this, warm);
  }

  /** Called when the session may have become another one. */
  protected sessionChanged(): void {
    this.#followLog();
    if (this.target.latency === 'low') this.picture.hasten(this).catch(reportError);
  }

  /** Sets or takes away a custom state that stands beside `state`. */
  protected flag(name: 'muted' | 'recording' | 'relayed' | 'shared' | 'talking', isSet: boolean): void {
    if (isSet) this.#internals.states.add(name);
    else this.#internals.states.delete(name);
  }

  #show(session: SessionState | null): void {
    // Nothing of it is seen, and each step of each attempt would be drawn.
    const isAnother = this.#controller.session !== this.#followed;
    if (!isAnother && isStep(this.#session, session)) return;
    const isAttempt = session?.phase === 'connecting' && this.#session?.phase !== 'connecting';
    if (session && (isAnother || isAttempt || !this.#session)) this.#startedAt = performance.now();
    // While it is known how long its frame has stood still.
    this.picture.show(session && 'stream' in session ? session.stream : null);
    this.#session = session;
    if (!this.isConnected) this.#plays.reject(new DOMException('The camera was taken out', 'AbortError'));
    this.sessionChanged();
    this.#settle();
  }

  #followLog(): void {
    const { session } = this.#controller;
    if (session === this.#followed) return;
    this.#unsubscribeLog();
    this.#followed = session;
    if (!session) return;
    this.#source = session;
    this.#unsubscribeLog = session.subscribeLog((entry) => this.dispatchEvent(new KvsLogEvent(entry)));
  }

  /** Brings the state in line with the session and the picture, and tells what has changed. */
  #settle(): void {
    const [previous, before] = [this.#state, this.#error];
    this.#state = cameraState(this.#session, this.picture);
    this.#error = errorOf(this.#session);
    this.requestUpdate();
    this.flag('muted', this.muted);
    if (this.#state !== previous) this.#announce(previous);
    if (this.#error && this.#error !== before) this.dispatchEvent(new KvsErrorEvent(this.#error));
    this.flag('relayed', this.#session?.phase === 'live' && this.#session.media.path === 'relayed');
    this.#plays.settle(this.#state, this.#error);
    this.#tellFirstFrame();
  }

  #announce(previous: CameraState): void {
    const { session } = this.#controller;
    this.#internals.states.delete(previous);
    this.#internals.states.add(this.#state);
    this.setAttribute('state', this.#state);
    const isStuck = this.#state === 'frozen' && this.picture.stuckSince !== null;
    const isOver = this.#wasStuck && this.#state === 'live';
    if (isOver || (isStuck && !this.#wasStuck)) session?.noteScreen(isStuck);
    this.#wasStuck = isStuck;
    this.#stopWatch();
    if (this.#state === 'frozen' || this.#state === 'live') this.#stopWatch = onBeat(() => this.#watch());
    this.dispatchEvent(
      new KvsStateChangeEvent({
        state: this.#state,
        previous,
        reason: this.#error?.code ?? null,
        attempt: session && 'attempt' in session.state ? session.state.attempt : 1,
        retryAt: session?.state.phase === 'waiting' ? session.state.retryAt : null,
      }),
    );
    // As of a `<video>`: what plays with it knows these.
    if (this.#state === 'ended') this.dispatchEvent(new Event('ended'));
    if (this.#state === 'failed') this.dispatchEvent(new Event('error'));
  }

  /** Once a second, while pictures come or should. How old the last one is, is written over it. */
  #watch(): void {
    this.picture.look((this.#controller.isInView && this.session?.live?.connection.peer.frames) || 0);
    if (this.frozenSince) this.requestUpdate();
  }

  #tellFirstFrame(): void {
    const session = this.#session;
    if (session?.phase !== 'live' || !this.picture.isPainted || this.#toldOf === session.stream) return;
    this.#toldOf = session.stream;
    const duration = performance.now() - this.#startedAt;
    this.dispatchEvent(new KvsFirstFrameEvent({ duration, timeline: session.timeline, ...session.media }));
  }
}
