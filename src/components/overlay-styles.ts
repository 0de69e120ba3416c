import { css, type CSSResult } from 'lit';

/** What lies over the picture while it is not live. */
export const overlayStyles: CSSResult = css`
  [part='overlay'] {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: safe center;
    gap: 0.4em;
    overflow: hidden;
    box-sizing: border-box;
    padding: 12px;
    text-align: center;
    text-wrap: balance;
    overflow-wrap: break-word;
    background: var(--_scrim);
    font-size: clamp(12px, 12px + 1cqmin, 30px);
  }
  /* Words may be of a language that runs the other way than the page. */
  [part='overlay'] * {
    unicode-bidi: plaintext;
  }
  [part='overlay'].labelled:not(.clear) {
    padding-block-start: calc(var(--_edge) + 28px);
  }
  [part='overlay'].clear {
    background: none;
  }
  :host([controls]) :is(.connecting, .reconnecting)[part='overlay'] {
    padding-block-end: calc(var(--_target) + var(--_edge));
  }
  .mark svg {
    width: 2em;
    height: 2em;
    stroke-width: 1.6;
  }
  .mark {
    display: grid;
    color: var(--_tone, inherit);
  }
  [part='status'] {
    max-width: 100%;
    color: var(--_tone, inherit);
    font-size: 1.15em;
    font-weight: 600;
  }
  [part='message'] {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    max-width: 42ch;
    overflow: hidden;
    font-weight: 400;
  }
  .hint {
    display: block;
    margin-block-start: 0.4em;
    font-size: 0.86em;
  }
  [part='spinner'] {
    flex: none;
    width: 2em;
    height: 2em;
    box-sizing: border-box;
    border: 0.18em solid var(--_line);
    border-block-start-color: var(--_ink);
    border-radius: 50%;
    /* Not before it is needed: most cameras are there by then, and turning costs what they connect with. */
    animation: turn 0.9s linear 0.4s infinite;
  }
  @keyframes turn {
    to {
      rotate: 1turn;
    }
  }
  .plate,
  .big,
  [part~='retry'] {
    border: 1px solid var(--_line);
    background: var(--_plate);
  }
  .plate {
    display: flex;
    align-items: center;
    gap: 0.7em;
    max-width: 100%;
    box-sizing: border-box;
    padding: 0.5em 1em;
    border-radius: 1.4em;
    text-align: start;
  }
  /* What the page puts there is tapped as a button is. */
  [name='blocked'] {
    cursor: pointer;
  }
  .plate .mark svg {
    width: 1.6em;
    height: 1.6em;
  }
  [part~='retry'] {
    display: inline-flex;
    align-items: center;
    gap: 0.5em;
    margin-block-start: 0.3em;
    padding: 0 1.1em;
    border-radius: 99px;
  }
  [part~='retry'] svg {
    width: 1.2em;
    height: 1.2em;
  }
  [part~='retry']:hover,
  button.plate:hover,
  .big:hover {
    background: linear-gradient(var(--_touch), var(--_touch)) var(--_plate);
  }
  .big {
    display: grid;
    place-items: center;
    width: clamp(44px, 14cqmin, 112px);
    aspect-ratio: 1;
    min-width: 0;
    min-height: 0;
    padding: 0;
    border-radius: 50%;
  }
  .big svg {
    width: 46%;
    height: 46%;
    translate: 4% 0;
  }
  @container (min-width: 240px) and (min-height: 120px) {
    .big {
      width: clamp(56px, 14cqmin, 112px);
    }
  }
  @container (max-height: 259px) or (max-width: 399px) {
    .hint {
      display: none;
    }
  }
  @container (max-height: 219px) {
    [part='overlay']:not(.clear) .mark {
      display: none;
    }
    [part='message'] {
      -webkit-line-clamp: 2;
    }
  }
  @container (max-width: 239px) or (max-height: 119px) {
    [part='overlay'] {
      gap: 3px;
      padding: 4px;
      font-size: 12px;
    }
    [part='overlay'].labelled:not(.clear) {
      padding-block-start: 24px;
    }
    :host([controls]) :is(.connecting, .reconnecting)[part='overlay'] {
      padding-block-end: 4px;
    }
    [part='overlay']:not(.clear) .mark,
    [part='message']:not(.age) {
      display: none;
    }
    [part='status'] {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      font-size: 1em;
    }
    [part='spinner'] {
      width: 20px;
      height: 20px;
    }
    .plate {
      gap: 6px;
      padding: 3px 10px;
      line-height: 1.25;
    }
    [part~='retry'] {
      justify-content: center;
      margin: 0;
      padding: 0;
    }
    [part~='retry'] svg {
      width: 15px;
      height: 15px;
    }
    [part~='retry'] span {
      display: none;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    [part='spinner'] {
      animation-duration: 6s;
    }
  }
  @media (forced-colors: active) {
    .plate,
    .big {
      border-color: ButtonText;
    }
  }
`;
