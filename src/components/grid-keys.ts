import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { KvsError } from '../core/errors.js';
import { TalkEnd } from '../core/talk-state.js';
import { isShown } from './grid-cells.js';
import { neighbour, type Direction } from './grid-geometry.js';
import { holdOf, isTyping } from './hotkey.js';
import type { KvsCamera } from './kvs-camera.js';
import { saveFile } from './save-file.js';
import type { KvsTalkChangeEvent } from './talk-events.js';

/** What the keyboard needs to know of its grid, and what it does there. */
export interface KeysHost extends ReactiveControllerHost, HTMLElement {
  /** In reading order. */
  readonly tiles: readonly KvsCamera[];
  readonly selectedCamera: KvsCamera | null;
  readonly spotlit: KvsCamera | null;
  select(camera: KvsCamera): void;
  spotlight(camera: KvsCamera | null): void;
  /** Says aloud what has become of a key. */
  announce(notice: KeyNotice): void;
}

/** That something was done, or why it was not. */
export type KeyNotice =
  'snapshot-saved' | 'snapshot-failed' | 'not-allowed' | 'talk-on' | 'talk-off' | KvsError;

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/**
 * Keyboard and focus of a grid. It has one tab stop: a camera, from which the arrows lead to the others. The
 * buttons of a camera are reached with Tab while it is in the spotlight or fills the screen, or after F2; Escape
 * leads back.
 */
export class GridKeys implements ReactiveController {
  readonly #host: KeysHost;
  #active: KvsCamera | null = null;
  /** Whose buttons were asked for with F2. */
  #entered: KvsCamera | null = null;
  #talkedTo: KvsCamera | null = null;
  /** What t holds down; null: it was never pressed. */
  #hold: AbortController | null = null;
  /** Whether the talk of t was said to be on. */
  #isOn = false;
  /** The Tab that is under way. */
  #tab: KeyboardEvent | null = null;

  constructor(host: KeysHost) {
    this.#host = host;
    host.addController(this);
    host.addEventListener('keydown', (event) => this.#keyDown(event));
    host.addEventListener('focusin', (event) => this.#focusIn(event));
    host.addEventListener('focusout', () => this.#hold?.abort());
  }

  hostConnected(): void {
    // Before whoever keeps it to himself.
    addEventListener('keydown', this.#watchTab, true);
  }

  hostDisconnected(): void {
    removeEventListener('keydown', this.#watchTab, true);
  }

  /** Gives the one camera that Tab leads to its tab stop, and takes it from the others. */
  apply(tiles: readonly KvsCamera[]): void {
    if (!this.#active || !tiles.includes(this.#active) || !isShown(this.#active)) {
      const wanted = [this.#host.selectedCamera ?? [], tiles].flat();
      this.#active = wanted.find(isShown) ?? wanted[0] ?? null;
    }
    for (const tile of tiles) setTabIndex(tile, tile === this.#active ? 0 : -1);
  }

  /** A camera has left the grid. */
  forget(camera: KvsCamera): void {
    camera.removeAttribute('tabindex');
    if (this.#entered === camera) this.#entered = null;
    if (this.#talkedTo === camera) this.#hold?.abort(new TalkEnd('removed'));
  }

  #focusIn(event: FocusEvent): void {
    const tile = this.#tileOf(event);
    if (!tile) return;
    if (tile !== this.#entered) this.#entered = null;
    this.#active = tile;
    this.apply(this.#host.tiles);
    const [inner] = event.composedPath();
    // Shift+Tab comes from behind, and so first to the buttons of a camera. A click on one is meant, or a call of the page.
    if (inner !== tile && !this.#isOpen(tile) && this.#tab?.defaultPrevented === false) tile.focus();
  }

  /** Wherever on the page: the browser moves the focus before any timer, but after whatever the page does. */
  readonly #watchTab = (event: KeyboardEvent): void => {
    if (event.key !== 'Tab') return;
    // The page may have hidden the camera that was the stop.
    this.apply(this.#host.tiles);
    this.#tab = event;
    setTimeout(() => (this.#tab = null));
  };

  #keyDown(event: KeyboardEvent): void {
    const tile = this.#tileOf(event);
    const isBare = !(event.ctrlKey || event.metaKey || event.altKey);
    if (!tile || !isBare || isTyping(event)) return;
    // The bar of the camera may have made a talk of it already.
    if (event.key.toLowerCase() === 't') tile.addEventListener('kvs-talkchange', this.#tellTalk);
    if (event.defaultPrevented) return;
    const isOnTile = event.composedPath()[0] === tile;
    if (event.key === 'Tab') {
      if (isOnTile && !this.#isOpen(tile)) this.#skipInside(tile);
      return;
    }
    const isDone = (isOnTile && this.#move(event.key, tile)) || this.#act(event, tile, isOnTile);
    if (isDone) event.preventDefault();
  }

  /** Keys of the grid; true: done. */
  #move(key: string, tile: KvsCamera): boolean {
    const tiles = this.#host.tiles.filter(isShown);
    const direction = ARROWS[key];
    if (direction && !tile.matches(':fullscreen')) nextOnScreen(tiles, tile, direction)?.focus();
    else if (key === 'Home') tiles[0]?.focus();
    else if (key === 'End') tiles.at(-1)?.focus();
    else if (key === 'Enter') this.#host.spotlight(tile);
    else if (key === ' ') this.#host.select(tile);
    else if (key === 'F2') this.#entered = tile;
    else return false;
    return true;
  }

  /** Keys of one camera; true: done. */
  #act(event: KeyboardEvent, tile: KvsCamera, isOnTile: boolean): boolean {
    switch (event.key.toLowerCase()) {
      case 'escape':
        return this.#leave(tile, isOnTile);
      case 'm':
        tile.muted = !tile.muted;
        return true;
      case 't':
        if (!event.repeat) void this.#startTalk(tile, event.code);
        return true;
      case 's':
        if (!event.repeat) void this.#keepSnapshot(tile);
        return true;
      case 'f':
        if (!event.repeat) void this.#toggleFullscreen(tile);
        return true;
      default:
        return false;
    }
  }

  async #startTalk(tile: KvsCamera, code: string): Promise<void> {
    // Of the press before, the page has not been told the end.
    if (this.#hold?.signal.aborted === false) return;
    const hold = holdOf(code);
    [this.#hold, this.#talkedTo] = [hold, tile];
    try {
      await tile.startTalk({ ...tile.talkOptions, signal: hold.signal });
    } catch (thrown) {
      hold.abort();
      tile.removeEventListener('kvs-talkchange', this.#tellTalk);
      if (thrown instanceof KvsError) this.#host.announce(thrown);
      else if (!(thrown instanceof TalkEnd)) reportError(thrown);
    }
  }

  /** Says that the talk of t is on, and off again, or what has ended it. */
  readonly #tellTalk = (event: KvsTalkChangeEvent): void => {
    const tile = event.currentTarget as KvsCamera;
    const { talk } = tile;
    const wasOn = this.#isOn;
    this.#isOn = talk.phase === 'on';
    if (this.#isOn) this.#host.announce('talk-on');
    else if (wasOn) this.#host.announce(talk.phase === 'blocked' ? talk.error : 'talk-off');
    if (talk.phase !== 'off' && talk.phase !== 'blocked') return;
    tile.removeEventListener('kvs-talkchange', this.#tellTalk);
    if (tile === this.#talkedTo) this.#hold?.abort();
  };

  async #keepSnapshot(tile: KvsCamera): Promise<void> {
    try {
      saveFile(await tile.snapshot());
      this.#host.announce('snapshot-saved');
    } catch {
      // There is no picture to be kept, as everybody sees.
      this.#host.announce('snapshot-failed');
    }
  }

  async #toggleFullscreen(tile: KvsCamera): Promise<void> {
    try {
      await (tile.matches(':fullscreen') ? document.exitFullscreen() : tile.requestFullscreen());
    } catch {
      // The page hears of it by the browser's own event, `fullscreenerror`.
      this.#host.announce('not-allowed');
    }
  }

  #leave(tile: KvsCamera, isOnTile: boolean): boolean {
    if (!isOnTile) {
      this.#entered = null;
      tile.focus();
      return true;
    }
    if (!this.#host.spotlit || tile.matches(':fullscreen')) return false;
    this.#host.spotlight(null);
    return true;
  }

  /** Lets the Tab that is under way pass by what is inside: browsers look there first, whatever the host says. */
  #skipInside({ shadowRoot }: KvsCamera): void {
    // With a slot goes what the page has put into it, and what is in the shadow of that.
    const inside = [...(shadowRoot?.children ?? [])] as HTMLElement[];
    for (const element of inside) element.inert = true;
    setTimeout(() => {
      for (const element of inside) element.inert = false;
    });
  }

  #isOpen(tile: KvsCamera): boolean {
    return tile === this.#entered || tile === this.#host.spotlit || tile.matches(':fullscreen');
  }

  #tileOf(event: Event): KvsCamera | undefined {
    const path = event.composedPath();
    return this.#host.tiles.find((tile) => path.includes(tile));
  }
}

function nextOnScreen(
  tiles: readonly KvsCamera[],
  from: KvsCamera,
  direction: Direction,
): KvsCamera | undefined {
  const boxes = new Map(tiles.map((tile) => [tile.getBoundingClientRect(), tile]));
  const found = neighbour([...boxes.keys()], from.getBoundingClientRect(), direction);
  return found && boxes.get(found);
}

function setTabIndex(tile: KvsCamera, tabIndex: number): void {
  if (tile.getAttribute('tabindex') !== String(tabIndex)) tile.tabIndex = tabIndex;
}
