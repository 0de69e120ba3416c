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
    flex: none;
    margin-inline-start: auto;
    max-width: 100%;
    box-sizing: border-box;
    padding: 0.2em 0.75em;
    overflow: hidden;
    border-radius: 99px;
    background: var(--_talk);
    color: #fff;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  [part='talk']::before {
    content: '';
    display: inline-block;
    margin-inline-end: 0.5em;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: #fff;
  }
  [part='talk'].arming {
    opacity: 0.7;
  }
  @media (forced-colors: active) {
    [part='talk'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
