import { html, nothing, type TemplateResult } from 'lit';
import { icon } from '../icons.js';
import type { Localizer } from '../localize.js';
import { MORE } from './bar-icons.js';
import type { Command, CommandName } from './commands.js';

const GAP_PX = 8;
const KEYS: Readonly<Record<string, (items: readonly HTMLElement[], at: number) => HTMLElement | undefined>> =
  {
    ArrowDown: (items, at) => items[(at + 1) % items.length],
    ArrowUp: (items, at) => items.at(at - 1),
    Home: (items) => items[0],
    End: (items) => items.at(-1),
  };

/** The menu of what a narrow bar has no room for. It lies above the page, so that a small tile does not cut it off. */
export class BarMenu {
  readonly #onRun: (name: CommandName) => void;
  #menu: HTMLElement | null = null;
  #open = new AbortController();

  constructor(onRun: (name: CommandName) => void) {
    this.#onRun = onRun;
  }

  get isOpen(): boolean {
    return this.#menu?.matches(':popover-open') ?? false;
  }

  close(): void {
    // A menu that is taken out of the page with its camera does not tell that it is closed.
    this.#open.abort();
    if (!this.#menu || !this.isOpen) return;
    // Before it is gone, so that Tab goes on from its button.
    giveBack(this.#menu);
    this.#menu.hidePopover();
  }

  render(commands: readonly Command[], words: Localizer): TemplateResult {
    const most = Math.max(...commands.map(({ isThere, rank }) => (isThere ? rank : 0)));
    return html`<button
        part="button"
        class="more upto-${most}"
        type="button"
        popovertarget="menu"
        aria-haspopup="menu"
        aria-label=${words.term('more')}
      >
        ${icon(MORE)}<span class="tip" aria-hidden="true">${words.term('more')}</span>
      </button>
      <div
        id="menu"
        part="menu"
        popover
        role="menu"
        aria-label=${words.term('more')}
        @toggle=${this.#onToggle}
        @keydown=${this.#onKey}
      >
        ${commands.map((command) => this.#item(command, words))}
      </div>`;
  }

  #item({ name, icon: shape, word, rank, isThere, isOn }: Command, words: Localizer): TemplateResult {
    return html`<button
      class="rank-${rank}"
      type="button"
      role=${isOn === undefined ? 'menuitem' : 'menuitemcheckbox'}
      tabindex="-1"
      ?hidden=${!isThere || rank === 0}
      aria-checked=${isOn ?? nothing}
      @click=${() => this.#choose(name)}
    >
      ${icon(shape)}${words.term(word)}
    </button>`;
  }

  #choose(name: CommandName): void {
    this.close();
    this.#onRun(name);
  }

  readonly #onToggle = (event: ToggleEvent): void => {
    this.#menu = event.currentTarget as HTMLElement;
    this.#open.abort();
    if (event.newState !== 'open') return giveBack(this.#menu);
    this.#open = new AbortController();
    const { signal } = this.#open;
    // It would stay where it is, over something else.
    addEventListener('scroll', () => this.close(), { capture: true, signal });
    place(this.#menu);
    this.#items()[0]?.focus();
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const items = this.#items();
    const at = items.findIndex((item) => item.matches(':focus'));
    const next = KEYS[event.key]?.(items, at);
    if (event.key === 'Tab') this.close();
    if (!next && event.key !== 'Escape') return;
    event.preventDefault();
    // Not for a grid around the camera, which would leave its spotlight.
    event.stopPropagation();
    if (next) next.focus();
    else this.close();
  };

  /** Those that a person sees. */
  #items(): HTMLElement[] {
    const items = this.#menu?.querySelectorAll<HTMLElement>('button') ?? [];
    return [...items].filter((item) => item.checkVisibility());
  }
}

/** Browsers differ in whether the focus of a menu that is gone goes back to its button. Who has gone on is left there. */
function giveBack(menu: HTMLElement): void {
  const isNowhere = (document.activeElement ?? document.body) === document.body;
  if (isNowhere || menu.matches(':focus-within'))
    (menu.previousElementSibling as HTMLElement | null)?.focus({ preventScroll: true });
}

/** Puts the menu over its button, within the window. */
function place(menu: HTMLElement): void {
  const button = menu.previousElementSibling?.getBoundingClientRect();
  if (!button) return;
  const { offsetWidth: width, offsetHeight: height } = menu;
  const isRtl = menu.matches(':dir(rtl)');
  const left = isRtl ? button.left : button.right - width;
  const above = button.top - height - GAP_PX;
  const top = above >= GAP_PX ? above : button.bottom + GAP_PX;
  menu.style.left = `${Math.max(GAP_PX, Math.min(left, innerWidth - width - GAP_PX))}px`;
  menu.style.top = `${Math.max(GAP_PX, Math.min(top, innerHeight - height - GAP_PX))}px`;
}
