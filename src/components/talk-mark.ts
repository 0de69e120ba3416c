import { css, html, nothing, type CSSResult, type TemplateResult } from 'lit';
import type { TalkState } from '../core/talk-state.js';
import type { Localizer } from './localize.js';

/** What is on always shows: the mark of a microphone that is open to this camera, whoever opened it. */
export function talkMark({ phase }: TalkState, words: Localizer): TemplateResult | typeof nothing {
  if (phase !== 'on' && phase !== 'arming') return nothing;
  return html`<div part="talk" class=${phase}>
    ${words.term(phase === 'on' ? 'talk-on' : 'talk-arming')}
  </div>`;
}

export const talkMarkStyles: CSSResult = css`
  [part='talk'] {
    position: absolute;
    inset-block-start: 8px;
    inset-inline-end: 8px;
    display: flex;
    align-items: center;
    gap: 6px;
    max-width: calc(100% - 16px);
    box-sizing: border-box;
    padding: 2px 10px;
    overflow: hidden;
    border-radius: 999px;
    background: var(--kvs-talk-color, #d92d3a);
    color: #fff;
    font-size: 0.9em;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  [part='talk']::before {
    content: '';
    flex: none;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: #fff;
  }
  [part='talk'].arming {
    opacity: 0.7;
  }
  @container (max-width: 280px) {
    [part='talk'] {
      inset-block-start: 4px;
      inset-inline-end: 4px;
      padding-block: 0;
      font-size: 12px;
    }
  }
  @media (forced-colors: active) {
    [part='talk'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
