import type { LitElement } from 'lit';
import { onBeat } from '../../core/beat.js';
import { KvsError } from '../../core/errors.js';
import { readStats } from '../../core/meter.js';
import type { Session } from '../../core/session.js';
import type { CameraStats } from '../../core/stats.js';
import { KvsStatsEvent } from '../events.js';
import { ScreenDelay, withScreen } from './screen-delay.js';
import { StatsPanel } from './stats-panel.js';

/** Measures one camera: when it is told to, once a second by the beat of the page. */
export class Measuring {
  readonly #host: LitElement;
  readonly #delay: ScreenDelay;
  #panel: StatsPanel | null = null;
  #session: Session | null = null;
  #stop: (() => void) | null = null;
  #toldOf = 0;

  constructor(host: LitElement, video: HTMLVideoElement) {
    this.#host = host;
    this.#delay = new ScreenDelay(video);
  }

  get panel(): HTMLElement | null {
    return this.#panel?.element ?? null;
  }

  /** What is measured now. */
  async read(session: Session | null): Promise<CameraStats> {
    this.#delay.measure();
    const stats = await readStats(session);
    return withScreen(stats, this.#delay.ms);
  }

  /** Measures `session` from now on while it is live; null: nobody wants to know. */
  settle(session: Session | null, isShown: boolean): void {
    if (isShown && !this.#panel) {
      this.#panel = new StatsPanel(this.#host);
      this.#host.requestUpdate();
    }
    this.#session = session;
    const isWanted = session?.state.phase === 'live';
    if (isWanted === (this.#stop !== null)) return;
    this.#rest();
    if (!isWanted) return;
    this.#stop = onBeat(() => this.#measure());
    this.#measure();
  }

  #rest(): void {
    this.#stop?.();
    this.#stop = null;
    this.#panel?.show(null);
  }

  #measure(): void {
    this.read(this.#session).then(
      (stats) => this.#tell(stats),
      (thrown: unknown) => {
        // The camera was lost in between, and its state says so.
        if (thrown instanceof KvsError) return;
        this.#rest();
        reportError(thrown);
      },
    );
  }

  #tell(stats: CameraStats): void {
    if (!this.#stop || stats.time === this.#toldOf) return;
    this.#toldOf = stats.time;
    this.#panel?.show(stats);
    this.#host.dispatchEvent(new KvsStatsEvent(stats));
  }
}
