import { html, nothing, svg, type CSSResult, type PropertyValues, type TemplateResult } from 'lit';
import { KvsError } from '../core/errors.js';
import { TalkEnd, type TalkEndReason, type TalkOptions } from '../core/talk-state.js';
import { watchCameras } from './camera-watch.js';
import { checkHotkey } from './hotkey.js';
import { Localizer } from './localize.js';
import { pathOf } from './parents.js';
import { PressController, type PressHost } from './press-controller.js';
import { PttAttributes } from './ptt-attributes.js';
import { pttStyles } from './ptt-styles.js';
import { announcement, isActive, pttState, troubleWords, type PttState } from './ptt-state.js';
import { checkCamera, findCamera, whyNobody } from './ptt-target.js';
import { loadTalking } from './talk-code.js';
import { KvsMicLevelEvent, KvsTalkChangeEvent } from './talk-events.js';
import type { TalkingCamera } from './talking-camera.js';
import { tellBeside } from './tell-beside.js';

const MICROPHONE = svg`<path d="M12 15a3.5 3.5 0 0 0 3.5-3.5v-6a3.5 3.5 0 0 0-7 0v6A3.5 3.5 0 0 0 12 15zm6.5-3.5a6.5 6.5 0 0 1-5.5 6.4V21h-2v-3.1a6.5 6.5 0 0 1-5.5-6.4h2a4.5 4.5 0 0 0 9 0z" />`;

/**
 * A button that talks to a camera: while it is held, or from one click to the next.
 *
 * @tag kvs-ptt-button
 *
 * @attr {PttState} state - what a person sees of the button; set by the element
 *
 * @fires {KvsTalkRequestEvent} kvs-talkrequest - before anything else happens; `preventDefault()` refuses, `waitUntil()` delays
 * @fires {KvsTalkChangeEvent} kvs-talkchange - talking has begun, ended, or is not possible
 * @fires {KvsMicLevelEvent} kvs-miclevel - how loud the microphone is, while talking
 *
 * @slot - what is written on the button
 *
 * @csspart button - the button
 * @csspart label - what is written on it
 * @csspart level - grows with the microphone's level
 * @csspart message - why talking is not possible
 *
 * @cssprop [--kvs-talk-color=#d92d3a] - of a microphone that is on
 * @cssprop [--kvs-error-color] - of one that may not, and of why
 * @cssprop [--kvs-radius=999px] - of the corners
 * @cssprop [--media-control-background=light-dark(#fff, #1b2530)] - of the button
 * @cssprop [--media-primary-color=light-dark(#17202a, #f4f7fa)] - of its words and icon
 * @cssprop [--media-font-family] - of its words
 *
 * @cssstate idle - can be pressed
 * @cssstate asking - the device is asked
 * @cssstate arming - the microphone is being opened
 * @cssstate talking - the camera hears
 * @cssstate denied - the person has not allowed the microphone
 * @cssstate blocked - something else forbids it
 * @cssstate unavailable - there is no camera, or it cannot be talked to now
 * @cssstate disabled - by the attribute
 */
export class KvsPttButton extends PttAttributes implements PressHost {
  static override readonly styles: CSSResult = pttStyles;
  static override readonly shadowRootOptions: ShadowRootInit = { mode: 'open', delegatesFocus: true };

  readonly #internals = this.attachInternals();
  readonly #words = new Localizer(this);
  readonly #press = new PressController(this);
  readonly #level = document.createElement('span');
  #target: TalkingCamera | null = null;
  #state: PttState = 'unavailable';
  #error: KvsError | null = null;
  #hold: AbortController | null = null;
  #hasTalked = false;
  #unwatch = (): void => {};

  constructor() {
    super();
    this.#level.setAttribute('part', 'level');
  }

  /** What a person sees. Reflected as an attribute and as `:state(…)`. */
  get state(): PttState {
    return this.#state;
  }

  /** As a click of assistive technology: talks from one to the next. */
  override click(): void {
    this.renderRoot?.querySelector('button')?.click();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#unwatch = watchCameras((camera) => {
      if (camera === this.#target || this.#target === null || this.#isChosen()) this.settle();
    });
    // Before the first press, which should not wait for it.
    loadTalking().catch(() => {
      // Said when somebody presses.
    });
    if (this.hasUpdated) this.settle();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unwatch();
    this.#aim(null);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.disabled) this.#press.release('disabled');
    if (changed.has('mode')) this.#press.release('released');
    if (changed.has('hotkey') && this.hotkey) checkHotkey(this.hotkey);
    if (changed.has('camera')) checkCamera(this.camera);
    this.settle();
  }

  override render(): TemplateResult {
    const { label, hotkey } = this;
    const words = this.#words.term(this.mode === 'toggle' ? 'talk-toggle' : 'talk-hold');
    const { pointerDown, pointerEnd, keyDown, keyUp, blur, click } = this.#press;
    return html`<button
        part="button"
        type="button"
        class=${this.#state}
        ?disabled=${this.disabled}
        aria-disabled=${this.#state === 'unavailable'}
        aria-pressed=${isActive(this.#state)}
        aria-keyshortcuts=${hotkey || nothing}
        @pointerdown=${pointerDown}
        @pointerup=${pointerEnd}
        @pointercancel=${pointerEnd}
        @lostpointercapture=${pointerEnd}
        @keydown=${keyDown}
        @keyup=${keyUp}
        @blur=${blur}
        @click=${click}
        @contextmenu=${(event: Event) => event.preventDefault()}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">${MICROPHONE}</svg>
        <span part="label">${label || html`<slot>${words}</slot>`}</span>${this.#level}
      </button>
      <div part="message" role="alert">${this.#message()}</div>
      <div class="announcement" role="status">
        ${announcement(this.#state, this.#hasTalked, this.#words)}
      </div>`;
  }

  readonly settle = (): void => {
    if (this.isConnected) this.#aim(findCamera(this, this.camera, this.for));
    const before = this.#state;
    this.#state = pttState(this.#target, this.disabled);
    if (!isActive(this.#state)) this.#press.release('cancelled');
    if (this.#state === 'talking') this.#hasTalked = true;
    else this.#level.style.transform = '';
    // The copy of a button has that one's attribute.
    if (this.#state !== before || this.getAttribute('state') !== this.#state) this.#show(before);
  };

  readonly onPress = (): void => {
    this.#error = null;
    const camera = this.#target;
    // Somebody else's talk that shows here is ended here.
    if (camera && isActive(this.#state)) {
      camera.stopTalk();
      return this.#press.release('cancelled');
    }
    this.#hold = new AbortController();
    if (camera) return void this.#talk(camera, this.#hold.signal);
    this.#press.release('cancelled');
    console.warn(`<kvs-ptt-button>: which camera? ${whyNobody(this.camera, this.for)}`);
  };

  readonly onRelease = (reason: TalkEndReason): void => {
    this.#hold?.abort(new TalkEnd(reason));
    this.#hold = null;
  };

  async #talk(camera: TalkingCamera, signal: AbortSignal): Promise<void> {
    try {
      await camera.talkFrom(this, { ...this.#options(), signal });
    } catch (thrown) {
      if (thrown instanceof KvsError) this.#error = thrown;
      else if (!(thrown instanceof TalkEnd) && !signal.aborted) reportError(thrown);
      // Whoever still holds the button has to press anew.
      if (this.#hold?.signal === signal) this.#press.release('cancelled');
      this.requestUpdate();
    }
  }

  #options(): TalkOptions {
    const onLevel = (peak: number): void => this.#showLevel(peak);
    return { ...this.#target?.talkOptions, ...this.options, onLevel };
  }

  #showLevel(peak: number): void {
    this.#level.style.transform = `scaleX(${Math.min(1, peak)})`;
    this.dispatchEvent(new KvsMicLevelEvent(peak));
  }

  /** Whether the camera may become another one without this button being told. */
  #isChosen(): boolean {
    return this.camera !== this.#target;
  }

  readonly #onTalkChange = (): void => {
    const camera = this.#target;
    if (camera) tellBeside(this, pathOf(camera), new KvsTalkChangeEvent(camera.talk));
    this.settle();
  };

  #aim(camera: TalkingCamera | null): void {
    if (this.#target === camera) return;
    // What is said to one camera must not go on to another.
    this.#press.release('cancelled');
    this.#target?.removeEventListener('kvs-talkchange', this.#onTalkChange);
    this.#target?.removeEventListener('kvs-statechange', this.settle);
    camera?.addEventListener('kvs-talkchange', this.#onTalkChange);
    // Of a camera outside the document as well.
    camera?.addEventListener('kvs-statechange', this.settle);
    this.#target = camera;
    this.#error = null;
  }

  #show(before: PttState): void {
    // Whatever was in the way then is so no more.
    if (before === 'unavailable') this.#error = null;
    this.setAttribute('state', this.#state);
    this.#internals.states.delete(before);
    this.#internals.states.add(this.#state);
    this.requestUpdate();
  }

  #message(): string {
    const talk = this.#target?.talk;
    const error = this.#error ?? (talk?.phase === 'blocked' ? talk.error : null);
    if (!error || isActive(this.#state)) return '';
    return troubleWords(error, this.#words);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kvs-ptt-button': KvsPttButton;
  }
}
