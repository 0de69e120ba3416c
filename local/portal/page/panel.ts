import { html, nothing, type TemplateResult } from 'lit';
import type { CameraState } from '../../../src/index.js';
import { CAMERAS, type PortalCamera } from './cameras.js';
import type { ChannelReport } from './desk.js';
import { FAULTS, isLasting, type FaultGroup, type PortalFault } from './faults.js';
import type { CameraFacts, PortalState } from './store.js';
import { roadOf, seconds } from './wall.js';

/** Whom the panel tells. */
export interface PanelListener {
  close(): void;
  reconnect(): void;
  playOrPause(): void;
  removeOrPutBack(): void;
  diagnose(): void;
  copyDiagnosis(): void;
  press(fault: PortalFault): void;
  mendAll(): void;
}

const STATE_WORDS: Readonly<Record<CameraState, string>> = {
  idle: 'idle',
  connecting: 'connecting',
  live: 'live',
  frozen: 'frozen',
  reconnecting: 'reconnecting',
  offline: 'offline',
  denied: 'no access',
  blocked: 'needs a tap',
  failed: 'failed',
  ended: 'ended',
};

/** The selected camera: its facts, its methods, and what can be made to go wrong. */
export function panel(state: PortalState, listener: PanelListener): TemplateResult | typeof nothing {
  const camera = CAMERAS.find(({ channel }) => channel === state.selected);
  const facts = camera && state.cameras[camera.channel];
  if (!camera || !facts) return nothing;
  return html`<header>
      <h2>${camera.label}</h2>
      <span class="chip ${facts.state}">${facts.isOnPage ? STATE_WORDS[facts.state] : 'removed'}</span>
      <button class="close" type="button" aria-label="Close the panel" @click=${() => listener.close()}>
        ✕
      </button>
    </header>
    ${factsOf(camera, facts, state)} ${methods(camera, facts, listener)} ${diagnosis(state, listener)}
    ${FAULTS.map((group) => faultGroup(group, camera, facts, listener))}
    <footer>
      <p role="status">${state.told}</p>
      <button type="button" class="primary" @click=${() => listener.mendAll()}>Mend everything</button>
    </footer>`;
}

function factsOf(camera: PortalCamera, facts: CameraFacts, state: PortalState): TemplateResult {
  const { firstFrame } = facts;
  const isShown = facts.state === 'live' || facts.state === 'frozen';
  const media = isShown && firstFrame ? `${firstFrame.codec.toUpperCase()}, ${firstFrame.path}` : '–';
  const report = state.report?.name === camera.channel ? state.report : null;
  return html`<dl class="facts">
    ${fact('Road', roadOf(camera))} ${fact('Attempt', attemptOf(facts, state.now))}
    ${facts.problem && !isShown ? fact('Reason', `${facts.problem.code}: ${facts.problem.message}`) : nothing}
    ${fact('Codec, path', media)}
    ${fact('First frame', isShown && firstFrame ? `after ${seconds(firstFrame.duration)}` : '–')}
    ${isShown && firstFrame ? fact('Steps in ms', stepsOf(firstFrame.timeline)) : nothing}
    ${fact('Service sees', report ? seenBy(report) : '…')}
    ${fact('Camera hears', report ? heardBy(report) : '…')}
  </dl>`;
}

function fact(name: string, value: string): TemplateResult {
  return html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`;
}

function attemptOf({ attempt, retryAt, state }: CameraFacts, now: number): string {
  if (state === 'live' || state === 'frozen' || state === 'idle') return '–';
  if (retryAt === null) return String(attempt);
  return `${attempt}, next in ${Math.max(0, Math.ceil((retryAt - now) / 1_000))} s`;
}

function stepsOf(timeline: object): string {
  return Object.entries(timeline)
    .map(([step, ms]) => `${step} ${String(ms)}`)
    .join(' › ');
}

function seenBy({ viewers, connects, masterConnected, refused }: ChannelReport): string {
  const words = [
    `${viewers.length} ${viewers.length === 1 ? 'viewer' : 'viewers'} (${connects.viewer} so far)`,
    masterConnected ? 'camera connected' : 'no camera',
  ];
  if (refused.length > 0) words.push(`${refused.length} refused`);
  return words.join(', ');
}

function heardBy({ camera }: ChannelReport): string {
  const [first] = camera?.viewers.filter(({ state }) => state === 'connected') ?? [];
  if (!first) return 'nobody';
  const { packetsPerSecond, levelDb, frequencyHz } = first.heard;
  if (packetsPerSecond === 0) return 'nothing';
  return levelDb === null || levelDb <= -100
    ? `silence, ${packetsPerSecond} packets/s`
    : `${first.clientId} at ${Math.round(levelDb)} dB${frequencyHz ? `, about ${frequencyHz} Hz` : ''}`;
}

function methods(
  { channel }: PortalCamera,
  { isOnPage, isPaused }: CameraFacts,
  listener: PanelListener,
): TemplateResult {
  return html`<fieldset>
    <legend>Element</legend>
    ${button('Reconnect', () => listener.reconnect(), !isOnPage)}
    ${button(isPaused ? 'Play' : 'Pause', () => listener.playOrPause(), !isOnPage)}
    ${button('Diagnose', () => listener.diagnose(), !isOnPage)}
    ${button(isOnPage ? 'Remove from page' : 'Put back', () => listener.removeOrPutBack())}
    <kvs-ptt-button .camera=${document.querySelector(`kvs-camera[channel="${channel}"]`)}></kvs-ptt-button>
  </fieldset>`;
}

function diagnosis(
  { diagnosis: text }: PortalState,
  listener: PanelListener,
): TemplateResult | typeof nothing {
  if (!text) return nothing;
  return html`<section class="diagnosis" aria-label="Diagnosis">
    <pre tabindex="0">${text}</pre>
    ${button('Copy report', () => listener.copyDiagnosis())}
  </section>`;
}

function faultGroup(
  { title, faults, needsCamera }: FaultGroup,
  { source }: PortalCamera,
  facts: CameraFacts,
  listener: PanelListener,
): TemplateResult {
  const isMissing = needsCamera && source === 'none';
  return html`<fieldset ?disabled=${isMissing}>
    <legend>${title}${isMissing ? ' (this channel has none)' : nothing}</legend>
    ${faults.map((fault) => {
      const isOn = facts.faults.includes(fault.id);
      return html`<button
        type="button"
        data-fault=${fault.id}
        title=${fault.tells}
        aria-pressed=${isLasting(fault) ? String(isOn) : nothing}
        @click=${() => listener.press(fault)}
      >
        ${fault.label}
      </button>`;
    })}
  </fieldset>`;
}

function button(label: string, onClick: () => void, isDisabled = false): TemplateResult {
  return html`<button type="button" ?disabled=${isDisabled} @click=${onClick}>${label}</button>`;
}
