import { expect } from 'chai';
import type { KvsCamera } from '../../src/index.js';
import '../../src/index.js';
import { told } from './support/console.js';
import { newCamera } from './support/desk.js';
import { addCamera, clear, reaches } from './support/page.js';
import { addButton, hears, hearsTalk, letGo, Microphones, press, shows, talks } from './support/talk.js';

const tokenUrl = { 'token-url': '/api/token' };

interface Places {
  readonly channels: readonly [string, string];
  readonly cameras: readonly [KvsCamera, KvsCamera];
  readonly boxes: readonly [HTMLElement, HTMLElement];
}

/** Two boxes with a live camera in each. */
async function twoPlaces(): Promise<Places> {
  const channels = await Promise.all([newCamera('barn'), newCamera('gate')]);
  const boxes: Places['boxes'] = [document.createElement('div'), document.createElement('div')];
  document.body.append(...boxes);
  const add = (index: 0 | 1): KvsCamera =>
    addCamera({ channel: channels[index], ...tokenUrl }, {}, boxes[index]);
  const cameras: Places['cameras'] = [add(0), add(1)];
  await Promise.all(cameras.map((camera) => reaches(camera, 'live')));
  return { channels, cameras, boxes };
}

// Of none of this an event tells.
describe('a talk button that is pressed talks to the camera', () => {
  afterEach(clear);

  it('beside which it stands now, after two have changed places', async () => {
    const { channels, cameras, boxes } = await twoPlaces();
    const button = addButton({}, {}, boxes[0]);
    await shows(button, 'idle');
    boxes[0].prepend(cameras[1]);
    boxes[1].append(cameras[0]);
    press(button);
    await talks(cameras[1], 'on');
    await hearsTalk(channels[1]);
    letGo(button);
    await talks(cameras[1], 'off');
    expect((await hears(channels[0])).packets).to.equal(0);
  });

  it('that has the id now, after two have exchanged theirs, also by its hotkey', async () => {
    const { channels, cameras } = await twoPlaces();
    cameras[0].id = 'door';
    const button = addButton({ for: 'door', hotkey: 't' });
    await shows(button, 'idle');
    [cameras[0].id, cameras[1].id] = ['', 'door'];
    const key = { key: 't', code: 'KeyT', bubbles: true, cancelable: true };
    document.body.dispatchEvent(new KeyboardEvent('keydown', key));
    await talks(cameras[1], 'on');
    await hearsTalk(channels[1]);
    document.body.dispatchEvent(new KeyboardEvent('keyup', key));
    await talks(cameras[1], 'off');
    expect((await hears(channels[0])).packets).to.equal(0);
  });

  it('and to nobody when a second one is near by now, however idle', async () => {
    using microphones = new Microphones();
    const { channels, cameras, boxes } = await twoPlaces();
    const button = addButton({}, {}, boxes[0]);
    await shows(button, 'idle');
    boxes[0].append(Object.assign(document.createElement('kvs-camera'), { channel: 'shed' }));
    const [warning] = await told('warn', () => press(button));
    expect(warning).to.contain('Set the attribute "for"');
    expect(button.state).to.equal('unavailable');
    expect([cameras[0].talk.phase, microphones.asked]).to.deep.equal(['off', 0]);
    expect((await hears(channels[0])).packets).to.equal(0);
  });
});
