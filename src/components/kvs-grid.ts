import { html, nothing, type CSSResult, type PropertyValues, type TemplateResult } from 'lit';
import type { KvsError } from '../core/errors.js';
import type { CameraState } from './camera-state.js';
import { cellOf, inOrder, mark } from './grid-cells.js';
import type { GridSummary } from './grid-events.js';
import { GridKeys, type KeyNotice } from './grid-keys.js';
import { GridPointer } from './grid-pointer.js';
import { GridProvider } from './grid-provider.js';
import { SelectingGrid } from './grid-selection.js';
import { GridSound } from './grid-sound.js';
import { SETTINGS } from './grid-settings.js';
import { SourceController } from './grid-source.js';
import { gridStyles } from './grid-styles.js';
import { SummaryController } from './grid-summary.js';
import type { TourController } from './grid-tour.js';
import { announcement } from './grid-words.js';
import type { KvsCamera } from './kvs-camera.js';
import { Localizer } from './localize.js';
import { troubleWords } from './ptt-state.js';
import { Seats } from './seats.js';

const UNSEEN = 'script, style, template, link';

/**
 * A wall of cameras: as many as there are, on few connections.
 *
 * @tag kvs-grid
 *
 * @fires {KvsSelectEvent} kvs-select - another camera is the selected one now, or none
 * @fires {KvsSummaryEvent} kvs-summary - another number of cameras is live, reconnecting, offline or failed now
 * @fires {KvsErrorEvent} kvs-error - the list of cameras cannot be had
 *
 * @slot - cameras, as they are or inside other elements
 *
 * @csspart wall - what lays the cameras out
 * @csspart message - why there is no list of cameras
 * @csspart button - each button
 * @csspart retry - the button that asks for the list again
 *
 * @cssprop [--kvs-gap=8px] - between cameras
 * @cssprop [--kvs-select-color=#2f81f7] - of the frame of the selected camera
 * @cssprop [--kvs-radius=8px] - of the corners of the message
 * @cssprop [--media-font-family] - of all words
 */
export class KvsGrid extends SelectingGrid {
  static override readonly styles: CSSResult = gridStyles;

  readonly #words = new Localizer(this);
  readonly #seats = new Seats(this);
  readonly #sound = new GridSound(this);
  readonly #keys = new GridKeys(this);
  protected readonly pointer: GridPointer = new GridPointer(this);
  #touring: Promise<TourController> | null = null;
  readonly #summary = new SummaryController(this);
  readonly #source = new SourceController(this);
  readonly #provider = new GridProvider(this, { settings: this.settings, seats: this.#seats }, (camera) =>
    this.#follow(camera),
  );
  #notice = '';
  #noticedAt: GridSummary | null = null;
  #tiles: readonly KvsCamera[] | null = null;
  #cells: readonly Element[] = [];

  override get tiles(): readonly KvsCamera[] {
    this.#tiles ??= inOrder(this.#provider.cameras, this.#cells);
    return this.#tiles;
  }

  /** @internal */
  get states(): readonly CameraState[] {
    return this.#provider.cameras.map(({ state }) => state);
  }

  /** @internal */
  get isAnyHeld(): boolean {
    return this.#provider.cameras.some(({ isHeld }) => isHeld);
  }

  /** @internal */
  isFirst(camera: Element): boolean {
    return camera === this.selectedCamera || camera === this.spotlit;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const isOther = SETTINGS.some((name) => changed.has(name));
    if (isOther) this.#provider.context = { settings: this.settings, seats: this.#seats };
    if (this.tour > 0) this.#startTouring();
  }

  override render(): TemplateResult {
    const isEmpty = this.tiles.length === 0;
    const isWide = this.tiles.length > 1;
    const look = this.layout === 'spotlight' ? `spotlight ${isWide ? '' : 'alone'}` : '';
    return html`<div
        role=${isEmpty ? nothing : 'grid'}
        aria-label=${isEmpty ? nothing : this.label || this.#words.term('grid')}
      >
        <div
          part="wall"
          role=${isEmpty ? nothing : 'row'}
          class="${look} ${Number(this.columns) >= 1 ? 'columns' : ''}"
        >
          <slot @slotchange=${this.#arranged}></slot>
        </div>
      </div>
      ${this.#source.problem ? this.#message(this.#source.problem) : nothing}
      <div class="announcement" role="status">${this.#announcement()}</div>`;
  }

  override updated(): void {
    this.#measure();
    this.#mark();
    this.#keys.apply(this.tiles);
    this.tellSelection();
    this.#sound.apply();
    this.#seats.changed();
  }

  /** With the cameras of the list that it was given. */
  protected override async getUpdateComplete(): Promise<boolean> {
    await super.getUpdateComplete();
    await this.#source.shown;
    return super.getUpdateComplete();
  }

  /** @internal */
  announce(notice: KeyNotice): void {
    const text = notice instanceof Error ? troubleWords(notice, this.#words) : this.#words.term(notice);
    // The same words are read again only when they are not quite the same.
    this.#notice = this.#notice === text ? `${text}\u00a0` : text;
    this.#noticedAt = this.#summary.spoken;
    this.requestUpdate();
  }

  /** What was done since the cameras were last spoken of, else how they are. */
  #announcement(): string {
    const { spoken } = this.#summary;
    return this.#notice && this.#noticedAt === spoken ? this.#notice : announcement(spoken, this.#words);
  }

  /** The code for a tour is loaded with the first one. */
  #startTouring(): void {
    if (this.#touring) return;
    this.#touring = import('./grid-tour.js').then(({ TourController: Tour }) => new Tour(this));
    this.#touring.catch(reportError);
  }

  #message({ message, hint }: KvsError): TemplateResult {
    return html`<div part="message" role="alert">
      <p>${this.#words.term('list-failed')}</p>
      <p class="hint">${message}. ${hint}</p>
      <button part="button retry" type="button" @click=${this.#source.reload}>
        ${this.#words.term('retry')}
      </button>
    </div>`;
  }

  #follow(camera: KvsCamera): () => void {
    const unmute = this.#sound.follow(camera);
    this.#changed();
    return () => {
      unmute();
      this.#keys.forget(camera);
      this.#changed();
    };
  }

  #changed(): void {
    this.#tiles = null;
    this.#summary.changed();
    this.requestUpdate();
  }

  readonly #arranged = ({ target }: Event): void => {
    const cells = (target as HTMLSlotElement)
      .assignedElements({ flatten: true })
      .filter((cell) => !cell.matches(UNSEEN));
    for (const gone of this.#cells) if (!cells.includes(gone)) mark(gone, null);
    this.#cells = cells;
    this.#changed();
  };

  /** By style properties, not by a style attribute, which a Content-Security-Policy may forbid. */
  #measure(): void {
    const wall = this.renderRoot.querySelector<HTMLElement>('[part=wall]');
    wall?.style.setProperty('--_columns', String(Math.trunc(Number(this.columns))));
    wall?.style.setProperty('--_min-width', `${this.minTileWidth > 0 ? this.minTileWidth : 240}px`);
    wall?.style.setProperty('--_others', String(Math.max(1, this.#cells.length - 1)));
  }

  #mark(): void {
    const cells = new Set(this.#cells);
    const { selectedCamera, spotlit } = this;
    const [selected, large] = [selectedCamera, spotlit].map((camera) => camera && cellOf(camera, cells));
    for (const cell of cells) {
      mark(cell, { isSelected: cell === selected, isSpotlit: cell === large });
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'kvs-grid': KvsGrid;
  }
}
