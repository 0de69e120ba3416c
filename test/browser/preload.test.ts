import { expect } from 'chai';
import type { KvsCamera, Token, TokenRequest } from '../../src/index.js';
import '../../src/index.js';
import { newCamera, seen, viewers } from './support/desk.js';
import { ticketFor } from './support/faults.js';
import { addCamera, clear, nextFrame, paintedIdentity, reaches, until } from './support/page.js';

/** A camera that waits for play(), and notes what it asks for. */
async function waiting(
  preload: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<{ channel: string; camera: KvsCamera; asked: TokenRequest[] }> {
  const channel = await newCamera('barn');
  const asked: TokenRequest[] = [];
  const getToken = (request: TokenRequest): Promise<Token> => {
    asked.push(request);
    return ticketFor(request);
  };
  const camera = addCamera({ channel, preload, ...attributes }, { getToken });
  camera.removeAttribute('autoplay');
  return { channel, camera, asked };
}

describe('a camera that is made ready before it is asked for', () => {
  afterEach(clear);

  it('has its token, and no connection, with preload="token"', async () => {
    const { channel, camera, asked } = await waiting('token');
    await until(() => asked.length === 1, 'a token is asked for');
    expect((await seen(channel)).connects.viewer).to.equal(0);
    expect(camera.state).to.equal('idle');
    await camera.play();
    expect(await paintedIdentity(camera)).to.equal('barn');
    expect(asked).to.have.length(1);
    expect((await seen(channel)).viewers.map(({ clientId }) => clientId)).to.deep.equal([asked[0]?.clientId]);
  });

  it('has its socket, and asks the camera for nothing, with preload="signaling"', async () => {
    const { channel, camera, asked } = await waiting('signaling');
    await viewers(channel, 1);
    const before = await seen(channel);
    expect(before.camera?.totals.offers).to.equal(0);
    expect(camera.state).to.equal('idle');
    await camera.play();
    expect(await paintedIdentity(camera)).to.equal('barn');
    const after = await seen(channel);
    expect([asked.length, after.connects.viewer, after.camera?.totals.offers]).to.deep.equal([1, 1, 1]);
    camera.remove();
    await viewers(channel, 0);
  });

  it('uses a ticket in the page once, though it was made ready with it', async () => {
    const channel = await newCamera('barn');
    const request = { channel, clientId: 'from-the-page', reason: 'connect' } as const;
    const { signalingUrl, iceServers } = await ticketFor({ ...request, signal: AbortSignal.timeout(5_000) });
    const ticket = { signalingUrl, iceServers };
    const asked: string[] = [];
    const getToken = (request: TokenRequest): Promise<Token> => {
      asked.push(request.reason);
      return ticketFor(request);
    };
    const camera = addCamera({ channel, preload: 'signaling' }, { getToken, ticket });
    camera.removeAttribute('autoplay');
    await viewers(channel, 1);
    await camera.play();
    expect(asked).to.deep.equal([]);
    camera.reconnect();
    await reaches(camera, 'connecting');
    await reaches(camera, 'live');
    expect(asked).to.deep.equal(['reconnect']);
  });

  it('asks anew for what has become stale while the machine slept', async () => {
    const channel = await newCamera('barn');
    const given: Promise<Token>[] = [];
    const getToken = (request: TokenRequest): Promise<Token> => {
      const token = ticketFor(request);
      given.push(token);
      return token;
    };
    const camera = addCamera({ channel, preload: 'token' }, { getToken });
    camera.removeAttribute('autoplay');
    await until(() => given.length === 1, 'a token is asked for');
    await given[0];
    await new Promise(requestAnimationFrame);
    const { now } = Date;
    // Timers stand still then.
    Date.now = () => now() + 70_000;
    try {
      void camera.play();
      await until(() => given.length === 2, 'another token is asked for');
    } finally {
      Date.now = now;
    }
    await reaches(camera, 'live');
  });

  it('is left alone while its channel is watched by another name', async () => {
    const { channel, camera } = await waiting('signaling', { 'unload-delay': '2000' });
    await viewers(channel, 1);
    await viewers(channel, 0, 10_000);
    const { arn } = await seen(channel);
    const watched = addCamera({ channel: arn, 'token-url': '/api/token' });
    await reaches(watched, 'live');
    const { connects } = await seen(channel);
    camera.dispatchEvent(new PointerEvent('pointerenter'));
    await camera.play();
    const after = await viewers(channel, 2);
    expect(after.connects.viewer).to.equal(connects.viewer + 1);
    expect(new Set(after.viewers.map(({ clientId }) => clientId)).size).to.equal(2);
    await nextFrame(watched);
    expect(watched.state).to.equal('live');
  });

  it('comes as somebody else where its channel is watched by another name meanwhile', async () => {
    const { channel, camera, asked } = await waiting('token');
    await until(() => asked.length === 1, 'a token is asked for');
    const { arn } = await seen(channel);
    const watched = addCamera({ channel: arn, 'token-url': '/api/token' });
    await reaches(watched, 'live');
    await camera.play();
    const { viewers: watching, connects } = await viewers(channel, 2);
    expect(new Set(watching.map(({ clientId }) => clientId)).size).to.equal(2);
    await nextFrame(watched);
    expect([watched.state, connects.viewer]).to.deep.equal(['live', 2]);
  });

  it('gives the socket back when nobody plays, and takes it again when somebody tabs to it', async () => {
    const { channel, camera, asked } = await waiting('signaling', { 'unload-delay': '2000' });
    await viewers(channel, 1);
    await viewers(channel, 0, 10_000);
    camera.shadowRoot?.querySelector('button')?.focus();
    await viewers(channel, 1);
    expect(asked).to.have.length(2);
    camera.remove();
    await viewers(channel, 0);
  });

  it('has its token, and no socket, in a grid, which says how many viewers there may be', async () => {
    const channel = await newCamera('barn');
    const asked: TokenRequest[] = [];
    const grid = document.createElement('kvs-grid');
    grid.setAttribute('max-live', '0');
    grid.getToken = (request) => {
      asked.push(request);
      return ticketFor(request);
    };
    document.body.append(grid);
    const camera = addCamera({ channel, preload: 'signaling' }, {}, grid);
    camera.removeAttribute('autoplay');
    await until(() => asked.length === 1, 'a token is asked for');
    // Later, and outside.
    const { channel: other } = await waiting('signaling');
    await viewers(other, 1);
    expect((await seen(channel)).connects.viewer).to.equal(0);
    expect(camera.state).to.equal('idle');
    grid.setAttribute('max-live', '1');
    await camera.play();
    expect(asked).to.have.length(1);
    expect((await seen(channel)).connects.viewer).to.equal(1);
  });

  it('is out of sight, or not to be made ready, and costs nothing', async () => {
    const far = await waiting('signaling', { style: 'position: absolute; top: 5000px; width: 320px' });
    const none = await waiting('none');
    const near = await waiting('token');
    await until(() => near.asked.length === 1, 'a token is asked for');
    expect([far.asked.length, none.asked.length]).to.deep.equal([0, 0]);
    await none.camera.play();
    await reaches(none.camera, 'live');
  });

  it('is told once of a word that is not known', async () => {
    const { warn } = console;
    const warnings: unknown[] = [];
    console.warn = (...words: unknown[]) => warnings.push(words.join(' '));
    try {
      await waiting('everything');
      const { asked } = await waiting('everything');
      await until(() => warnings.length > 0, 'a warning');
      await new Promise(requestAnimationFrame);
      expect(warnings).to.have.length(1);
      expect(warnings[0]).to.match(/preload="everything".*none, token or signaling/);
      expect(asked).to.deep.equal([]);
    } finally {
      console.warn = warn;
    }
  });
});
