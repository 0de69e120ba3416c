import type { ReactiveController } from 'lit';
import type { warm as Warm, Warmth } from '../core/warm.js';
import { watchViewport } from './page.js';
import type { CameraHost } from './camera-host.js';

interface Host extends CameraHost {
  readonly preload: string;
  readonly paused: boolean;
  readonly isInGrid: boolean;
  readonly state: string;
}

const LEVELS: readonly string[] = ['token', 'signaling'] satisfies Warmth[];
const warned = new Set<string>();

/**
 * Makes `host` ready when somebody points at it, tabs to it or comes near, before it is asked for. `warm` is handed in
 * by who has loaded the core: were it imported here, the build would cut the core in pieces.
 */
export function preloadOf(host: Host, warm: typeof Warm): void {
  host.addController(new Preloader(host, warm));
}

class Preloader implements ReactiveController {
  readonly #host: Host;
  readonly #makeReady: typeof Warm;
  #life = new AbortController();
  #made = '';

  constructor(host: Host, warm: typeof Warm) {
    this.#host = host;
    this.#makeReady = warm;
  }

  hostConnected(): void {
    const life = new AbortController();
    this.#life = life;
    const warmUp = (): void => this.#warm(life.signal);
    for (const type of ['pointerenter', 'focusin'])
      this.#host.addEventListener(type, warmUp, { signal: life.signal });
    // A page that is put aside would hold a viewer's slot.
    window.addEventListener('pagehide', () => this.#startOver(), { signal: life.signal });
    const unwatch = watchViewport(this.#host, this.#host.isInGrid ? '0px' : '200px', ({ isIntersecting }) => {
      if (isIntersecting) warmUp();
    });
    life.signal.addEventListener('abort', unwatch);
  }

  hostUpdated(): void {
    const { preload, target } = this.#host;
    const made = JSON.stringify([preload, target]);
    if (made === this.#made) return;
    this.#made = made;
    // What is ready is of another camera, or more than is wanted now.
    if (!this.#host.isConnected) return;
    this.#startOver();
  }

  hostDisconnected(): void {
    this.#life.abort(new DOMException('The camera is not wanted any more', 'AbortError'));
  }

  #startOver(): void {
    this.hostDisconnected();
    this.hostConnected();
  }

  #warm(signal: AbortSignal): void {
    const { preload, paused, target, unloadDelay, isInGrid } = this.#host;
    if (!paused || !target.channel || document.visibilityState === 'hidden' || preload === 'none') return;
    if (!isWarmth(preload)) return warnOf(preload);
    try {
      // A socket is a viewer, and how many there may be is the grid's to say.
      const warmth = isInGrid ? 'token' : preload;
      this.#makeReady(target, warmth, unloadDelay, signal);
    } catch {
      // The camera tells by itself what is wrong with its attributes.
    }
  }
}

function isWarmth(word: string): word is Warmth {
  return LEVELS.includes(word);
}

function warnOf(word: string): void {
  if (!word || warned.has(word)) return;
  warned.add(word);
  console.warn(`<kvs-camera>: preload="${word}" is not known. Use none, token or signaling.`);
}
