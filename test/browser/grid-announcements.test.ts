import { expect } from 'chai';
import { sessionState } from '../../stories/support/camera-states.js';
import { paintedStream } from '../../stories/support/painted-stream.js';
import { simulatedCamera } from '../../stories/support/simulated-camera.js';
import '../../src/index.js';
import type { CameraState } from '../../src/index.js';
import { clear, until } from './support/page.js';
import { addGrid } from './support/wall.js';

const CAMERAS = 36;
/** How long it takes until all have followed the first: less than the grid waits before it speaks. */
const SWEEP_MS = 600;
/** A machine that paints slowly may need a second time for what happens on the way. */
const MOST_SAID = 2;
const WELL = 'No camera has trouble any more';
const SPEAKING = '[role=status], [role=alert], [role=log], [aria-live]:not([aria-live=off])';

/** What a screen reader gets to say of a page, from all that speaks in it. */
class ScreenReader {
  readonly said: string[] = [];
  readonly #observer = new MutationObserver((changes) => this.#hear(changes));

  constructor(root: ParentNode) {
    this.#listen(root);
  }

  [Symbol.dispose](): void {
    this.#observer.disconnect();
  }

  #listen(root: ParentNode): void {
    this.#observer.observe(root, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) this.#listen(shadowRoot);
  }

  #hear(changes: readonly MutationRecord[]): void {
    const elements = changes.map(({ target }) => (target instanceof Element ? target : target.parentElement));
    // However many nodes of it change at once, it is said once.
    const changed = new Set(elements.map((element) => element?.closest(SPEAKING)));
    for (const element of changed) if (element?.textContent) this.said.push(element.textContent.trim());
  }
}

describe('a wall of 36 cameras and a screen reader', () => {
  afterEach(clear);

  it('is told of all together that they are offline, and that they are back', async () => {
    const life = new AbortController();
    try {
      const shown = Array.from({ length: CAMERAS }, () =>
        simulatedCamera({ state: 'live', signal: life.signal }),
      );
      const cameras = shown.map(({ camera }) => camera);
      addGrid({ 'max-live': `${CAMERAS}` }).append(...cameras);
      const stream = paintedStream(life.signal);
      const are = (wanted: CameraState): Promise<void> =>
        until(() => cameras.every(({ state }) => state === wanted), `all are ${wanted}`, 10_000);
      const become = async (state: CameraState): Promise<void> => {
        const begun = performance.now();
        for (const { session } of shown) {
          session.become(sessionState(state, { stream })!);
          // As when a switch loses its power: soon after each other, not in one moment.
          if (performance.now() - begun < SWEEP_MS) await new Promise(requestAnimationFrame);
        }
        await are(state);
      };
      await are('connecting');
      using reader = new ScreenReader(document.body);
      await become('live');
      expect(reader.said).to.deep.equal([]);
      await become('offline');
      await until(
        () => reader.said.at(-1) === `${CAMERAS} cameras offline`,
        `it says: ${reader.said.join()}`,
      );
      expect(reader.said.length, reader.said.join()).to.be.at.most(MOST_SAID);
      reader.said.length = 0;
      await become('live');
      await until(() => reader.said.at(-1) === WELL, `it says: ${reader.said.join()}`);
      expect(reader.said.length, reader.said.join()).to.be.at.most(MOST_SAID);
    } finally {
      life.abort();
    }
  });
});

describe('a grid whose cameras have no bar', () => {
  afterEach(clear);

  it('says in words what becomes of its keys', async () => {
    const grid = addGrid({ 'max-live': '0' }, {}, ['a']);
    await until(() => grid.tiles.length === 1, 'it knows its camera');
    const status = grid.shadowRoot!.querySelector('[role=status]')!;
    for (const [key, words] of [
      ['s', 'The snapshot could not be saved'],
      ['t', 'The camera does not answer.'],
    ] as const) {
      grid.tiles[0]!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true }));
      await until(() => status.textContent.trim() === words, `it says: ${status.textContent}`);
    }
  });
});
