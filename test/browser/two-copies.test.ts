import { expect } from 'chai';
import { define } from '../../src/components/define.js';
import { VERSION } from '../../src/version.js';
import { told } from './support/console.js';
import { newCamera } from './support/desk.js';
import { clear, paintedIdentity, reaches } from './support/page.js';

/** Loads a module as a page does. */
async function load(src: string): Promise<void> {
  const script = Object.assign(document.createElement('script'), { type: 'module', src });
  document.head.append(script);
  await new Promise((resolve) => script.addEventListener('load', resolve, { once: true }));
}

describe('two copies of the package on one page', () => {
  after(clear);

  it('leave the first in charge, which shows its cameras, and say so once', async () => {
    expect(await told('warn', () => load('/dist/kvs-elements.js?first'))).to.deep.equal([]);
    const inCharge = customElements.get('kvs-camera');
    const [warning, ...more] = await told('warn', () => load('/dist/kvs-elements.js?second'));
    expect(warning).to.contain(
      `kvs-elements ${VERSION}: <kvs-camera> is defined already, by kvs-elements ${VERSION}`,
    );
    expect(more).to.deep.equal([]);
    expect(customElements.get('kvs-camera')).to.equal(inCharge);

    const channel = await newCamera('gate');
    document.body.innerHTML = `<kvs-camera channel="${channel}" region="us-west-2" token-url="/api/token" muted autoplay></kvs-camera>`;
    const camera = document.querySelector('kvs-camera')!;
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  it('are told apart from a tag that somebody else has taken, and the same class is no copy', async () => {
    class Theirs extends HTMLElement {}
    class Ours extends HTMLElement {}
    customElements.define('x-taken', Theirs);
    const heard = await told('warn', () => {
      define('x-ours', Ours);
      define('x-ours', Ours);
      define('x-taken', Ours);
      define('x-taken', class extends HTMLElement {});
    });
    expect(heard).to.have.lengthOf(1);
    expect(heard[0]).to.contain('<x-taken> is defined already, by something else');
  });
});
