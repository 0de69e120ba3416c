import { html, nothing, type CSSResultArray, type PropertyValues, type TemplateResult } from 'lit';
import type { ControlsBar } from './bar/controls-bar.js';
import { cameraStyles } from './camera-styles.js';
import { overlay, type CameraView } from './camera-view.js';
import { Localizer } from './localize.js';
import { MeasuredCamera } from './measured-camera.js';
import { overlayStyles } from './overlay-styles.js';
import { talkMark, talkMarkStyles } from './talk-mark.js';

/**
 * A live camera of Amazon Kinesis Video Streams WebRTC.
 *
 * @tag kvs-camera
 *
 * @attr {boolean} muted - start without sound
 * @attr {CameraState} state - what a person sees of the camera; set by the element
 *
 * @fires {KvsStateChangeEvent} kvs-statechange - the state has changed
 * @fires {KvsErrorEvent} kvs-error - something went wrong; `retryable` tells whether the camera tries again by itself
 * @fires {KvsFirstFrameEvent} kvs-firstframe - the first picture of a connection is on the screen
 * @fires {KvsLogEvent} kvs-log - a new entry in the log
 * @fires {KvsStatsEvent} kvs-stats - what is measured, once a second; only for listeners on the camera itself
 * @fires {KvsTalkRequestEvent} kvs-talkrequest - somebody wants to talk; `preventDefault()` refuses, `waitUntil()` delays
 * @fires {KvsTalkChangeEvent} kvs-talkchange - talking has begun, ended, or is not possible
 * @fires {KvsMessageEvent} kvs-message - the camera has sent something on a data channel
 * @fires {KvsZoomChangeEvent} kvs-zoomchange - the picture is shown larger, smaller, or another part of it
 * @fires {Event} play - the picture was asked for
 * @fires {Event} pause - the connection was given back
 *
 * @slot - over the picture
 * @slot poster - while there is no picture, and no last one
 * @slot loading - in `connecting` and `reconnecting`, in place of the spinner and the words
 * @slot offline - in `offline`, in place of the words; the button that tries again stays
 * @slot error - in `denied`, `failed` and `ended`, in place of the words; the button that tries again stays
 * @slot blocked - in `blocked`, when the browser wants a tap: one on it plays
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
 * @csspart volume - the slider in the bar
 * @csspart menu - what has no room in the bar
 * @csspart notice - the line over the bar that tells what has become of a button
 * @csspart button - each button
 * @csspart label - the camera's name
 * @csspart stats - what is measured
 * @csspart recording - the mark of a camera that is recorded
 * @csspart talk - the mark of a microphone that is open to this camera
 *
 * @cssprop [--kvs-aspect-ratio=16/9] - of the reserved box
 * @cssprop [--kvs-radius=0] - of the corners
 * @cssprop [--kvs-live-color=light-dark(#178a4c, #3ddc84)] - of the mark of a live camera
 * @cssprop [--kvs-warn-color=light-dark(#7d4700, #ffb74d)] - of what will mend by itself
 * @cssprop [--kvs-error-color=light-dark(#bd1f2d, #ff8a80)] - of what will not
 * @cssprop [--kvs-talk-color=#d92d3a] - of the mark of an open microphone
 * @cssprop [--kvs-scrim=light-dark(rgb(244 247 250 / 88%), rgb(9 14 20 / 76%))] - behind words over the picture
 * @cssprop [--media-object-fit=contain] - how the picture fills its box
 * @cssprop [--media-primary-color=light-dark(#16202b, #fff)] - of words, icons and the frame of the focus
 * @cssprop [--media-control-background=light-dark(rgb(255 255 255 / 92%), rgb(19 27 37 / 86%))] - behind the bar, the name and buttons
 * @cssprop [--media-font-family] - of all words
 *
 * @cssstate idle - nobody has asked for the picture, or it is out of sight
 * @cssstate connecting - on the way to the first picture
 * @cssstate live - the picture comes
 * @cssstate frozen - connected, and the picture stands still
 * @cssstate reconnecting - tried again after a loss
 * @cssstate offline - the camera does not answer; slow tries go on
 * @cssstate denied - no right to watch
 * @cssstate blocked - the browser wants a tap
 * @cssstate failed - no retry will help
 * @cssstate ended - the right to watch ran out, or the page said stop
 * @cssstate talking - a microphone is open to the camera, by whichever element of the page
 * @cssstate muted - the sound is off
 * @cssstate relayed - the picture comes by a TURN server
 * @cssstate recording - the picture is recorded
 * @cssstate shared - another element shows the camera by the same connection
 */
export class KvsCamera extends MeasuredCamera {
  static override readonly styles: CSSResultArray = [cameraStyles, overlayStyles, talkMarkStyles];
  readonly #words = new Localizer(this);
  #bar: ControlsBar | null = null;
  #barLoaded: Promise<void> = Promise.resolve();

  constructor() {
    super();
    // A key that is held would work the button, or the tile, that gets the focus of the one it has pressed.
    this.addEventListener('keydown', (event) => {
      const [inner] = event.composedPath();
      if (event.repeat && event.key === 'Enter' && (inner === this || inner instanceof HTMLButtonElement))
        event.preventDefault();
    });
  }

  /** Fills the screen with the camera; on an iPhone, which can do no more, with its picture. */
  override async requestFullscreen(options?: FullscreenOptions): Promise<void> {
    const video: HTMLVideoElement & { webkitEnterFullscreen?: () => void } = this.video;
    if ('requestFullscreen' in Element.prototype) return super.requestFullscreen(options);
    video.webkitEnterFullscreen?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.video.disablePictureInPicture = this.disablePictureInPicture;
    if (changed.has('controls') && this.controls) this.#barLoaded = this.#loadBar().catch(reportError);
  }

  /** Whoever works with keys does not lose the place when the button under the focus goes away. */
  protected override update(changed: PropertyValues<this>): void {
    // Noted before: a browser takes the focus from what it hides when it likes.
    const focused = this.shadowRoot?.activeElement;
    super.update(changed);
    if (!focused || focused.checkVisibility()) return;
    this.renderRoot.querySelector<HTMLElement>('.bar .play')?.focus({ preventScroll: true });
    if (this.shadowRoot?.activeElement) return;
    if (!this.hasAttribute('tabindex')) {
      this.tabIndex = -1;
      this.addEventListener('blur', () => this.removeAttribute('tabindex'), { once: true });
    }
    this.focus({ preventScroll: true });
  }

  override render(): TemplateResult {
    const view = this.#view();
    const { picture } = this;
    const isEmpty = !picture.isPainted && !picture.isLast;
    return html`${this.video}${picture.isLast ? picture.last : nothing}
      ${
        isEmpty
          ? html`<div part="poster">
              <slot name="poster">${this.poster ? html`<img src=${this.poster} alt="" />` : nothing}</slot>
            </div>`
          : nothing
      }
      ${overlay(view)} ${this.statsPanel}
      <slot></slot>
      <div class="top">
        ${this.label ? html`<div part="label" class=${this.state}><bdi>${this.label}</bdi></div>` : nothing}
        ${talkMark(this.talk, this.#words)}
      </div>
      ${this.controls ? this.#bar?.render() : nothing}
      ${
        // A grid says it for all its cameras at once.
        this.isInGrid ? nothing : html`<div class="announcement" role="status">${this.#announcement()}</div>`
      }`;
  }

  /** With the bar that was asked for. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#barLoaded;
    return super.getUpdateComplete();
  }

  /** In a grid one moves from camera to camera, and wants to hear how each is. */
  protected override get accessibleName(): string {
    const { state } = this;
    const isTold = this.isInGrid && state !== 'idle';
    return super.accessibleName + (isTold ? `, ${this.#words.term(`state-${state}`)}` : '');
  }

  protected override get stateInWords(): string {
    const { state } = this;
    // Of a picture; what there is to do about it is said by its button.
    return this.#words.term(`state-${state === 'blocked' ? 'idle' : state}`);
  }

  protected override get recordingInWords(): string {
    return this.#words.term('recording');
  }

  #view(): CameraView {
    return {
      words: this.#words,
      state: this.state,
      error: this.error,
      isAskedFor: !this.paused,
      isLabelled: Boolean(this.label),
      frozenSince: this.frozenSince,
      onPlay: () => this.start(),
      onRetry: () => this.reconnect(),
    };
  }

  /** Screen readers hear what has settled, not each step on the way. */
  #announcement(): string {
    const { state } = this;
    return state === 'idle' || state === 'connecting' ? '' : this.#words.term(`state-${state}`);
  }

  /** Few pages have a bar, so that its code is not for all. */
  async #loadBar(): Promise<void> {
    const { ControlsBar: Bar } = await import('./bar/controls-bar.js');
    this.#bar ??= new Bar(this, this.#words);
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kvs-camera': KvsCamera;
  }
}
