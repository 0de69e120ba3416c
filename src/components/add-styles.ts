import type { CSSResult, ReactiveElement } from 'lit';

/** Gives an element, in the page or not yet, styles that its class does not have: those of a part that is loaded later. */
export function addStyles({ renderRoot }: ReactiveElement, { styleSheet }: CSSResult): void {
  if (!styleSheet || !(renderRoot instanceof ShadowRoot)) return;
  renderRoot.adoptedStyleSheets = [...renderRoot.adoptedStyleSheets, styleSheet];
}
