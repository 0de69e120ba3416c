import { css, type LitElement } from 'lit';
import { onAbort } from '../../core/lifetime.js';
import { addStyles } from '../add-styles.js';

const styles = css`
  [part='recording'] {
    position: absolute;
    inset-block-start: 40px;
    inset-inline-end: 8px;
    display: flex;
    align-items: center;
    gap: 6px;
    padding: 2px 10px;
    border-radius: 999px;
    background: #b3202c;
    color: #fff;
    font-size: 0.9em;
    pointer-events: none;
  }
  [part='recording']::before {
    content: '';
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: #fff;
  }
  @container (max-width: 280px) {
    [part='recording'] {
      inset-block-start: 32px;
      inset-inline-end: 4px;
      padding-block: 0;
      font-size: 12px;
    }
  }
  /* The mark of an open microphone has this line to itself; the dot of a recording fits beside it. */
  @container (max-width: 239px) or (max-height: 119px) {
    [part='recording'] {
      inset-block-start: 28px;
    }
    .top:has([part='talk']) ~ [part='recording'] {
      inset-block-start: 26px;
      inset-inline: 4px auto;
      gap: 0;
      padding: 6px;
      font-size: 0;
    }
    .top:has(~ [part='recording']) [part='talk'] {
      max-width: calc(100% - 24px);
    }
  }
  @media (forced-colors: active) {
    [part='recording'] {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
const styled = new WeakSet<LitElement>();

/** What is on always shows: the mark of a camera that is recorded, as long as `signal` lives. */
export function showMark(host: LitElement, word: string, signal: AbortSignal): void {
  if (!styled.has(host)) addStyles(host, styles);
  styled.add(host);
  const mark = document.createElement('div');
  mark.setAttribute('part', 'recording');
  mark.textContent = word;
  host.renderRoot.append(mark);
  onAbort(signal, () => mark.remove());
}
