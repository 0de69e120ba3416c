import { html, svg, type TemplateResult } from 'lit';

/** The lines of an icon in a box of 24 by 24. */
export type Shape = TemplateResult<2>;

/** An icon, drawn in the colour of the text around it. Says nothing to a screen reader: what it is on has a name. */
export function icon(shape: Shape): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true">${shape}</svg>`;
}

export const PLAY: Shape = svg`<path class="solid" d="M8 5.2v13.6L19 12z" />`;
export const RETRY: Shape = svg`<path d="M19.6 14.2A8 8 0 1 1 18 6.7l2.3 2.4M20.5 4v5.2h-5.2" />`;
export const FROZEN: Shape = svg`<path d="M12 3v18M4.2 7.5l15.6 9M19.8 7.5l-15.6 9M9.6 4.2 12 6.6l2.4-2.4M9.6 19.8l2.4-2.4 2.4 2.4" />`;
export const OFFLINE: Shape = svg`<path d="m3 3 18 18M10.5 6H14a2 2 0 0 1 2 2v3.5M16 16v.2a2 2 0 0 1-2 1.8H5a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h1M16 12.6l5-3.4v7.3" />`;
export const LOCK: Shape = svg`<path d="M6.5 11h11a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 5 18.5v-6A1.5 1.5 0 0 1 6.5 11zM8 11V8a4 4 0 0 1 8 0v3" />`;
export const WARNING: Shape = svg`<path d="M10.7 4.8 3.4 17.7A1.5 1.5 0 0 0 4.7 20h14.6a1.5 1.5 0 0 0 1.3-2.3L13.3 4.8a1.5 1.5 0 0 0-2.6 0zM12 10v4M12 17v.01" />`;
export const CLOCK: Shape = svg`<path d="M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2.5" />`;
