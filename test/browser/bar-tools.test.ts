import { sendKeys } from '@web/test-runner-commands';
import { expect } from 'chai';
import type { KvsCamera } from '../../src/index.js';
import '../../src/index.js';
import { newCamera } from './support/desk.js';
import { decoded } from './support/images.js';
import { kept } from './support/kept.js';
import { addCamera, clear, identityOf, nextFrame, reaches, until } from './support/page.js';
import { Recorders } from './support/recorders.js';

function button(camera: KvsCamera, name: string): HTMLButtonElement {
  const found = camera.shadowRoot?.querySelector<HTMLButtonElement>(`[part=controls] > .${name}`);
  if (!found) throw new Error(`The bar has no button ${name}`);
  return found;
}

function says(camera: KvsCamera, text: string): Promise<void> {
  const notice = camera.shadowRoot?.querySelector('[part=notice][role=status]');
  return until(() => notice?.textContent === text, `the bar says: ${text}`);
}

describe('the tools in the bar of a live camera', () => {
  afterEach(clear);

  it('keep a picture, keep a film, show what is measured, and show the whole picture again', async () => {
    const channel = await newCamera('gate');
    const style = 'width: 960px';
    const camera = addCamera({ channel, 'token-url': '/api/token', controls: '', label: 'Gate', style });
    await reaches(camera, 'live');
    await nextFrame(camera);
    await until(() => Boolean(camera.shadowRoot?.querySelector('.bar')), 'the bar is there');

    const picture = await kept(() => button(camera, 'snapshot').click());
    expect(picture.name).to.match(/^Gate .*\.png$/);
    const { videoWidth, videoHeight } = camera;
    const image = await decoded(picture);
    expect([image.width, image.height]).to.deep.equal([videoWidth, videoHeight]);
    expect(identityOf(image)).to.equal('gate');
    await says(camera, 'Snapshot saved');
    button(camera, 'snapshot').focus();
    expect((await kept(() => sendKeys({ press: 's' }))).type).to.equal('image/png');

    using recorders = new Recorders();
    const record = button(camera, 'record');
    record.click();
    await until(() => record.ariaPressed === 'true', 'it records');
    expect(camera.matches(':state(recording)')).to.equal(true);
    await recorders.reach(2);
    const film = await kept(() => record.click());
    expect(film.name).to.match(/^Gate .*\.(webm|mp4)$/);
    expect(film.size).to.be.greaterThan(1_000);
    await until(() => record.ariaPressed === 'false', 'it does not record any more');
    await says(camera, 'Recording saved');

    button(camera, 'statistics').click();
    await until(() => Boolean(camera.shadowRoot?.querySelector('[part=stats]')), 'the statistics are shown');
    button(camera, 'statistics').click();
    await until(() => !camera.shadowRoot?.querySelector('[part=stats]'), 'the statistics are gone');

    expect(button(camera, 'zoom').hidden).to.equal(true);
    await camera.zoom(3);
    await until(() => !button(camera, 'zoom').hidden, 'the bar offers the whole picture');
    button(camera, 'zoom').click();
    expect(camera.zoomScale).to.equal(1);
    await until(() => Boolean(button(camera, 'zoom').hidden), 'it is the whole picture');
  });
});
