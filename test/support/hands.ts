import type { TestRunnerPlugin } from '@web/test-runner';
import type { Page } from 'puppeteer-core';

type Place = readonly [x: number, y: number];

interface Doings {
  readonly wheel: { readonly at: Place; readonly deltaY: number; readonly key?: 'Control' };
  readonly 'double-click': { readonly at: Place };
  readonly drag: { readonly from: Place; readonly to: Place };
  /** Each finger from where to where. */
  readonly fingers: { readonly paths: readonly (readonly [from: Place, to: Place])[] };
}

const STEPS = 8;

/** What a person does with wheel, mouse and fingers: events of the browser's own, by commands of these names. */
export function hands(): TestRunnerPlugin {
  return {
    name: 'hands',
    async executeCommand({ command, payload, session }) {
      const act = Object.hasOwn(DOINGS, command) ? DOINGS[command as keyof Doings] : undefined;
      if (!act) return undefined;
      const { browser, id } = session as unknown as {
        readonly browser: { getPage(id: string): Page };
        readonly id: string;
      };
      await act(browser.getPage(id), payload as never);
      return true;
    },
  };
}

const DOINGS: { readonly [K in keyof Doings]: (page: Page, doing: Doings[K]) => Promise<void> } = {
  async wheel({ mouse, keyboard }, { at, deltaY, key }) {
    await mouse.move(...at);
    if (key) await keyboard.down(key);
    await mouse.wheel({ deltaY });
    if (key) await keyboard.up(key);
  },
  async 'double-click'({ mouse }, { at }) {
    await mouse.click(...at, { count: 2 });
  },
  async drag({ mouse }, { from, to }) {
    await mouse.move(...from);
    await mouse.down();
    await mouse.move(...to, { steps: STEPS });
    await mouse.up();
  },
  async fingers({ touchscreen }, { paths }) {
    const touches = [];
    for (const [from] of paths) touches.push(await touchscreen.touchStart(...from));
    for (let step = 1; step <= STEPS; step += 1)
      for (const [index, [from, to]] of paths.entries())
        await touches[index]?.move(...between(from, to, step / STEPS));
    for (const touch of touches) await touch.end();
  },
};

function between([x, y]: Place, [toX, toY]: Place, share: number): [number, number] {
  return [x + (toX - x) * share, y + (toY - y) * share];
}
