import { expect } from 'chai';
import type { KvsCamera, KvsZoomChangeEvent } from '../../src/index.js';
import '../../src/index.js';
import { newCamera } from './support/desk.js';
import { addCamera, clear, heard, nextFrame, reaches, until, videoOf } from './support/page.js';

async function watched(): Promise<KvsCamera> {
  const camera = addCamera({ channel: await newCamera('gate'), 'token-url': '/api/token', controls: true });
  await reaches(camera, 'live');
  await nextFrame(camera);
  return camera;
}

/** Which part of the picture is in the box, in shares of it: what is on the screen, whatever made it so. */
function shown(camera: KvsCamera): { left: number; top: number; width: number } {
  const [box, picture] = [camera.getBoundingClientRect(), videoOf(camera).getBoundingClientRect()];
  const share = (value: number): number => Math.round(value * 1_000) / 1_000;
  return {
    left: share((box.left - picture.left) / picture.width),
    top: share((box.top - picture.top) / picture.height),
    width: share(box.width / picture.width),
  };
}

function place(camera: KvsCamera, x: number, y: number): { clientX: number; clientY: number } {
  const { left, top, width, height } = camera.getBoundingClientRect();
  return { clientX: left + width * x, clientY: top + height * y };
}

/** Sends an event to the picture, and tells whether the page may still act on it. */
function send(camera: KvsCamera, event: Event): boolean {
  return videoOf(camera).dispatchEvent(event);
}

const common = { bubbles: true, composed: true, cancelable: true };

function press(camera: KvsCamera, key: string): boolean {
  return send(camera, new KeyboardEvent('keydown', { ...common, key }));
}

function point(camera: KvsCamera, type: string, pointerId: number, x: number, y: number): void {
  send(camera, new PointerEvent(type, { ...common, pointerId, button: 0, ...place(camera, x, y) }));
}

const WHOLE = { left: 0, top: 0, width: 1 };

describe('zoom', () => {
  afterEach(clear);

  it('shows a part of the picture, never beyond its edge, and tells of it', async () => {
    const camera = await watched();
    const told = heard(camera, 'kvs-zoomchange');
    await camera.zoom(2, { x: 0.5, y: 0.5 });
    const { scale, x, y }: KvsZoomChangeEvent = await told;
    expect([scale, x, y]).to.deep.equal([2, 0.5, 0.5]);
    expect(shown(camera)).to.deep.equal({ left: 0.25, top: 0.25, width: 0.5 });
    camera.dir = 'rtl';
    await camera.zoom(4, { x: 0, y: 1 });
    expect(shown(camera)).to.deep.equal({ left: 0, top: 0.75, width: 0.25 });
    camera.style.width = '500px';
    expect(shown(camera), 'in another size').to.deep.equal({ left: 0, top: 0.75, width: 0.25 });
    expect(camera.zoomScale).to.equal(4);
    camera.resetZoom();
    expect(shown(camera)).to.deep.equal(WHOLE);
    for (const wrong of [camera.zoom(9), camera.zoom(Number.NaN), camera.zoom(2, { x: 2, y: 0 })])
      expect(await wrong.catch((error: Error) => error.name)).to.equal('RangeError');
  });

  it('is done by wheel, keys and fingers, and leaves the page its own', async () => {
    const camera = await watched();
    const wheel = (deltaY: number, ctrlKey: boolean): boolean =>
      send(camera, new WheelEvent('wheel', { ...common, deltaY, ctrlKey, ...place(camera, 1, 0) }));
    camera.dispatchEvent(new PointerEvent('pointerenter'));
    await until(() => camera.style.touchAction === 'pan-x pan-y', 'the gestures are heard');
    expect(wheel(-100, false), 'scrolls the page').to.equal(true);
    expect(press(camera, 'ArrowLeft'), 'is for a grid').to.equal(true);
    expect(shown(camera)).to.deep.equal(WHOLE);

    expect(wheel(-100, true)).to.equal(false);
    const { left, top, width } = shown(camera);
    expect(width).to.be.within(0.7, 0.85);
    expect([left + width, top], 'the corner under the pointer stays').to.deep.equal([1, 0]);
    expect(press(camera, 'ArrowLeft')).to.equal(false);
    expect(shown(camera).left).to.be.lessThan(left);
    expect(press(camera, '0')).to.equal(false);
    expect(shown(camera)).to.deep.equal(WHOLE);
    press(camera, '+');
    expect(shown(camera).width).to.equal(0.8);
    expect(send(camera, new MouseEvent('dblclick', common))).to.equal(false);
    expect(shown(camera)).to.deep.equal(WHOLE);
    expect(send(camera, new MouseEvent('dblclick', common)), 'is for a grid').to.equal(true);

    // Pointers that are no real ones cannot be captured.
    camera.setPointerCapture = () => {};
    point(camera, 'pointerdown', 11, 0.4, 0.5);
    point(camera, 'pointerdown', 12, 0.6, 0.5);
    point(camera, 'pointermove', 11, 0.3, 0.5);
    point(camera, 'pointermove', 12, 0.7, 0.5);
    const pinched = shown(camera);
    expect(pinched).to.deep.equal({ left: 0.25, top: 0.25, width: 0.5 });
    point(camera, 'pointerup', 12, 0.7, 0.5);
    point(camera, 'pointermove', 11, 0.5, 0.5);
    expect(shown(camera).left).to.equal(0.15);
    point(camera, 'pointerup', 11, 0.5, 0.5);
    point(camera, 'pointermove', 11, 0.1, 0.5);
    expect(shown(camera).left).to.equal(0.15);

    const mouse = { ...common, pointerId: 13, pointerType: 'mouse', button: 0 };
    send(camera, new PointerEvent('pointerdown', { ...mouse, buttons: 1, ...place(camera, 0.5, 0.5) }));
    // Let go of outside, and back.
    send(camera, new PointerEvent('pointermove', { ...mouse, buttons: 0, ...place(camera, 0.8, 0.5) }));
    expect(shown(camera).left).to.equal(0.15);

    camera.controls = false;
    await camera.updateComplete;
    expect(wheel(-100, true), 'without controls').to.equal(true);
  });

  it('takes no click for the end of a drag that fingers made before', async () => {
    const camera = await watched();
    camera.innerHTML = '<a href="#gate">The gate</a><input type="checkbox" aria-label="Seen" />';
    const [link, box] = [camera.querySelector('a')!, camera.querySelector('input')!];
    await camera.zoom(2);
    camera.setPointerCapture = () => {};
    // Where fingers have moved, browsers see no click.
    const drag = (): void => {
      point(camera, 'pointerdown', 11, 0.4, 0.5);
      point(camera, 'pointermove', 11, 0.3, 0.5);
      point(camera, 'pointerup', 11, 0.3, 0.5);
    };
    drag();
    for (const type of ['pointerdown', 'pointerup'])
      link.dispatchEvent(new PointerEvent(type, { ...common, pointerId: 12, button: 0 }));
    const tap = new MouseEvent('click', { ...common, detail: 1 });
    expect(link.dispatchEvent(tap), 'the link is followed').to.equal(true);
    drag();
    box.click();
    expect(box.checked, 'the box that a key has ticked').to.equal(true);
  });

  it('by a script alone leaves the fingers to the page', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), 'token-url': '/api/token' });
    const touch = (): string => getComputedStyle(camera).touchAction;
    await camera.zoom(2);
    expect(touch()).to.equal('auto');
    camera.controls = true;
    await camera.updateComplete;
    expect(touch()).to.equal('none');
    camera.controls = false;
    await camera.updateComplete;
    expect(touch()).to.equal('auto');
  });
});
