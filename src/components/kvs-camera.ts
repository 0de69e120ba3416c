import { html, nothing, type CSSResult, type PropertyValues, type TemplateResult } from 'lit';
import { onBeat } from '../core/beat.js';
import type { KvsError } from '../core/errors.js';
import type { DiagnosticReport } from '../core/diagnose-report.js';
import type { LogEntry } from '../core/log.js';
import type { Session } from '../core/session.js';
import type { SessionState } from '../core/session-state.js';
import { CameraAttributes } from './camera-attributes.js';
import { CAMERA_STATES, cameraState, errorOf, type CameraState } from './camera-state.js';
import { cameraStyles } from './camera-styles.js';
import { controls, overlay, type CameraView } from './camera-view.js';
import { KvsErrorEvent, KvsFirstFrameEvent, KvsLogEvent, KvsStateChangeEvent } from './events.js';
import { Picture } from './picture.js';
import { Plays } from './plays.js';
import { SessionController, type CameraHost } from './session-controller.js';
import { STATE_WORDS } from './words.js';

/**
 * A live camera of Amazon Kinesis Video Streams WebRTC.
 *
 * @fires kvs-statechange - the state has changed
 * @fires kvs-error - something went wrong; `retryable` tells whether the camera tries again by itself
 * @fires kvs-firstframe - the first picture of a connection is on the screen
 * @fires kvs-log - a new entry in the log
 *
 * @slot - over the picture
 * @slot poster - while there is no picture
 * @slot loading - while connecting
 * @slot offline - while the camera does not answer
 * @slot error - when watching is not possible
 * @slot blocked - when the browser wants a tap
 * @slot controls - replaces the bar
 *
 * @csspart video - the picture
 * @csspart poster - what is shown before it
 * @csspart overlay - what lies over it
 * @csspart status - the state in words
 * @csspart message - what is wrong
 * @csspart spinner - turns while connecting
 * @csspart retry - the button that tries again
 * @csspart controls - the bar
 * @csspart button - each button
 * @csspart label - the camera's name
 *
 * @cssprop [--kvs-aspect-ratio=16/9] - of the reserved box
 * @cssprop [--kvs-radius=0] - of the corners
 * @cssprop [--kvs-live-color] - of the mark of a live camera
 * @cssprop [--kvs-warn-color] - of what will mend by itself
 * @cssprop [--kvs-error-color] - of what will not
 * @cssprop [--kvs-scrim] - behind words over the picture
 * @cssprop [--media-object-fit=contain] - how the picture fills its box
 * @cssprop [--media-primary-color] - of words and icons
 * @cssprop [--media-control-background] - behind the controls
 * @cssprop [--media-font-family] - of all words
 */
export class KvsCamera extends CameraAttributes implements CameraHost {
  static override readonly styles: CSSResult = cameraStyles;
  readonly #internals = this.attachInternals();
  readonly #controller = new SessionController(this, (state) => this.#show(state));
  readonly #picture = new Picture(this.video, () => this.#settle());
  readonly #plays = new Plays();
  #session: SessionState | null = null;
  #state: CameraState = 'idle';
  #error: KvsError | null = null;
  #startedAt = 0;
  #toldOf: MediaStream | null = null;
  /** Whose log is heard, and whose was heard last. */
  #followed: Session | null = null;
  #source: Session | null = null;
  #unsubscribeLog = (): void => {};
  #stopAging = (): void => {};

  constructor() {
    super();
    this.video.addEventListener('volumechange', () => {
      this.#flag('muted', this.muted);
      this.requestUpdate();
    });
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

  get ended(): boolean {
    return this.#state === 'ended';
  }

  /** Whether somebody watches elsewhere, so that the connection is kept out of sight. */
  get isHeld(): boolean {
    return this.matches(':fullscreen') || this.shadowRoot?.pictureInPictureElement === this.video;
  }

  /**
   * Shows the camera. Resolves when it is live.
   *
   * @throws {KvsError} when it fails for good
   */
  play(): Promise<void> {
    const isOver = !this.paused && (this.#state === 'failed' || this.#state === 'ended');
    const played = this.#plays.add();
    this.#start();
    if (isOver) this.#controller.retry();
    if (this.#state === 'live') this.#plays.settle(this.#state, null);
    return played;
  }

  /** Gives the connection back; the last picture stays. */
  pause(): void {
    if (this.paused) return;
    this.#controller.ask(false);
    this.dispatchEvent(new Event('pause'));
    this.#plays.reject(new DOMException('The camera was paused', 'AbortError'));
  }

  /** Starts a fresh attempt now. */
  reconnect(): void {
    this.#start();
    this.#controller.retry();
  }

  /** A copy of the log of the present session, or of the last one. */
  getLog(): LogEntry[] {
    return this.#source?.log ?? [];
  }

  /**
   * Finds out why the camera is not shown, or not well: page, browser, token, network, camera. Asks the person
   * nothing and disturbs nobody; the code for it is loaded only then.
   */
  async diagnose(): Promise<DiagnosticReport> {
    const { diagnose } = await import('../core/diagnose.js');
    return diagnose(this.target);
  }

  requestPictureInPicture(): Promise<PictureInPictureWindow> {
    return this.video.requestPictureInPicture();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute('state', this.#state);
    this.#internals.states.add(this.#state);
    if (this.hasUpdated) return;
    this.video.muted = this.defaultMuted;
    this.#flag('muted', this.muted);
  }

  /** There, so that `moveBefore` moves the element without taking it out. */
  connectedMoveCallback(): void {}

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('channel')) this.#picture.forget();
    if (changed.has('autoplay') && this.autoplay) this.#start();
    this.video.disablePictureInPicture = this.disablePictureInPicture;
    this.#internals.role = 'group';
    this.#internals.ariaLabel = this.label || this.channel;
  }

  override render(): TemplateResult {
    const view = this.#view();
    const isEmpty = !this.#picture.isPainted && !this.#picture.isLast;
    return html`${this.video}${this.#picture.isLast ? this.#picture.last : nothing}
      ${
        isEmpty
          ? html`<div part="poster">
              <slot name="poster">${this.poster ? html`<img src=${this.poster} alt="" />` : nothing}</slot>
            </div>`
          : nothing
      }
      ${overlay(view)}
      <slot></slot>
      ${this.label ? html`<div part="label" class=${this.#state}><span>${this.label}</span></div>` : nothing}
      ${this.controls ? controls(view) : nothing}
      <div class="announcement" role="status">${announcement(this.#state)}</div>`;
  }

  #view(): CameraView {
    return {
      state: this.#state,
      error: this.#error,
      isAskedFor: this.#controller.isAskedFor,
      isMuted: this.muted,
      isLabelled: Boolean(this.label),
      frozenSince: this.#session?.phase === 'live' ? this.#session.frozenSince : null,
      onPlay: () => this.#start(),
      onPause: () => this.pause(),
      onMute: () => (this.muted = !this.muted),
      onRetry: () => this.reconnect(),
      onFullscreen: () => void this.#toggleFullscreen(),
    };
  }

  #start(): void {
    if (this.paused) {
      this.#controller.ask(true);
      this.dispatchEvent(new Event('play'));
    }
    void this.#picture.play();
  }

  async #toggleFullscreen(): Promise<void> {
    await (this.matches(':fullscreen') ? document.exitFullscreen() : this.requestFullscreen());
  }

  #show(session: SessionState | null): void {
    if (session?.phase === 'connecting' && this.#session?.phase !== 'connecting')
      this.#startedAt = performance.now();
    if (session && !this.#session) this.#startedAt = performance.now();
    this.#session = session;
    if (!this.isConnected) this.#plays.reject(new DOMException('The camera was taken out', 'AbortError'));
    this.#followLog();
    this.#picture.show(session && 'stream' in session ? session.stream : null);
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
    this.#state = cameraState(this.#session, this.#picture.isBlocked);
    this.#error = errorOf(this.#session);
    this.requestUpdate();
    if (this.#state !== previous) this.#announce(previous);
    if (this.#error && this.#error !== before) this.dispatchEvent(new KvsErrorEvent(this.#error));
    this.#flag('relayed', this.#session?.phase === 'live' && this.#session.media.path === 'relayed');
    this.#plays.settle(this.#state, this.#error);
    this.#tellFirstFrame();
  }

  #announce(previous: CameraState): void {
    const { session } = this.#controller;
    for (const state of CAMERA_STATES) this.#internals.states.delete(state);
    this.#internals.states.add(this.#state);
    this.setAttribute('state', this.#state);
    this.#stopAging();
    if (this.#state === 'frozen') this.#stopAging = onBeat(() => this.requestUpdate());
    this.dispatchEvent(
      new KvsStateChangeEvent({
        state: this.#state,
        previous,
        reason: this.#error?.code ?? null,
        attempt: session && 'attempt' in session.state ? session.state.attempt : 1,
        retryAt: session?.state.phase === 'waiting' ? session.state.retryAt : null,
      }),
    );
  }

  #tellFirstFrame(): void {
    const session = this.#session;
    if (session?.phase !== 'live' || !this.#picture.isPainted || this.#toldOf === session.stream) return;
    this.#toldOf = session.stream;
    const duration = performance.now() - this.#startedAt;
    this.dispatchEvent(new KvsFirstFrameEvent({ duration, timeline: session.timeline, ...session.media }));
  }

  #flag(name: 'muted' | 'relayed', isSet: boolean): void {
    if (isSet) this.#internals.states.add(name);
    else this.#internals.states.delete(name);
  }
}

/** Screen readers hear what has settled, not each step on the way. */
function announcement(state: CameraState): string {
  return state === 'idle' || state === 'connecting' ? '' : STATE_WORDS[state];
}

declare global {
  interface HTMLElementTagNameMap {
    'kvs-camera': KvsCamera;
  }
}
