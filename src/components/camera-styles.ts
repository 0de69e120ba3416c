import { css, type CSSResult } from 'lit';

/** How a camera looks. Its box is there before the first picture is. */
export const cameraStyles: CSSResult = css`
  :host {
    --_live: var(--kvs-live-color, #3ddc84);
    --_warn: var(--kvs-warn-color, #ffb74d);
    --_error: var(--kvs-error-color, #ff6b6b);
    --_ink: var(--media-primary-color, #fff);
    --_scrim: var(--kvs-scrim, rgb(8 12 18 / 68%));
    display: block;
    position: relative;
    overflow: hidden;
    contain: content;
    container-type: inline-size;
    aspect-ratio: var(--kvs-aspect-ratio, 16 / 9);
    border-radius: var(--kvs-radius, 0);
    background: #0b1017;
    color: var(--_ink);
    font: 500 14px/1.4 var(--media-font-family, system-ui, sans-serif);
  }
  :host([hidden]) {
    display: none;
  }
  video,
  canvas,
  [part='poster'],
  [part='overlay'] {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--media-object-fit, contain);
  }
  canvas {
    filter: grayscale(1) brightness(0.6);
  }
  [part='poster'] img {
    width: 100%;
    height: 100%;
    object-fit: var(--media-object-fit, contain);
  }
  [part='overlay'] {
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: safe center;
    gap: 8px;
    overflow: auto;
    box-sizing: border-box;
    padding: 12px;
    text-align: center;
    background: var(--_scrim);
  }
  [part='overlay'].labelled {
    padding-block-start: 40px;
  }
  [part='overlay'].clear {
    background: none;
  }
  [part='status'] {
    font-size: 1.15em;
  }
  :host([state='frozen']) video {
    filter: grayscale(1) brightness(0.6);
  }
  .failed [part='status'],
  .denied [part='status'] {
    color: var(--_error);
  }
  .offline [part='status'],
  .frozen [part='status'],
  .reconnecting [part='status'] {
    color: var(--_warn);
  }
  [part='message'] {
    max-width: 44ch;
    opacity: 0.85;
  }
  .hint {
    display: block;
    margin-block-start: 4px;
    font-size: 0.86em;
    opacity: 0.85;
    overflow-wrap: anywhere;
  }
  [part='spinner'] {
    width: 32px;
    height: 32px;
    box-sizing: border-box;
    border: 3px solid color-mix(in srgb, var(--_ink) 25%, transparent);
    border-block-start-color: var(--_ink);
    border-radius: 50%;
    animation: turn 0.9s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  button {
    min-width: 44px;
    min-height: 44px;
    padding: 0 16px;
    border: 1px solid color-mix(in srgb, var(--_ink) 40%, transparent);
    border-radius: 22px;
    background: color-mix(in srgb, var(--_ink) 12%, transparent);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:hover {
    background: color-mix(in srgb, var(--_ink) 24%, transparent);
  }
  :focus-visible {
    outline: 2px solid var(--_ink);
    outline-offset: 2px;
  }
  button.big {
    display: grid;
    place-items: center;
    width: 64px;
    height: 64px;
    padding: 0;
    border-radius: 50%;
    background: var(--media-control-background, rgb(8 12 18 / 60%));
  }
  svg {
    width: 24px;
    height: 24px;
    fill: currentcolor;
  }
  [part='label'] {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-start: 8px;
    display: flex;
    align-items: center;
    gap: 6px;
    max-width: calc(100% - 16px);
    box-sizing: border-box;
    padding: 2px 10px;
    border-radius: 999px;
    background: var(--_scrim);
    font-size: 0.9em;
  }
  [part='label'] span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  [part='label']::before {
    content: '';
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--_dot, #8b98a5);
  }
  .live {
    --_dot: var(--_live);
  }
  .reconnecting,
  .offline,
  .frozen {
    --_dot: var(--_warn);
  }
  .failed,
  .denied {
    --_dot: var(--_error);
  }
  [part='controls'] {
    position: absolute;
    inset-inline: 0;
    inset-block-end: 0;
    display: flex;
    gap: 4px;
    padding: 4px;
    background: linear-gradient(transparent, var(--media-control-background, rgb(8 12 18 / 70%)));
    opacity: 0;
    transition: opacity 0.15s;
  }
  :host(:is(:hover, :focus-within)) [part='controls'],
  [part='controls'].shown {
    opacity: 1;
  }
  [part='controls'] button {
    padding: 0 10px;
    border-color: transparent;
    background: none;
  }
  [part='controls'] .end {
    margin-inline-start: auto;
  }
  .announcement {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  slot:not([name]) {
    position: absolute;
    inset: 0;
    display: block;
    pointer-events: none;
  }
  ::slotted(*) {
    pointer-events: auto;
  }
  @container (max-width: 400px) {
    .hint {
      display: none;
    }
  }
  @container (max-width: 280px) {
    [part='message']:not(.age) {
      display: none;
    }
    [part='label'] {
      inset-block-start: 4px;
      inset-inline-start: 4px;
      max-width: calc(100% - 8px);
      padding-block: 0;
    }
    [part='overlay'] {
      gap: 2px;
      padding: 4px;
      font-size: 12px;
    }
    [part='overlay'].labelled {
      padding-block-start: 26px;
    }
    [part='status'] {
      max-width: 100%;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      font-size: 1em;
    }
    [part='spinner'] {
      width: 22px;
      height: 22px;
    }
    button.big {
      width: 44px;
      height: 44px;
    }
    [part='controls'] {
      padding: 0;
    }
    .idle ~ [part='controls'],
    .connecting ~ [part='controls'] {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part='spinner'] {
      animation-duration: 4s;
    }
    [part='controls'] {
      transition: none;
    }
  }
  @media (forced-colors: active) {
    [part='overlay']:not(.clear),
    [part='label'] {
      background: Canvas;
      color: CanvasText;
    }
  }
  @media (hover: none) {
    [part='controls'] {
      opacity: 1;
    }
  }
`;
