import { expect } from 'chai';
import type { PropertyDeclaration } from 'lit';
import '../../src/index.js';
import { newCamera } from './support/desk.js';
import { clear, reaches } from './support/page.js';

const TAGS = ['kvs-camera', 'kvs-ptt-button'] as const;

/** What is set before an element is in the page, as frameworks do. */
describe('an element that a framework makes', () => {
  afterEach(clear);

  for (const tag of TAGS) {
    it(`<${tag}> holds a boolean in each property that takes one`, () => {
      const element = document.createElement(tag);
      const { elementProperties } = element.constructor as unknown as {
        elementProperties: ReadonlyMap<string, PropertyDeclaration>;
      };
      const booleans = [...elementProperties]
        .filter(([, { type }]) => type === Boolean)
        .map(([name]) => name);
      expect(booleans).not.to.deep.equal([]);
      for (const name of booleans) expect(Reflect.get(element, name), name).to.be.a('boolean');
    });
  }

  it('<kvs-camera> keeps what was set before it was put into the page', async () => {
    const channel = await newCamera('gate');
    const camera = document.createElement('kvs-camera');
    Object.assign(camera, {
      channel,
      region: 'us-west-2',
      tokenUrl: '/api/token',
      autoplay: true,
      muted: true,
      volume: 0.5,
    });
    document.body.append(camera);
    expect(camera.muted).to.equal(true);
    await reaches(camera, 'live');
    expect([camera.muted, camera.volume]).to.deep.equal([true, 0.5]);
    expect(camera.matches(':state(muted)')).to.equal(true);
  });
});
