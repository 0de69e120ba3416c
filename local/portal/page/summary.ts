import { html, type TemplateResult } from 'lit';
import type { CameraState } from '../../../src/index.js';
import type { PortalState } from './store.js';

type Count = 'live' | 'reconnecting' | 'offline' | 'failed';

const COUNTED_AS: Readonly<Record<CameraState, Count | null>> = {
  idle: null,
  connecting: 'reconnecting',
  live: 'live',
  frozen: 'reconnecting',
  reconnecting: 'reconnecting',
  offline: 'offline',
  denied: 'failed',
  blocked: 'failed',
  failed: 'failed',
  ended: 'failed',
};

/** How many cameras are how, for the head of the page. */
export function summary({ cameras }: PortalState): TemplateResult {
  const all = Object.values(cameras).filter(({ isOnPage }) => isOnPage);
  const count = (wanted: Count): number => all.filter(({ state }) => COUNTED_AS[state] === wanted).length;
  return html`<dl class="counts">
    ${(['live', 'reconnecting', 'offline', 'failed'] as const).map(
      (name) =>
        html`<div class="${name} ${count(name) === 0 ? 'none' : ''}">
          <dt>${name}</dt>
          <dd data-count=${name}>${count(name)}</dd>
        </div>`,
    )}
  </dl>`;
}
