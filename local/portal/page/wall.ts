import { html, nothing, type TemplateResult } from 'lit';
import type {
  KvsCamera,
  KvsErrorEvent,
  KvsFirstFrameEvent,
  KvsLogEvent,
  KvsStateChangeEvent,
  TokenCallback,
} from '../../../src/index.js';
import { CAMERAS, type PortalCamera } from './cameras.js';
import type { CameraFacts, PortalState } from './store.js';

/** Whom the wall tells. */
export interface WallListener {
  readonly getToken: TokenCallback;
  select(channel: string): void;
  putBack(channel: string): void;
  onState(channel: string, event: KvsStateChangeEvent): void;
  onError(channel: string, event: KvsErrorEvent): void;
  onFirstFrame(channel: string, event: KvsFirstFrameEvent): void;
  onLog(channel: string, event: KvsLogEvent): void;
  onPlayOrPause(channel: string, camera: KvsCamera): void;
}

/** All cameras, each with a caption that selects it. */
export function wall(state: PortalState, listener: WallListener): TemplateResult {
  return html`${CAMERAS.map((camera) => tile(camera, state, listener))}${welcome()}`;
}

/** How the right to watch is got and where the picture comes from, in few words. */
export function roadOf({ road, source }: PortalCamera): string {
  const words = road === 'credentials' ? ['AWS credentials'] : ['Ticket'];
  if (source === 'live') words.push('live encoder');
  if (source === 'none') words.push('no camera');
  return words.join(' · ');
}

/** A duration as people say it. */
export function seconds(durationMs: number): string {
  return durationMs < 1_000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1_000).toFixed(1)} s`;
}

function tile(camera: PortalCamera, state: PortalState, listener: WallListener): TemplateResult {
  const { channel, label } = camera;
  const facts = state.cameras[channel];
  const isSelected = state.selected === channel;
  return html`<article class="tile ${isSelected ? 'selected' : ''}" data-channel=${channel}>
    <div
      class="screen"
      @click=${(event: Event) => {
        if (!isOnButton(event)) listener.select(channel);
      }}
    >
      ${facts?.isOnPage === false ? removed(camera, listener) : picture(camera, state, listener)}
    </div>
    <button class="caption" type="button" aria-pressed=${isSelected} @click=${() => listener.select(channel)}>
      <span class="unseen">Details of ${label}:</span>
      <span class="road">${roadOf(camera)}</span>
      ${facts ? timing(facts) : nothing}
    </button>
  </article>`;
}

function picture(camera: PortalCamera, state: PortalState, listener: WallListener): TemplateResult {
  const { channel, label, road, connectTimeoutMs } = camera;
  const { service } = state;
  const asksItself = road === 'credentials';
  if (asksItself && !service) return html`<div class="gone">Asking for credentials…</div>`;
  const onPlay = (event: Event): void => listener.onPlayOrPause(channel, event.currentTarget as KvsCamera);
  return html`<kvs-camera
    channel=${channel}
    label=${label}
    token-url=${asksItself ? nothing : '/api/kvs/token'}
    region=${(asksItself && service?.region) || nothing}
    endpoint=${(asksItself && service?.endpoint) || nothing}
    .getToken=${asksItself ? listener.getToken : null}
    connect-timeout=${connectTimeoutMs}
    muted
    autoplay
    controls
    @kvs-statechange=${(event: KvsStateChangeEvent) => listener.onState(channel, event)}
    @kvs-error=${(event: KvsErrorEvent) => listener.onError(channel, event)}
    @kvs-firstframe=${(event: KvsFirstFrameEvent) => listener.onFirstFrame(channel, event)}
    @kvs-log=${(event: KvsLogEvent) => listener.onLog(channel, event)}
    @play=${onPlay}
    @pause=${onPlay}
  ></kvs-camera>`;
}

/** The bar's buttons have their own meaning. */
function isOnButton(event: Event): boolean {
  return event.composedPath().some((target) => target instanceof HTMLButtonElement);
}

function removed({ channel, label }: PortalCamera, listener: WallListener): TemplateResult {
  return html`<div class="gone">
    <span>${label} was removed from the page</span>
    <button type="button" @click=${() => listener.putBack(channel)}>Put back</button>
  </div>`;
}

function timing({ state, firstFrame, faults }: CameraFacts): TemplateResult | typeof nothing {
  const { length } = faults;
  if (length > 0) return html`<span class="faulty">${length} ${length === 1 ? 'fault' : 'faults'}</span>`;
  if (state !== 'live' || !firstFrame) return nothing;
  return html`<span class="time">first frame ${seconds(firstFrame.duration)}</span>`;
}

function welcome(): TemplateResult {
  return html`<section class="welcome" aria-label="About this wall">
    <h2>Everything here is on this machine</h2>
    <p>
      KVS, its relay and the cameras run locally, and speak the real protocol. Select a camera, break
      something, and watch it recover.
    </p>
  </section>`;
}
