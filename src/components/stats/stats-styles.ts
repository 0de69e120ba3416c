import { css, type CSSResult } from 'lit';

/** From a tile of 160 pixels, where three numbers have room, to a wall. */
export const statsStyles: CSSResult = css`
  [part='stats'] {
    position: absolute;
    inset-block-start: 44px;
    inset-inline-start: 8px;
    max-width: calc(100% - 16px);
    max-height: calc(100% - 52px);
    box-sizing: border-box;
    overflow: hidden;
    padding: 6px 10px;
    border-radius: 8px;
    background: rgb(8 12 18 / 78%);
    color: #fff;
    font-size: 12px;
    line-height: 1.45;
    font-variant-numeric: tabular-nums;
    pointer-events: none;
  }
  [part='stats'] dl {
    display: grid;
    grid-template-columns: auto auto;
    gap: 0 12px;
    margin: 0;
  }
  [part='stats'] div {
    display: contents;
  }
  [part='stats'] dt {
    color: #b8c2cc;
  }
  [part='stats'] dd {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 10px;
    margin: 0;
    white-space: nowrap;
  }
  [part='stats'] svg {
    flex: none;
    width: 120px;
    height: 15px;
    fill: none;
    stroke: #6cc4ff;
    stroke-width: 1.5;
    background: rgb(255 255 255 / 8%);
  }
  [part='stats'] small {
    max-width: 22em;
    color: #b8c2cc;
    font-size: 10px;
    line-height: 1.2;
    white-space: normal;
  }
  @container (max-width: 560px) {
    [part='stats'] {
      font-size: 11px;
    }
    [part='stats'] svg {
      width: 64px;
    }
    [part='stats'] .most > * {
      display: none;
    }
  }
  @container (max-width: 340px) {
    [part='stats'] {
      inset-block-start: 30px;
      inset-inline-start: 4px;
      max-width: calc(100% - 8px);
      max-height: calc(100% - 34px);
      padding: 2px 6px;
      font-size: 10px;
      line-height: 1.3;
    }
    [part='stats'] .more > * {
      display: none;
    }
  }
  @container (max-width: 220px) {
    [part='stats'] :is(dt, svg) {
      display: none;
    }
    [part='stats'] dl {
      display: flex;
      gap: 6px;
    }
  }
  @media (forced-colors: active) {
    [part='stats'],
    [part='stats'] :is(dt, small) {
      background: Canvas;
      color: CanvasText;
    }
    [part='stats'] svg {
      stroke: Highlight;
    }
  }
`;
