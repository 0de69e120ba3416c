import { html, nothing, svg, type TemplateResult } from 'lit';
import type { KvsError } from '../core/errors.js';
import type { CameraState } from './camera-state.js';
import type { Localizer } from './localize.js';

/** What the templates need to know, and whom they tell. */
export interface CameraView {
  readonly words: Localizer;
  readonly state: CameraState;
  readonly error: KvsError | null;
  readonly isAskedFor: boolean;
  readonly isMuted: boolean;
  readonly isLabelled: boolean;
  /** Epoch milliseconds of the picture that stands still. */
  readonly frozenSince: number | null;
  readonly onPlay: () => void;
  readonly onPause: () => void;
  readonly onMute: () => void;
  readonly onRetry: () => void;
  readonly onFullscreen: () => void;
}

const CONTROLLED: readonly CameraState[] = ['idle', 'connecting', 'live', 'frozen'];

const PLAY = svg`<path d="M8 5v14l11-7z" />`;
const PAUSE = svg`<path d="M6 5h4v14H6zm8 0h4v14h-4z" />`;
const LOUD = svg`<path d="M4 9v6h4l5 5V4L8 9zm12.5 3a4.5 4.5 0 0 0-2.5-4v8a4.5 4.5 0 0 0 2.5-4z" />`;
const MUTED = svg`<path d="M4 9v6h4l5 5V4L8 9zm17.3.1-1.4-1.4-2.4 2.4-2.4-2.4-1.4 1.4 2.4 2.4-2.4 2.4 1.4 1.4 2.4-2.4 2.4 2.4 1.4-1.4-2.4-2.4z" />`;
const FULLSCREEN = svg`<path d="M5 5h6v2H7v4H5zm8 0h6v6h-2V7h-4zM5 13h2v4h4v2H5zm12 0h2v6h-6v-2h4z" />`;

/** What lies over the picture: nothing while it is live, else what goes on and what can be done. */
export function overlay(view: CameraView): TemplateResult | typeof nothing {
  switch (view.state) {
    case 'live':
      return nothing;
    case 'frozen':
      return panel(view, 'clear', html`${status(view)}${age(view)}`);
    case 'idle':
      return view.isAskedFor ? nothing : panel(view, 'clear', bigPlay(view.words.term('play'), view.onPlay));
    case 'connecting':
      return panel(view, '', html`<slot name="loading">${spinner()}${status(view)}</slot>`);
    case 'reconnecting':
      return panel(view, '', html`<slot name="loading">${spinner()}${status(view)}${message(view)}</slot>`);
    case 'offline':
      return panel(view, '', html`<slot name="offline">${status(view)}${message(view)}</slot>${retry(view)}`);
    case 'blocked':
      return panel(
        view,
        'clear',
        html`<slot name="blocked"
          >${bigPlay(view.words.term('state-blocked'), view.onPlay)}${status(view)}</slot
        >`,
      );
    case 'denied':
    case 'failed':
    case 'ended':
      return panel(view, '', html`<slot name="error">${status(view)}${message(view)}</slot>${retry(view)}`);
    // no default: the compiler knows the states
  }
}

/** The bar at the lower edge; not under a panel that has a button of its own. */
export function controls(view: CameraView): TemplateResult | typeof nothing {
  if (!CONTROLLED.includes(view.state)) return nothing;
  const { words, isAskedFor, isMuted, onPlay, onPause, onMute, onFullscreen } = view;
  return html`<div part="controls" class=${isAskedFor ? '' : 'shown'}>
    <slot name="controls">
      ${isAskedFor ? button(words.term('pause'), PAUSE, onPause) : button(words.term('play'), PLAY, onPlay)}
      ${button(words.term(isMuted ? 'unmute' : 'mute'), isMuted ? MUTED : LOUD, onMute)}
      ${button(words.term('fullscreen'), FULLSCREEN, onFullscreen, 'end')}
    </slot>
  </div>`;
}

function panel(view: CameraView, look: string, content: TemplateResult): TemplateResult {
  const room = view.isLabelled ? 'labelled' : '';
  return html`<div part="overlay" class="${look} ${view.state} ${room}">${content}</div>`;
}

function spinner(): TemplateResult {
  return html`<div part="spinner"></div>`;
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
  return html`<button part="button retry" type="button" @click=${onRetry}>${words.term('retry')}</button>`;
}

function bigPlay(label: string, onClick: () => void): TemplateResult {
  return button(label, PLAY, onClick, 'big');
}

function button(label: string, icon: TemplateResult<2>, onClick: () => void, look = ''): TemplateResult {
  return html`<button part="button" class=${look} type="button" aria-label=${label} @click=${onClick}>
    <svg viewBox="0 0 24 24" aria-hidden="true">${icon}</svg>
  </button>`;
}
