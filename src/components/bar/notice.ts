import { html, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';

const SHOWN_MS = 6_000;

/** A line over the bar that tells what has become of a command, and goes away by itself. */
export class Notice implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #good = '';
  #bad = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#show('', '');
    clearTimeout(this.#timer);
  }

  /** Something worked. Screen readers finish their sentence first. */
  tell(text: string): void {
    this.#show(text, '');
  }

  /** Something did not, although the person asked for it. */
  warn(text: string): void {
    this.#show('', text);
  }

  render(): TemplateResult {
    return html`<div class="notices">
      <div part="notice" role="status">${this.#good}</div>
      <div part="notice" class="bad" role="alert">${this.#bad}</div>
    </div>`;
  }

  #show(good: string, bad: string): void {
    clearTimeout(this.#timer);
    this.#good = good;
    this.#bad = bad;
    if (good || bad) this.#timer = setTimeout(() => this.#show('', ''), SHOWN_MS);
    this.#host.requestUpdate();
  }
}
