import { css, type CSSResult } from 'lit';

/** What goes with the bar: the volume, the names of the buttons, the menu, and the line that tells what has become of a command. */
export const partsStyles: CSSResult = css`
  [part='volume'] {
    --_track: color-mix(in srgb, var(--_ink) 30%, transparent);
    appearance: none;
    flex: 0 1 88px;
    min-width: 0;
    height: var(--_target);
    margin: 0 8px 0 2px;
    border-radius: 8px;
    background: none;
    cursor: pointer;
  }
  [part='volume']::-webkit-slider-runnable-track {
    height: 4px;
    border-radius: 2px;
    background: linear-gradient(
      to var(--_end, right),
      var(--_ink) calc(100% * var(--_level)),
      var(--_track) calc(100% * var(--_level))
    );
  }
  [part='volume']::-moz-range-track {
    height: 4px;
    border-radius: 2px;
    background: var(--_track);
  }
  [part='volume']::-moz-range-progress {
    height: 4px;
    border-radius: 2px;
    background: var(--_ink);
  }
  [part='volume']:dir(rtl) {
    --_end: left;
  }
  [part='volume']::-webkit-slider-thumb {
    appearance: none;
    width: 14px;
    height: 14px;
    margin-block-start: -5px;
    border-radius: 50%;
    background: var(--_ink);
  }
  [part='volume']::-moz-range-thumb {
    width: 14px;
    height: 14px;
    border: 0;
    border-radius: 50%;
    background: var(--_ink);
  }
  .tip {
    position: absolute;
    inset-block-end: calc(100% + 10px);
    inset-inline-end: 0;
    display: none;
    padding: 4px 10px;
    border-radius: 8px;
    background: light-dark(#16202b, #f2f5f8);
    color: light-dark(#fff, #16202b);
    font-size: 13px;
    white-space: nowrap;
    pointer-events: none;
  }
  .play .tip,
  .mute .tip,
  .reconnect .tip {
    inset-inline: 0 auto;
  }
  kbd {
    margin-inline-start: 8px;
    opacity: 0.75;
    font: inherit;
    text-transform: uppercase;
  }
  /* Not in the text: a person who speaks to the computer names a button by what is written on it. */
  kbd::before {
    content: attr(data-key);
  }
  .bar button:focus-visible .tip {
    display: block;
  }
  @media (hover: hover) {
    .bar button:hover .tip {
      display: block;
      animation: appear 0.1s 0.5s backwards;
    }
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
  [part='menu'] {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 6px;
    border: 1px solid var(--_line);
    border-radius: 14px;
    background: var(--media-control-background, light-dark(#fff, #171e27));
    color: var(--_ink);
    box-shadow: 0 8px 28px rgb(0 0 0 / 28%);
    overflow: auto;
    max-height: calc(100vh - 16px);
    font-size: 15px;
  }
  /* Beside each other, their widths would add up to that of the menu. */
  [part='menu']:popover-open {
    display: grid;
  }
  .bar [part='menu'] button {
    min-height: 44px;
    justify-content: start;
    gap: 12px;
    padding: 0 14px 0 10px;
    border-radius: 8px;
  }
  [part='menu'] svg {
    width: 22px;
    height: 22px;
  }
  [part='menu'] [aria-checked='true'] {
    background-color: var(--_touch);
  }
  .notices {
    position: absolute;
    inset: auto var(--_edge) calc(var(--_target) + 2.4 * var(--_edge));
    display: grid;
    justify-items: center;
    pointer-events: none;
  }
  [part='notice'] {
    box-sizing: border-box;
    max-width: 100%;
    padding: 6px 14px;
    border-radius: 12px;
    background: light-dark(#16202b, #f2f5f8);
    color: light-dark(#fff, #16202b);
    font-size: clamp(12px, 12px + 0.5cqmin, 20px);
    text-align: center;
    text-wrap: balance;
    unicode-bidi: plaintext;
  }
  [part='notice'].bad {
    background: light-dark(#a51824, #ffd9d6);
    color: light-dark(#fff, #5e0b12);
  }
  [part='notice']:empty {
    display: none;
  }
`;
