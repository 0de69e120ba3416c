import { html, render, svg, type LitElement, type TemplateResult } from 'lit';
import type { CameraStats } from '../../core/stats.js';
import { addStyles } from '../add-styles.js';
import { Localizer } from '../localize.js';
import { History } from './history.js';
import { statsStyles } from './stats-styles.js';
import { STATS_WORDS, type StatsWords } from './stats-words.js';

type Word = keyof StatsWords;

/** Over the picture: what is measured of a camera, and how it was over the last two minutes. */
export class StatsPanel {
  /** Renders itself, so that the camera need not. */
  readonly element: HTMLElement = document.createElement('div');
  readonly #localizer: Localizer;
  readonly #histories = { frames: new History(), bits: new History(), latency: new History() };

  constructor(host: LitElement) {
    this.#localizer = new Localizer(host);
    this.element.setAttribute('part', 'stats');
    addStyles(host, statsStyles);
    this.show(null);
  }

  /** Shows these; null: there is nothing to measure. */
  show(stats: CameraStats | null): void {
    if (stats) {
      const { frames, bits, latency } = this.#histories;
      frames.add(stats.time, stats.video.framesPerSecond);
      bits.add(stats.time, stats.video.bitsPerSecond);
      latency.add(stats.time, stats.latency.captureToScreenMs ?? stats.latency.atLeastMs);
    }
    render(stats ? this.#table(stats) : html`–`, this.element);
  }

  #table(stats: CameraStats): TemplateResult {
    const { video, audio, latency, timeline } = stats;
    const { frames, bits, latency: delays } = this.#histories;
    const kind = audio ? `${audio.codec.toUpperCase()} · ${this.#bits(audio.bitsPerSecond)}` : '–';
    return html`<dl>
      ${this.#row('stats-picture', `${video.width}×${video.height} · ${video.codec.toUpperCase()}`, 'more')}
      ${this.#row('stats-frames', this.#number(video.framesPerSecond), '', this.#chart(frames, stats))}
      ${this.#row('stats-bit-rate', this.#bits(video.bitsPerSecond), '', this.#chart(bits, stats))}
      ${this.#row('stats-latency', this.#latency(latency), '', this.#chart(delays, stats))}
      ${aside(parts(latency))} ${this.#row('stats-network', this.#network(stats), 'more')}
      ${this.#row('stats-loss', this.#percent(video.lossPercent), 'more')}
      ${this.#row('stats-jitter', this.#ms(video.jitterMs), 'most')}
      ${this.#row('stats-dropped', this.#number(video.framesDropped), 'most')}
      ${this.#row('stats-freezes', this.#freezes(stats), 'more')}
      ${this.#row('stats-first-picture', this.#ms(timeline.frame), 'more')} ${aside(timeline)}
      ${this.#row('stats-sound', kind, 'most')}
    </dl>`;
  }

  #row(word: Word, value: string, look: string, chart?: TemplateResult): TemplateResult {
    return html`<div class=${look}>
      <dt>${this.#word(word)}</dt>
      <dd><bdi>${value}</bdi>${chart}</dd>
    </div>`;
  }

  #chart(history: History, { time }: CameraStats): TemplateResult {
    const line = svg`<path d=${history.path(time)} vector-effect="non-scaling-stroke" />`;
    return html`<svg viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden="true">${line}</svg>`;
  }

  #latency({ captureToScreenMs, atLeastMs }: CameraStats['latency']): string {
    return captureToScreenMs === null ? `≥ ${this.#ms(atLeastMs)}` : this.#ms(captureToScreenMs);
  }

  #network({ network }: CameraStats): string {
    const { path, protocol, relayProtocol, roundTripMs } = network;
    const how = this.#word(path === 'relayed' ? 'stats-relayed' : 'stats-direct');
    return [how, (relayProtocol ?? protocol ?? '').toUpperCase(), this.#ms(roundTripMs)].join(' · ');
  }

  #freezes({ video: { freezes, freezesMs } }: CameraStats): string {
    return freezes ? `${this.#number(freezes)} · ${this.#ms(freezesMs)}` : this.#number(0);
  }

  #bits(perSecond: number): string {
    const isMany = perSecond >= 1e6;
    return isMany ? `${this.#number(perSecond / 1e6)} Mbit/s` : `${this.#number(perSecond / 1e3, 0)} kbit/s`;
  }

  #ms(value: number | null | undefined): string {
    return typeof value === 'number' ? `${this.#number(value, value < 10 ? 1 : 0)} ms` : '–';
  }

  #percent(value: number): string {
    return this.#localizer.number(value / 100, { style: 'percent', maximumFractionDigits: 1 });
  }

  #number(value: number, maximumFractionDigits = 1): string {
    return this.#localizer.number(value, { maximumFractionDigits });
  }

  #word(word: Word): string {
    const { language, ofPage } = this.#localizer;
    return ofPage[word] ?? (STATS_WORDS[language] ?? STATS_WORDS['en'])?.[word] ?? '';
  }
}

/** What a latency is made of, as far as it is known here. */
function parts({ networkMs, jitterBufferMs, decodeMs }: CameraStats['latency']): Record<string, number> {
  const all = Object.entries({ network: networkMs, buffer: jitterBufferMs, decoding: decodeMs });
  return Object.fromEntries(all.filter((part): part is [string, number] => part[1] !== null));
}

/** Details under a row: milliseconds by the names of the protocol, which are of no language. */
function aside(details: Readonly<Record<string, number>>): TemplateResult {
  const all = Object.entries(details).map(([name, ms]) => `${name} ${ms}`);
  return html`<div class="most">
    <dt></dt>
    <dd><small lang="en" dir="ltr">${all.join(' · ')}</small></dd>
  </div>`;
}
