import { css, type CSSResult } from 'lit';

/** The box, the picture, the name. The box is there before the first picture is. */
export const cameraStyles: CSSResult = css`
  :host {
    --_live: var(--kvs-live-color, light-dark(#178a4c, #3ddc84));
    --_warn: var(--kvs-warn-color, light-dark(#7d4700, #ffb74d));
    --_error: var(--kvs-error-color, light-dark(#bd1f2d, #ff8a80));
    --_talk: var(--kvs-talk-color, #d92d3a);
    --_ink: var(--media-primary-color, light-dark(#16202b, #fff));
    --_scrim: var(--kvs-scrim, light-dark(rgb(244 247 250 / 88%), rgb(9 14 20 / 76%)));
    --_plate: var(--media-control-background, light-dark(rgb(255 255 255 / 92%), rgb(19 27 37 / 86%)));
    --_line: color-mix(in srgb, var(--_ink) 18%, transparent);
    --_touch: color-mix(in srgb, var(--_ink) 14%, transparent);
    --_edge: 8px;
    --_target: 44px;
    display: block;
    position: relative;
    overflow: hidden;
    contain: content;
    container-type: size;
    /* As wide as an empty video where nothing around says how wide; it may still shrink. */
    contain-intrinsic-inline-size: 300px;
    min-inline-size: 0;
    aspect-ratio: var(--kvs-aspect-ratio, 16 / 9);
    border-radius: var(--kvs-radius, 0);
    background: light-dark(#e3e9f0, #0d131b);
    color: var(--_ink);
    font: 500 14px/1.35 var(--media-font-family, system-ui, sans-serif);
    -webkit-tap-highlight-color: transparent;
  }
  :host([hidden]) {
    display: none;
  }
  :host(:fullscreen) {
    border-radius: 0;
    background: #000;
  }
  video,
  canvas,
  [part='poster'],
  [part='poster'] img,
  ::slotted([slot='poster']) {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: var(--media-object-fit, contain);
  }
  canvas,
  :host([state='frozen']) video {
    filter: grayscale(1) contrast(0.8) brightness(0.85);
  }
  svg {
    flex: none;
    width: 24px;
    height: 24px;
    fill: none;
    stroke: currentcolor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .solid {
    fill: currentcolor;
  }
  button {
    min-width: var(--_target);
    min-height: var(--_target);
    margin: 0;
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  :focus-visible {
    outline: 2px solid var(--_ink);
    outline-offset: 2px;
    /* The outline is seen on any picture. */
    box-shadow: 0 0 0 6px light-dark(#fff, #0d131b);
  }
  .top {
    position: absolute;
    inset: var(--_edge) var(--_edge) auto;
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: 6px;
    pointer-events: none;
    font-size: clamp(11px, 11px + 0.7cqmin, 22px);
  }
  [part='label'] {
    display: flex;
    align-items: center;
    gap: 0.5em;
    min-width: 0;
    box-sizing: border-box;
    padding: 0.2em 0.75em;
    border-radius: 99px;
    background: var(--_plate);
  }
  [part='label'] bdi {
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
    background: var(--_tone, light-dark(#5d6b79, #93a0ad));
  }
  /* Of the name's dot, and of what lies over the picture. */
  .live {
    --_tone: var(--_live);
  }
  .reconnecting,
  .offline,
  .frozen {
    --_tone: var(--_warn);
  }
  .failed,
  .denied {
    --_tone: var(--_error);
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
  @container (max-width: 239px) or (max-height: 119px) {
    svg {
      width: 18px;
      height: 18px;
    }
    .top {
      inset: 4px 4px auto;
      flex-wrap: wrap;
      gap: 4px;
    }
    [part='label'] {
      max-width: 100%;
      padding: 0.1em 0.6em;
    }
  }
  @media (forced-colors: active) {
    :host {
      --_plate: Canvas;
      --_scrim: Canvas;
      --_ink: CanvasText;
      --_line: CanvasText;
      --_touch: Highlight;
    }
    [part='label'] {
      border: 1px solid CanvasText;
    }
    [part='label']::before {
      forced-color-adjust: none;
    }
    :focus-visible {
      outline-color: Highlight;
    }
  }
`;
