import { expect } from 'chai';
import type { TalkingCamera } from '../../src/components/talking-camera.js';
import type { KvsPttButton } from '../../src/index.js';
import '../../src/kvs-ptt-button.js';
import { told } from './support/console.js';
import { newCamera } from './support/desk.js';
import { addCamera, clear, reaches } from './support/page.js';
import { addButton, letGo, press, shows, talks } from './support/talk.js';

/** What a page sets that is no camera. */
function give(button: KvsPttButton, rubbish: unknown): Promise<boolean> {
  button.camera = rubbish as TalkingCamera;
  return button.updateComplete;
}

// Only the button's own module is loaded here, until a test needs the camera's.
describe('a talk button whose camera is given as a property', () => {
  afterEach(clear);

  it('waits for the class of that camera, and says so when it is pressed', async () => {
    const camera = addCamera({ channel: await newCamera('barn'), 'token-url': '/api/token' });
    expect(customElements.get('kvs-camera')).to.equal(undefined);
    let button!: KvsPttButton;
    const atFirst = await told('warn', async () => {
      button = addButton({}, { camera });
      await button.updateComplete;
    });
    expect([atFirst, button.state]).to.deep.equal([[], 'unavailable']);
    expect((await told('warn', () => press(button)))[0]).to.contain('not defined yet');
    await import('../../src/kvs-camera.js');
    await reaches(camera, 'live');
    await shows(button, 'idle');
    press(button);
    await talks(camera, 'on');
    letGo(button);
    await talks(camera, 'off');
  });

  it('says what to set instead of something else', async () => {
    await import('../../src/kvs-camera.js');
    const button = addButton();
    for (const rubbish of ['front', 7, {}, document.createElement('div')]) {
      const warnings = await told('warn', () => give(button, rubbish));
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.contain('Set it to the <kvs-camera> itself, or "for" to its id');
      expect(button.state).to.equal('unavailable');
    }
    const warnings = await told('warn', async () => {
      await give(button, document.createElement('kvs-camera'));
      await give(button, null);
      await give(button, undefined);
    });
    expect(warnings).to.deep.equal([]);
  });
});
