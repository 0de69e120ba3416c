import { KvsError } from '../core/errors.js';
import type { KvsCamera } from './kvs-camera.js';

/** A camera of a list: its channel, and whatever else `<kvs-camera>` takes, by the names of its properties. */
export interface GridCamera {
  readonly channel: string;
  /** Of the element. By it a camera stays itself where its channel changes, or stands in the list more than once. */
  readonly id?: string;
  readonly label?: string;
  readonly [property: string]: unknown;
}

const TAG = 'kvs-camera';
/** Properties of the `<video>` inside, which are none of Lit's, and what they are where the list says nothing. */
const SOUND: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['muted', true],
  ['volume', 1],
]);
/** Properties that hold words; each camera of each grid is asked for them, so that no entry may break that. */
const WORDS = ['codecs', 'unload'] as const;
const HINT = 'It looks like [{"channel": "front-door", "label": "Front door"}, …], each id only once.';
/** A wall shows its cameras without being asked, and browsers start them only without sound. */
const DEFAULTS = { autoplay: true, controls: true } as const;

/** The cameras that a grid makes of a list. One that stays in the list stays itself, with its connection. */
export class GridList {
  readonly #grid: HTMLElement;
  readonly #made = new Map<string, KvsCamera>();
  readonly #givenTo = new WeakMap<KvsCamera, Readonly<Record<string, unknown>>>();

  constructor(grid: HTMLElement) {
    this.#grid = grid;
  }

  /**
   * Makes, changes, moves and removes cameras until they are as the list says.
   *
   * @throws {KvsError} `bad-configuration`: nothing was changed then
   */
  show(list: unknown): void {
    const wanted = keyed(list);
    for (const [key, camera] of this.#made) {
      if (wanted.has(key)) continue;
      camera.remove();
      this.#made.delete(key);
    }
    const cameras = [...wanted].map(([key, entry]) => this.#give(this.#make(key, entry), entry));
    this.#arrange(cameras);
  }

  #make(key: string, { muted }: GridCamera): KvsCamera {
    const made = this.#made.get(key) ?? document.createElement(TAG);
    if (!this.#made.has(key)) made.toggleAttribute('muted', muted !== false);
    this.#made.set(key, made);
    return made;
  }

  #give(camera: KvsCamera, { id, ...entry }: GridCamera): KvsCamera {
    const before = this.#givenTo.get(camera) ?? {};
    const now = { ...DEFAULTS, ...entry };
    const known = (camera.constructor as typeof KvsCamera).elementProperties;
    for (const name of Object.keys({ ...before, ...now })) {
      const [last, value] = [before, now].map((given) => Reflect.get(given, name) ?? SOUND.get(name));
      // A list may come from anywhere, so it sets what a camera knows and nothing else of an element. The sound is the
      // viewer's as well, so that only news of it count.
      if (known.has(name) || name === 'talkOptions' || (SOUND.has(name) && value !== last))
        Reflect.set(camera, name, value);
    }
    if (id) camera.id = id;
    this.#givenTo.set(camera, now);
    return camera;
  }

  /** Brings them into their order; those that are in it already are not touched. */
  #arrange(cameras: readonly KvsCamera[]): void {
    const wanted = new Set<Element>(cameras);
    const placed = [...this.#grid.children].filter((child) => wanted.has(child));
    if (placed.length === cameras.length && placed.every((camera, index) => camera === cameras[index]))
      return;
    let next: Element | null = null;
    for (const camera of [...cameras].reverse()) {
      if (camera.parentNode !== this.#grid || camera.nextElementSibling !== next)
        place(this.#grid, camera, next);
      next = camera;
    }
  }
}

/** Resolves when cameras can be made. */
export async function camerasDefined(): Promise<void> {
  await customElements.whenDefined(TAG);
}

/** Moves without taking out where the browser can: then not even fullscreen ends. */
function place(grid: HTMLElement, camera: Element, next: Element | null): void {
  const canMove = 'moveBefore' in grid && camera.isConnected && grid.isConnected;
  if (canMove) (grid as MovingParent).moveBefore(camera, next);
  else grid.insertBefore(camera, next);
}

/** Not in the library of every compiler. */
interface MovingParent {
  moveBefore(node: Node, child: Node | null): void;
}

function keyed(list: unknown): ReadonlyMap<string, GridCamera> {
  if (!Array.isArray(list)) throw badList('The list of cameras is no array');
  const found = new Map<string, GridCamera>();
  /** How often a channel has been there without an id. */
  const counts = new Map<string, number>();
  for (const [index, entry] of (list as unknown[]).entries()) {
    if (!isCamera(entry)) throw badList(`The list of cameras has no channel at ${index}`);
    const volume = Number(entry['volume'] ?? 1);
    if (!(volume >= 0 && volume <= 1))
      throw badList(`The list of cameras has a volume beyond 0 to 1 at ${index}`);
    const wordless = WORDS.find((name) => !isWords(entry[name]));
    if (wordless) throw badList(`The list of cameras has no words for ${wordless} at ${index}`);
    const { id, channel } = entry;
    if (id && found.has(`id ${id}`)) throw badList(`The list of cameras has the id "${id}" twice`);
    const nth = (counts.get(channel) ?? 0) + 1;
    if (!id) counts.set(channel, nth);
    found.set(id ? `id ${id}` : `${nth} ${channel}`, entry);
  }
  return found;
}

function isCamera(entry: unknown): entry is GridCamera {
  if (typeof entry !== 'object' || entry === null) return false;
  const { channel, id } = entry as Record<string, unknown>;
  return typeof channel === 'string' && channel !== '' && ['string', 'undefined'].includes(typeof id);
}

/** A string of them or a list; or nothing, as `null` and `false` are. */
function isWords(value: unknown): boolean {
  const words: readonly unknown[] = Array.isArray(value) ? value : [value ?? ''];
  return words.every((word) => typeof word === 'string') || typeof value === 'boolean';
}

function badList(message: string): KvsError {
  return new KvsError('bad-configuration', message, { hint: HINT });
}
