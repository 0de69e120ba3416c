import { css, type CSSResult } from 'lit';

/** How a talk button looks. */
export const pttStyles: CSSResult = css`
  :host {
    --_talk: var(--kvs-talk-color, #d92d3a);
    --_error: var(--kvs-error-color, #c8323f);
    display: inline-flex;
    flex-direction: column;
    /* The button keeps its width when something has to be said below it. */
    align-items: flex-start;
    gap: 6px;
    max-width: 100%;
    font: 500 15px/1.3 var(--media-font-family, system-ui, sans-serif);
  }
  :host([hidden]) {
    display: none;
  }
  button {
    position: relative;
    max-width: 100%;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 10px;
    min-width: 44px;
    min-height: 44px;
    padding: 8px 20px;
    overflow: hidden;
    border: 1px solid light-dark(rgb(15 23 32 / 22%), rgb(255 255 255 / 24%));
    border-radius: var(--kvs-radius, 999px);
    background: var(--media-control-background, light-dark(#fff, #1b2530));
    color: var(--media-primary-color, light-dark(#17202a, #f4f7fa));
    font: inherit;
    cursor: pointer;
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
    -webkit-touch-callout: none;
    -webkit-tap-highlight-color: transparent;
    transition:
      background-color 0.12s,
      border-color 0.12s;
  }
  button:hover {
    border-color: currentcolor;
  }
  button:focus-visible {
    outline: 3px solid var(--_talk);
    outline-offset: 2px;
  }
  svg {
    flex: none;
    width: 20px;
    height: 20px;
    fill: currentcolor;
  }
  [part='label'] {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  [part='level'] {
    position: absolute;
    inset: auto 0 0;
    height: 4px;
    background: #fff;
    transform: scaleX(0);
    transform-origin: 0 50%;
    transition: transform 0.1s linear;
  }
  :host(:dir(rtl)) [part='level'] {
    transform-origin: 100% 50%;
  }
  .asking,
  .arming {
    border-color: var(--_talk);
  }
  .asking svg,
  .arming svg {
    animation: wait 0.9s ease-in-out infinite alternate;
  }
  @keyframes wait {
    to {
      opacity: 0.25;
    }
  }
  .talking,
  .talking:hover {
    border-color: transparent;
    background: var(--_talk);
    color: #fff;
  }
  .denied,
  .blocked {
    border-color: var(--_error);
  }
  .unavailable,
  .disabled {
    opacity: 0.55;
    cursor: not-allowed;
  }
  [part='message'] {
    max-width: 36ch;
    color: var(--kvs-error-color, light-dark(#a3202c, #ff9aa2));
    font-size: 0.86em;
    font-weight: 400;
  }
  [part='message']:empty {
    display: none;
  }
  .announcement {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (prefers-reduced-motion: reduce) {
    button,
    [part='level'] {
      transition: none;
    }
    .asking svg,
    .arming svg {
      animation: none;
    }
  }
  @media (forced-colors: active) {
    .talking,
    .talking:hover {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
    .unavailable,
    .disabled {
      opacity: 1;
      color: GrayText;
    }
  }
`;
