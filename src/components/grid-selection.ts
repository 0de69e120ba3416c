import { GridAttributes } from './grid-attributes.js';
import { isShown } from './grid-cells.js';
import { KvsSelectEvent } from './grid-events.js';
import type { KvsCamera } from './kvs-camera.js';

/** A camera as it was asked for: the element itself, if that was given, and its id or channel. */
interface Choice {
  readonly camera: KvsCamera | null;
  readonly key: string;
}

const NOBODY: Choice = { camera: null, key: '' };

/** Which camera of a grid is selected, and which is in the spotlight. */
export abstract class SelectingGrid extends GridAttributes {
  /** Which of several with the same channel `selected` means. */
  #selection = NOBODY;
  #spotlight = NOBODY;
  /** What the last event has told. */
  #told: KvsCamera | null = null;

  /** All cameras, in reading order. */
  abstract get tiles(): readonly KvsCamera[];

  /** The selected camera, or null. */
  get selectedCamera(): KvsCamera | null {
    const { camera, key } = this.#selection;
    return this.#find(this.selected, key === this.selected ? camera : null);
  }

  /** The camera in the spotlight, or null: the one that was asked for, else the selected one, else the first. */
  get spotlit(): KvsCamera | null {
    if (this.layout !== 'spotlight') return null;
    const { camera, key } = this.#spotlight;
    return this.#find(key, camera) ?? this.selectedCamera ?? this.tiles[0] ?? null;
  }

  /** Selects a camera: the element, its id or its channel; null: none. */
  select(camera: KvsCamera | string | null): void {
    this.#selection = choiceOf(camera);
    this.selected = this.#selection.key;
    // Another one may have the same.
    this.requestUpdate();
    this.tellSelection();
  }

  /** Shows one camera large, with the connection that it has, and selects it; null: shows all alike again. */
  spotlight(camera: KvsCamera | string | null): void {
    this.#spotlight = choiceOf(camera);
    this.layout = camera ? 'spotlight' : 'auto';
    if (camera) this.select(camera);
  }

  /** Goes on to the next camera: selects it, or shows it large where one is. */
  next(): void {
    this.#step(1);
  }

  /** Goes back to the camera before. */
  previous(): void {
    this.#step(-1);
  }

  protected tellSelection(): void {
    // Taken out, a grid knows no cameras, which is nobody's choice.
    if (!this.isConnected) return;
    const [previous, camera] = [this.#told, this.selectedCamera];
    if (camera === previous) return;
    this.#told = camera;
    this.dispatchEvent(new KvsSelectEvent(camera, previous));
  }

  #step(by: 1 | -1): void {
    const { tiles } = this;
    const from = this.spotlit ?? this.selectedCamera;
    const start = from ? tiles.indexOf(from) : -Math.max(by, 0);
    const round = tiles.map((_, index) => tiles.at((start + by * (index + 1)) % tiles.length));
    // What the page has hidden is passed by, as by the arrow keys; unless that is all of it.
    const camera = round.find((tile) => tile && isShown(tile)) ?? round[0];
    if (!camera) return;
    if (this.layout === 'spotlight') this.spotlight(camera);
    else this.select(camera);
  }

  #find(key: string, camera: KvsCamera | null): KvsCamera | null {
    const { tiles } = this;
    if (camera && tiles.includes(camera)) return camera;
    if (!key) return null;
    return tiles.find(({ id }) => id === key) ?? tiles.find(({ channel }) => channel === key) ?? null;
  }
}

function choiceOf(camera: KvsCamera | string | null): Choice {
  if (!camera || typeof camera === 'string') return { camera: null, key: camera || '' };
  return { camera, key: camera.id || camera.channel || '' };
}
