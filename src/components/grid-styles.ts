import { css, type CSSResult } from 'lit';

/** How a grid lays out its cameras. All of it is layout: a camera in the spotlight stays where it is in the page. */
export const gridStyles: CSSResult = css`
  :host {
    --_gap: var(--kvs-gap, 8px);
    --_select: var(--kvs-select-color, #2f81f7);
    display: block;
    container-type: inline-size;
    contain-intrinsic-inline-size: 300px;
    min-inline-size: 0;
    font: 500 14px/1.4 var(--media-font-family, system-ui, sans-serif);
  }
  :host([hidden]) {
    display: none;
  }
  [part='wall'] {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, var(--_min-width)), 1fr));
    gap: var(--_gap);
    align-items: start;
  }
  [part='wall'].columns {
    grid-template-columns: repeat(var(--_columns), minmax(0, 1fr));
  }
  ::slotted(*) {
    min-inline-size: 0;
  }
  ::slotted([aria-selected='true']) {
    outline: 2px solid var(--_select);
    outline-offset: 1px;
  }
  ::slotted(:focus-visible) {
    outline: 2px solid #fff;
    outline-offset: 0;
    box-shadow: 0 0 0 5px #0b57d0;
  }
  [part='wall'].spotlight {
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 120px), 1fr));
  }
  .spotlight ::slotted([aria-current='true']) {
    grid-column: 1 / -1;
    inline-size: 100%;
    max-block-size: 100dvh;
  }
  @container (min-width: 640px) {
    [part='wall'].spotlight {
      --_strip: clamp(160px, 22%, 320px);
      grid-template-columns: minmax(0, 1fr) var(--_strip);
      grid-template-rows: repeat(var(--_others), auto) 1fr;
    }
    .spotlight ::slotted(*) {
      grid-column: 2;
    }
    .spotlight ::slotted([aria-current='true']) {
      position: sticky;
      inset-block-start: 0;
      grid-area: 1 / 1 / -1 / 2;
    }
    .spotlight.alone ::slotted([aria-current='true']) {
      grid-column: 1 / -1;
    }
  }
  [part='message'] {
    display: grid;
    justify-items: center;
    gap: 8px;
    padding: 24px 16px;
    border: 1px solid light-dark(rgb(15 23 32 / 16%), rgb(255 255 255 / 18%));
    border-radius: var(--kvs-radius, 8px);
    background: light-dark(#f6f8fa, #131b24);
    color: light-dark(#17202a, #f4f7fa);
    text-align: center;
  }
  [part='message'] p {
    max-inline-size: 56ch;
    margin: 0;
    overflow-wrap: anywhere;
    unicode-bidi: plaintext;
  }
  .hint {
    font-size: 0.86em;
    color: light-dark(#4a5765, #a9b6c3);
  }
  button {
    min-inline-size: 44px;
    min-block-size: 44px;
    padding: 0 18px;
    border: 1px solid light-dark(rgb(15 23 32 / 30%), rgb(255 255 255 / 34%));
    border-radius: 22px;
    background: light-dark(#fff, #1b2530);
    color: inherit;
    font: inherit;
    cursor: pointer;
  }
  button:focus-visible {
    outline: 2px solid var(--_select);
    outline-offset: 2px;
  }
  .announcement {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  @media (forced-colors: active) {
    ::slotted([aria-selected='true']) {
      outline-color: Highlight;
    }
    ::slotted(:focus-visible) {
      outline: 4px solid Highlight;
    }
  }
`;
