import { html, nothing, type TemplateResult } from 'lit';
import type { KvsError } from '../core/errors.js';
import type { CameraState } from './camera-state.js';
import { CLOCK, FROZEN, icon, LOCK, OFFLINE, PLAY, RETRY, WARNING, type Shape } from './icons.js';
import type { Localizer } from './localize.js';

/** What the templates need to know, and whom they tell. */
export interface CameraView {
  readonly words: Localizer;
  readonly state: CameraState;
  readonly error: KvsError | null;
  readonly isAskedFor: boolean;
  readonly isLabelled: boolean;
  /** Epoch milliseconds of the picture that stands still. */
  readonly frozenSince: number | null;
  readonly onPlay: () => void;
  readonly onRetry: () => void;
}

/** What lies over the picture: nothing while it is live, else what goes on and what can be done. */
export function overlay(view: CameraView): TemplateResult | typeof nothing {
  switch (view.state) {
    case 'live':
      return nothing;
    case 'frozen':
      // The plate makes words readable on whatever picture is below.
      return panel(
        view,
        'clear',
        html`<div class="plate">
          ${mark(FROZEN)}
          <div>${status(view)}${age(view)}</div>
        </div>`,
      );
    case 'idle':
      return view.isAskedFor ? nothing : panel(view, 'clear', bigPlay(view.words.term('play'), view.onPlay));
    case 'connecting':
    case 'reconnecting':
      return panel(
        view,
        '',
        html`<slot name="loading"
          ><div part="spinner"></div>
          ${status(view)}${message(view)}</slot
        >`,
      );
    case 'offline':
      return trouble(view, 'offline', OFFLINE);
    case 'blocked':
      // Whatever the page puts there: a tap on it is the tap that the browser wants.
      return panel(view, 'clear', html`<slot name="blocked" @click=${view.onPlay}>${tapToPlay(view)}</slot>`);
    case 'denied':
      return trouble(view, 'error', LOCK);
    case 'failed':
      return trouble(view, 'error', WARNING);
    case 'ended':
      return trouble(view, 'error', CLOCK);
    // no default: the compiler knows the states
  }
}

function panel(view: CameraView, look: string, content: TemplateResult): TemplateResult {
  const room = view.isLabelled ? 'labelled' : '';
  return html`<div part="overlay" class="${look} ${view.state} ${room}">${content}</div>`;
}

function trouble(view: CameraView, slot: 'offline' | 'error', shape: Shape): TemplateResult {
  const told = html`<slot name=${slot}>${mark(shape)}${status(view)}${message(view)}</slot>${retry(view)}`;
  return panel(view, '', told);
}

function mark(shape: Shape): TemplateResult {
  return html`<div class="mark">${icon(shape)}</div>`;
}

function status({ words, state }: CameraView): TemplateResult {
  return html`<div part="status">${words.term(`state-${state}`)}</div>`;
}

function message({ words, error, state }: CameraView): TemplateResult | typeof nothing {
  if (!error) return nothing;
  // Whoever embeds the camera reads the hint; a person who watches could not act on it.
  const hint =
    state === 'failed'
      ? html`<small class="hint" lang="en">${error.message}. ${error.hint}</small>`
      : nothing;
  return html`<div part="message">${words.term(`error-${error.code}`)}${hint}</div>`;
}

/** How old the picture is that looks alive. */
function age({ words, frozenSince }: CameraView): TemplateResult {
  const seconds = Math.round((Date.now() - (frozenSince ?? Date.now())) / 1_000);
  return html`<div part="message" class="age">${words.term('age', words.duration(seconds))}</div>`;
}

function retry({ words, onRetry }: CameraView): TemplateResult {
  return html`<button part="button retry" type="button" aria-label=${words.term('retry')} @click=${onRetry}>
    ${icon(RETRY)}<span>${words.term('retry')}</span>
  </button>`;
}

/** The whole plate is one button: a small one would be hard to hit, and its words stand beside it. */
function tapToPlay({ words }: CameraView): TemplateResult {
  const label = words.term('state-blocked');
  return html`<button part="button" class="plate" type="button" aria-label=${label}>
    ${icon(PLAY)}<bdi part="status">${label}</bdi>
  </button>`;
}

function bigPlay(label: string, onClick: () => void): TemplateResult {
  return html`<button part="button" class="big" type="button" aria-label=${label} @click=${onClick}>
    ${icon(PLAY)}
  </button>`;
}
