import { html, nothing, type CSSResultArray, type PropertyValues, type TemplateResult } from 'lit';
import { cameraStyles } from './camera-styles.js';
import { controls, overlay, type CameraView } from './camera-view.js';
import { CapturingCamera } from './capturing-camera.js';
import { Localizer } from './localize.js';
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
 * @fires {KvsTalkRequestEvent} kvs-talkrequest - somebody wants to talk; `preventDefault()` refuses, `waitUntil()` delays
 * @fires {KvsTalkChangeEvent} kvs-talkchange - talking has begun, ended, or is not possible
 * @fires {KvsMessageEvent} kvs-message - the camera has sent something on a data channel
 * @fires {Event} play - the picture was asked for
 * @fires {Event} pause - the connection was given back
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
 * @csspart talk - the mark of a microphone that is open to this camera
 *
 * @cssprop [--kvs-aspect-ratio=16/9] - of the reserved box
 * @cssprop [--kvs-radius=0] - of the corners
 * @cssprop [--kvs-live-color] - of the mark of a live camera
 * @cssprop [--kvs-warn-color] - of what will mend by itself
 * @cssprop [--kvs-error-color] - of what will not
 * @cssprop [--kvs-talk-color] - of the mark of an open microphone
 * @cssprop [--kvs-scrim] - behind words over the picture
 * @cssprop [--media-object-fit=contain] - how the picture fills its box
 * @cssprop [--media-primary-color] - of words and icons
 * @cssprop [--media-control-background] - behind the controls
 * @cssprop [--media-font-family] - of all words
 */
export class KvsCamera extends CapturingCamera {
  static override readonly styles: CSSResultArray = [cameraStyles, talkMarkStyles];
  readonly #words = new Localizer(this);

  /** Shows the picture in a window that floats above others. Needs a tap or a key of the person. */
  requestPictureInPicture(): Promise<PictureInPictureWindow> {
    return this.video.requestPictureInPicture();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    this.video.disablePictureInPicture = this.disablePictureInPicture;
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
      ${overlay(view)}
      <slot></slot>
      ${this.label ? html`<div part="label" class=${this.state}><span>${this.label}</span></div>` : nothing}
      ${talkMark(this.talk, this.#words)} ${this.controls ? controls(view) : nothing}
      <div class="announcement" role="status">${this.#announcement()}</div>`;
  }

  protected override get stateInWords(): string {
    return this.#words.term(`state-${this.state}`);
  }

  #view(): CameraView {
    return {
      words: this.#words,
      state: this.state,
      error: this.error,
      isAskedFor: !this.paused,
      isMuted: this.muted,
      isLabelled: Boolean(this.label),
      frozenSince: this.frozenSince,
      onPlay: () => this.start(),
      onPause: () => this.pause(),
      onMute: () => (this.muted = !this.muted),
      onRetry: () => this.reconnect(),
      onFullscreen: () => void this.#toggleFullscreen(),
    };
  }

  /** Screen readers hear what has settled, not each step on the way. */
  #announcement(): string {
    const { state } = this;
    return state === 'idle' || state === 'connecting' ? '' : this.#words.term(`state-${state}`);
  }

  async #toggleFullscreen(): Promise<void> {
    await (this.matches(':fullscreen') ? document.exitFullscreen() : this.requestFullscreen());
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kvs-camera': KvsCamera;
  }
}
