import { css, type CSSResult } from 'lit';

/** The bar, from a tile of 160 pixels to a wall. */
export const barStyles: CSSResult = css`
  .bar {
    position: absolute;
    inset: auto var(--_edge) var(--_edge);
    opacity: 0;
    pointer-events: none;
    transition: opacity 0.15s;
  }
  .bar.awake,
  .bar:has(:focus-visible),
  .bar:has(:popover-open) {
    opacity: 1;
    pointer-events: auto;
  }
  :host(:fullscreen) {
    cursor: none;
  }
  :host(:fullscreen):has(.awake) {
    cursor: auto;
  }
  [part='controls'] {
    display: flex;
    align-items: center;
    padding: 2px 4px;
    border-radius: 14px;
    background: var(--_plate);
  }
  .bar:not(.full) [part='controls'] {
    gap: 6px;
    padding: 0;
    background: none;
    pointer-events: none;
  }
  .bar:not(.full) [part='controls'] > button {
    border: 1px solid var(--_line);
    border-radius: 50%;
    background-color: var(--_plate);
    pointer-events: auto;
  }
  .gap {
    flex: 1;
  }
  .bar button {
    position: relative;
    flex: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 4px;
    padding: 0 4px;
    border: 0;
    border-radius: 10px;
    background: none;
  }
  .bar button[hidden] {
    display: none;
  }
  .bar :focus-visible {
    outline-offset: -3px;
    box-shadow: none;
  }
  @media (hover: hover) {
    .bar button:hover {
      background-image: linear-gradient(var(--_touch), var(--_touch));
    }
  }
  .bold {
    stroke-width: 3;
  }
  .dots {
    stroke-width: 3.5;
  }
  .thin {
    stroke-width: 0;
  }
  .record svg {
    color: var(--_error);
  }
  .bar [aria-pressed='true'] {
    background-color: var(--_touch);
  }
  :host(:state(talking)) .talk {
    background-color: var(--_talk) !important;
    color: #fff;
  }
  .text {
    padding-inline-end: 4px;
    font-variant-numeric: tabular-nums;
  }
  /* A bar that is too narrow leaves the higher ranks to its menu. */
  .upto-0 {
    display: none !important;
  }
  @container (max-width: 639px) {
    [part='volume'] {
      display: none;
    }
  }
  @container (max-width: 559px) {
    .bar [part='controls'] > .rank-4 {
      display: none;
    }
  }
  @container (min-width: 560px) {
    .upto-4,
    [part='menu'] .rank-4 {
      display: none !important;
    }
  }
  @container (max-width: 479px) {
    .bar [part='controls'] > .rank-3 {
      display: none;
    }
  }
  @container (min-width: 480px) {
    .upto-3,
    [part='menu'] .rank-3 {
      display: none !important;
    }
  }
  @container (max-width: 319px) {
    .bar [part='controls'] > .rank-2 {
      display: none;
    }
  }
  @container (min-width: 320px) {
    .upto-2,
    [part='menu'] .rank-2 {
      display: none !important;
    }
  }
  @container (max-width: 279px) {
    .bar {
      inset: auto 4px 4px;
    }
    [part='controls'] {
      padding: 0;
    }
  }
  @container (max-width: 239px) or (max-height: 119px) {
    .bar {
      inset: auto 2px 2px;
    }
    .bar [part='controls'] > .rank-1 {
      display: none;
    }
    [part='controls'] {
      border-radius: 10px;
    }
    .bar .tip,
    .text {
      display: none !important;
    }
    .notices {
      inset: auto 4px 4px;
    }
  }
  @container (min-width: 240px) and (min-height: 120px) {
    .upto-1,
    [part='menu'] .rank-1 {
      display: none !important;
    }
  }
  @container (min-width: 1600px) {
    .bar [part='controls'] > button {
      min-width: 60px;
      min-height: 60px;
    }
    .bar [part='controls'] svg {
      width: 32px;
      height: 32px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .bar {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    [part='controls'],
    .tip {
      border: 1px solid CanvasText;
    }
    [part='volume']::-webkit-slider-runnable-track,
    [part='volume']::-moz-range-track {
      background: GrayText;
    }
    [part='volume']::-webkit-slider-thumb,
    [part='volume']::-moz-range-thumb {
      background: ButtonText;
    }
    .bar [aria-pressed='true'],
    :host(:state(talking)) .talk {
      forced-color-adjust: none;
      background: Highlight !important;
      color: HighlightText;
    }
  }
`;
