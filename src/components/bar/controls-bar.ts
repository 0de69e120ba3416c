import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { addStyles } from '../add-styles.js';
import { holdOf, isHotkey, isTyping } from '../hotkey.js';
import { icon } from '../icons.js';
import { addEnglish, type Localizer } from '../localize.js';
import type { MeasuredCamera } from '../measured-camera.js';
import { Actions } from './actions.js';
import { BarMenu } from './bar-menu.js';
import { barStyles } from './bar-styles.js';
import { BAR_WORDS } from './bar-words.js';
import { commandsOf, type Command } from './commands.js';
import { Notice } from './notice.js';
import { partsStyles } from './parts-styles.js';
import { Wakefulness } from './wakefulness.js';

addEnglish(BAR_WORDS);

/** The bar of a camera: what a person can do with it. Loaded when the first camera has `controls`. */
export class ControlsBar implements ReactiveController {
  readonly #camera: MeasuredCamera;
  readonly #words: Localizer;
  readonly #notice: Notice;
  readonly #actions: Actions;
  readonly #menu: BarMenu;
  readonly #wakefulness: Wakefulness;
  #life = new AbortController();

  constructor(camera: MeasuredCamera, words: Localizer) {
    this.#camera = camera;
    this.#words = words;
    this.#notice = new Notice(camera);
    this.#actions = new Actions(camera, words, this.#notice);
    this.#menu = new BarMenu((name) => this.#actions.run(name));
    this.#wakefulness = new Wakefulness(camera, () => this.#menu.isOpen || this.#isInUse());
    camera.addController(this);
    for (const styles of [partsStyles, barStyles]) addStyles(camera, styles);
  }

  hostConnected(): void {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const camera = this.#camera;
    for (const type of [
      'fullscreenchange',
      'enterpictureinpicture',
      'leavepictureinpicture',
      'kvs-zoomchange',
    ])
      camera.addEventListener(type, () => camera.requestUpdate(), { signal });
    camera.addEventListener('keydown', (event) => this.#onKey(event), { signal });
  }

  hostDisconnected(): void {
    this.#life.abort();
    this.#menu.close();
  }

  render(): TemplateResult {
    const deck = this.#actions.look();
    const commands = commandsOf(deck);
    const buttons = commands.map((command) => this.#button(command));
    const look = [
      this.#wakefulness.isAwake ? 'awake' : '',
      deck.isShown ? 'full' : '',
      deck.isPaused ? 'paused' : '',
    ];
    return html`<div class="bar ${look.join(' ')}">
        <slot name="controls">
          <div
            part="controls"
            role="group"
            aria-label=${this.#words.term('controls')}
            @focusout=${onFocusOut}
          >
            ${buttons.slice(0, 2)}${deck.isShown ? this.#volume() : nothing}<i class="gap"></i
            >${buttons.slice(2)} ${this.#menu.render(commands, this.#words)}
          </div>
        </slot>
      </div>
      ${this.#notice.render()}
      <div class="announcement" role="status">${this.#actions.talkWords}</div>`;
  }

  #button({ name, icon: shape, word, key, isThere, isOn, rank, text }: Command): TemplateResult {
    const label = this.#words.term(word);
    return html`<button
      part="button"
      class="${name} rank-${rank}"
      type="button"
      ?hidden=${!isThere}
      aria-label=${label}
      aria-keyshortcuts=${key ?? nothing}
      aria-pressed=${isOn ?? nothing}
      @click=${() => this.#actions.run(name)}
    >
      ${icon(shape)}${text ? html`<span class="text">${text}</span>` : nothing}
      <span class="tip" aria-hidden="true">${label}${key ? html`<kbd data-key=${key}></kbd>` : nothing}</span>
    </button>`;
  }

  #volume(): TemplateResult | typeof nothing {
    if (!HAS_VOLUME) return nothing;
    const { muted, volume } = this.#camera;
    const value = muted ? 0 : volume;
    return html`<input
      part="volume"
      type="range"
      min="0"
      max="1"
      step="0.05"
      aria-label=${this.#words.term('volume')}
      aria-valuetext=${this.#words.number(value, { style: 'percent' })}
      .style=${`--_level: ${value}`}
      .value=${String(value)}
      @input=${this.#onVolume}
    />`;
  }

  readonly #onVolume = (event: Event): void => {
    this.#actions.setVolume((event.currentTarget as HTMLInputElement).valueAsNumber);
  };

  /** Keys work while the focus is in the camera; what somebody has handled already is theirs. */
  #onKey(event: KeyboardEvent): void {
    if (!this.#camera.controls || event.defaultPrevented || isTyping(event)) return;
    const command = commandsOf(this.#actions.look()).find(
      ({ key, isThere }) => key && isThere && isHotkey(event, key),
    );
    if (!command) return;
    event.preventDefault();
    if (event.repeat) return;
    if (command.name === 'talk') this.#actions.hold(holdOf(event.code).signal);
    else this.#actions.run(command.name);
  }

  /** Whether a key has its focus in the bar, or a mouse rests on it. */
  #isInUse(): boolean {
    const own = this.#camera.shadowRoot?.querySelector('.bar :focus-visible, .bar [part=controls]:hover');
    return Boolean(
      own ?? this.#camera.querySelector('[slot=controls]:is(:hover, :focus-visible, :has(:focus-visible))'),
    );
  }
}

/** Browsers take the focus from a button that has no room any more before anybody is told of the new size. */
function onFocusOut({ target, relatedTarget, currentTarget }: FocusEvent): void {
  const [controls, button] = [currentTarget as HTMLElement, target as HTMLElement];
  if (relatedTarget || button.parentElement !== controls || button.checkVisibility()) return;
  controls.querySelector('button')?.focus({ preventScroll: true });
}

/** Where the volume is the device's own, as on an iPhone, a slider does nothing. */
const HAS_VOLUME = Object.assign(document.createElement('video'), { volume: 0.5 }).volume === 0.5;
