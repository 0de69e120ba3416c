import { expect } from 'chai';
import { setTokenCallback } from '../../src/index.js';
import { newCamera, seen, viewers } from './support/desk.js';
import { addCamera, clear, heard, paintedIdentity, reaches } from './support/page.js';

describe('the ticket road', () => {
  afterEach(clear);

  it('shows the camera that the channel names', async () => {
    const channel = await newCamera('front-door');
    const camera = addCamera({ channel, 'token-url': '/api/token' });
    const first = await heard(camera, 'kvs-firstframe');
    expect(await paintedIdentity(camera)).to.equal('front-door');
    expect(camera.state).to.equal('live');
    expect(camera.matches(':state(live)')).to.equal(true);
    expect(camera.getAttribute('state')).to.equal('live');
    expect(first.duration).to.be.within(1, 5_000);
    expect(first.path).to.equal('direct');
    expect(first.codec).to.be.oneOf(['vp8', 'h264']);
    expect(Object.keys(first.timeline)).to.deep.equal(['token', 'signaling', 'offer', 'answer', 'ice', 'dtls', 'frame']);
    expect((await seen(channel)).viewers).to.have.length(1);
  });
});
