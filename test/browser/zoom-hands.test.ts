import { executeServerCommand, sendKeys, sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { KvsCamera, KvsGrid } from '../../src/index.js';
import '../../src/index.js';
import { clear, until } from './support/page.js';
import { addGrid, tile } from './support/wall.js';

type Place = [x: number, y: number];

/** A place on a camera, in shares of it. */
function on(camera: KvsCamera, x = 0.5, y = 0.5): Place {
  const { left, top, width, height } = camera.getBoundingClientRect();
  return [Math.round(left + width * x), Math.round(top + height * y)];
}

/** Two cameras in a page that can be scrolled; they need not be live to be looked at closely. */
async function wall(): Promise<{ grid: KvsGrid; camera: KvsCamera }> {
  const grid = addGrid({ columns: '2', 'max-live': '0', style: 'margin-bottom: 2000px' });
  grid.append(...['c0', 'c1'].map((id) => tile(id, { id, controls: '' })));
  await until(() => grid.tiles.length === 2, 'the grid knows its cameras');
  const [camera] = grid.tiles;
  await grid.updateComplete;
  return { grid, camera: camera! };
}

/** As {@link wall}, after the pointer has come, with which the code for zoom is loaded. */
async function hovered(): Promise<{ grid: KvsGrid; camera: KvsCamera }> {
  const { grid, camera } = await wall();
  await sendMouse({ type: 'move', position: on(camera) });
  await until(() => camera.style.touchAction !== '', 'the gestures are heard');
  return { grid, camera };
}

const wheel = (camera: KvsCamera, deltaY: number, key?: 'Control'): Promise<unknown> =>
  executeServerCommand('wheel', { at: on(camera), deltaY, ...(key && { key }) });
const doubleClick = (camera: KvsCamera): Promise<unknown> =>
  executeServerCommand('double-click', { at: on(camera) });

describe('zoom by hand, in a grid', () => {
  afterEach(() => {
    clear();
    scrollTo(0, 0);
  });

  it('takes the wheel with Ctrl, and else leaves it to the page', async () => {
    const { camera } = await hovered();
    await wheel(camera, 120);
    await until(() => scrollY > 0, 'the page is scrolled');
    expect(camera.zoomScale).to.equal(1);
    scrollTo(0, 0);
    await wheel(camera, -120, 'Control');
    await until(() => camera.zoomScale > 1.1, 'the picture is larger');
    expect([scrollY, visualViewport?.scale]).to.deep.equal([0, 1]);
  });

  it('takes a double click while it is zoomed, which else asks for the spotlight', async () => {
    const { grid, camera } = await hovered();
    await wheel(camera, -120, 'Control');
    await until(() => camera.zoomScale > 1, 'the picture is larger');
    await doubleClick(camera);
    await until(() => camera.zoomScale === 1, 'the picture is whole');
    expect([grid.spotlit?.id, grid.selected]).to.deep.equal([undefined, 'c0']);
    await doubleClick(camera);
    await until(() => grid.spotlit === camera, 'it is in the spotlight');
  });

  it('takes a drag while it is zoomed, which is no click', async () => {
    const { grid, camera } = await hovered();
    await camera.zoom(2, { x: 0.5, y: 0.5 });
    let middle = 0.5;
    camera.addEventListener('kvs-zoomchange', ({ x }) => (middle = x));
    await executeServerCommand('drag', { from: on(camera, 0.7), to: on(camera, 0.3) });
    await until(() => middle > 0.65, `the picture is moved: ${middle}`);
    expect(grid.selected).to.equal('');
    await sendMouse({ type: 'click', position: on(camera) });
    expect(grid.selected).to.equal('c0');
  });

  it('takes the arrows while it is zoomed, which else lead to the next camera', async () => {
    const { camera } = await hovered();
    camera.focus();
    await sendKeys({ press: '+' });
    await until(() => camera.zoomScale > 1.2, 'the picture is larger');
    await sendKeys({ press: 'ArrowRight' });
    expect(document.activeElement?.id).to.equal('c0');
    await sendKeys({ press: '0' });
    expect(camera.zoomScale).to.equal(1);
    await sendKeys({ press: 'ArrowRight' });
    expect(document.activeElement?.id).to.equal('c1');
  });

  it('takes two fingers, and leaves one to the page until it is zoomed', async function () {
    // There the touches of a driver scroll no page.
    if (navigator.userAgent.includes('Firefox')) return this.skip();
    const { grid, camera } = await wall();
    const pinch = {
      paths: [
        [on(camera, 0.45), on(camera, 0.2)],
        [on(camera, 0.55), on(camera, 0.8)],
      ],
    };
    // A swipe goes on for a while by itself.
    const rested = new Promise((resolve) => addEventListener('scrollend', resolve, { once: true }));
    await executeServerCommand('fingers', { paths: [[on(camera, 0.5, 0.8), on(camera, 0.5, 0.1)]] });
    await until(() => scrollY > 0, 'the page is scrolled');
    await rested;
    scrollTo(0, 0);
    await until(() => camera.style.touchAction !== '', 'the gestures are heard');
    await executeServerCommand('fingers', pinch);
    await until(() => camera.zoomScale > 1.5, `the picture is larger: ${camera.zoomScale}`);
    await executeServerCommand('fingers', { paths: [[on(camera, 0.5, 0.8), on(camera, 0.5, 0.1)]] });
    expect([scrollY, visualViewport?.scale, grid.spotlit?.id]).to.deep.equal([0, 1, undefined]);
  });

  it('leaves fingers to the page where there are no controls, though it is zoomed', async function () {
    // There the touches of a driver scroll no page.
    if (navigator.userAgent.includes('Firefox')) return this.skip();
    const { camera } = await wall();
    camera.controls = false;
    await camera.zoom(2);
    await executeServerCommand('fingers', { paths: [[on(camera, 0.5, 0.8), on(camera, 0.5, 0.1)]] });
    await until(() => scrollY > 0, 'the page is scrolled');
  });
});
