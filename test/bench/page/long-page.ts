import type { Scrolled } from '../scrolling.js';
import type { Wish } from './wish.js';

declare global {
  // The page's own, for whoever drives it from outside. Null: this build has no such element.
  var scroll200: (kind: string, wish: Wish) => Promise<Scrolled | null>;
}

/** What is read of a late frame; the DOM's types do not have it yet. */
interface LateFrame extends PerformanceEntry {
  readonly scripts: readonly { readonly duration: number; readonly sourceURL: string }[];
}

/** With each frame: as one looks for something, and as one drags the scroll bar. */
const STEPS_PX = [24, 160];
const REST_MS = 1_000;
const OURS = '/dist/';

function fill(kind: string, wish: Wish): void {
  const isGrid = kind.startsWith('<kvs-grid');
  const parent = isGrid ? document.createElement('kvs-grid') : document.body;
  if (isGrid) parent.setAttribute('max-live', '9');
  parent.append(...wish.channels.map((channel) => tile(kind, channel, wish)));
  if (isGrid) document.body.append(parent);
}

function tile(kind: string, channel: string, { region }: Wish): HTMLElement {
  const made = document.createElement(kind === 'empty boxes' ? 'div' : 'kvs-camera');
  const attributes = { channel, region, 'token-url': '/token', label: channel, muted: '', autoplay: '' };
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.style.cssText = 'width: 300px; height: 170px; display: inline-block';
  return made;
}

/** Scrolls by a little with each frame. */
async function scroll(stepPx: number): Promise<void> {
  for (let before = -1; before !== window.scrollY;) {
    before = window.scrollY;
    window.scrollBy(0, stepPx);
    await new Promise(requestAnimationFrame);
  }
}

const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, REST_MS));

globalThis.scroll200 = async (kind, wish) => {
  if (kind.startsWith('<kvs-grid') && !customElements.get('kvs-grid')) return null;
  const longTasks: number[] = [];
  const ownScript: number[] = [];
  new PerformanceObserver((list) => {
    longTasks.push(...list.getEntries().map(({ duration }) => duration));
  }).observe({ type: 'longtask' });
  new PerformanceObserver((list) => {
    for (const { scripts } of list.getEntries() as LateFrame[]) {
      const own = scripts.filter(({ sourceURL }) => sourceURL.includes(OURS));
      ownScript.push(own.reduce((sum, { duration }) => sum + duration, 0));
    }
  }).observe({ type: 'long-animation-frame' });
  fill(kind, wish);
  await rest();
  const fillingMs = Math.max(0, ...longTasks.splice(0));
  ownScript.length = 0;
  for (const stepPx of STEPS_PX) {
    await scroll(stepPx);
    await rest();
    await scroll(-stepPx);
    await rest();
  }
  const live = document.querySelectorAll('kvs-camera[state="live"]').length;
  document.body.replaceChildren();
  return { fillingMs, longTasks, ownScript, live };
};

globalThis.bench = {};
