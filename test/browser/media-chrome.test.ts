import { sendMouse } from '@web/test-runner-commands';
import { expect } from 'chai';
import 'media-chrome';
import '../../src/index.js';
import type { KvsCamera } from '../../src/index.js';
import { newCamera, viewers } from './support/desk.js';
import { clear, nextFrame, paintedIdentity, reaches, until, videoOf } from './support/page.js';

/** A headless Firefox has floated a picture once, and no page gets the Tab key any more. */
const isFirefox = navigator.userAgent.includes('Firefox');
const BUTTONS = ['play', 'mute', 'pip', 'fullscreen'] as const;

/** A camera as the medium of media-chrome's controls, which are always shown. */
async function addPlayer(channel: string): Promise<KvsCamera> {
  document.body.innerHTML = `
    <media-controller style="width: 640px; height: 360px" noautohide>
      <kvs-camera slot="media" channel="${channel}" token-url="/api/token" autoplay muted></kvs-camera>
      <media-control-bar>
        ${BUTTONS.map((name) => `<media-${name}-button></media-${name}-button>`).join('')}
        <media-volume-range></media-volume-range>
      </media-control-bar>
    </media-controller>`;
  const camera = document.querySelector('kvs-camera')!;
  await reaches(camera, 'live');
  return camera;
}

const control = (name: string): Element => document.querySelector(`media-${name}`)!;

/** Presses where a share of the control's width is, with the mouse. */
async function press(name: string, share = 0.5): Promise<void> {
  const { left, top, width, height } = control(name).getBoundingClientRect();
  const position: [number, number] = [Math.round(left + width * share), Math.round(top + height / 2)];
  await sendMouse({ type: 'click', position });
}

describe('the controls of media-chrome', () => {
  afterEach(clear);

  it('pause a camera, which gives its connection back, and play it again', async () => {
    const channel = await newCamera('barn');
    const camera = await addPlayer(channel);
    await until(() => !control('play-button').hasAttribute('mediapaused'), 'the button knows that it plays');
    await press('play-button');
    await viewers(channel, 0);
    expect(camera.paused).to.equal(true);
    await until(() => control('play-button').hasAttribute('mediapaused'), 'the button knows of the pause');
    await press('play-button');
    await viewers(channel, 1);
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('barn');
  });

  it('switch its sound on and off, and set how loud it is', async () => {
    const camera = await addPlayer(await newCamera('gate'));
    const video = videoOf(camera);
    await press('mute-button');
    await until(() => !video.muted, 'it is heard');
    await until(() => control('mute-button').getAttribute('mediavolumelevel') === 'high', 'it says so');
    await press('volume-range', 0.3);
    await until(() => video.volume > 0.1 && video.volume < 0.5, `its volume is ${video.volume}`);
    await press('mute-button');
    await until(() => video.muted, 'it is not heard');
    await until(
      () => control('mute-button').getAttribute('mediavolumelevel') === 'off',
      'that is said as well',
    );
  });

  it('show it on the whole screen and back, without a new picture', async () => {
    const camera = await addPlayer(await newCamera('ward-3'));
    const { srcObject } = camera;
    await press('fullscreen-button');
    await until(() => document.fullscreenElement?.contains(camera) ?? false, 'it has the whole screen');
    await until(() => camera.clientWidth === innerWidth, 'it fills the screen');
    await nextFrame(camera);
    await press('fullscreen-button');
    await until(() => !document.fullscreenElement, 'it is back in the page');
    expect(camera.srcObject).to.equal(srcObject);
    expect(camera.state).to.equal('live');
  });

  (isFirefox ? it.skip : it)('ask for picture-in-picture of its picture where there is any', async () => {
    const camera = await addPlayer(await newCamera('workshop'));
    if (!document.pictureInPictureEnabled) {
      expect(control('pip-button').getAttribute('mediapipunavailable')).to.equal('unsupported');
      return;
    }
    await press('pip-button');
    await until(() => control('pip-button').hasAttribute('mediaispip'), 'the button knows that it floats');
    expect(document.pictureInPictureElement).to.equal(camera);
    expect(camera.shadowRoot!.pictureInPictureElement).to.equal(videoOf(camera));
    await press('pip-button');
    await until(() => !document.pictureInPictureElement, 'it is back in the page');
    expect(camera.state).to.equal('live');
  });
});
