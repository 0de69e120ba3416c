import { expect } from 'chai';
import {
  addLogSink,
  sessions,
  type LogEntry,
  type Session,
  type SessionState,
} from '../../src/core/index.js';
import { newCamera, seen, viewers } from './support/desk.js';
import { clear, identityOf, until } from './support/page.js';

/** A page's own picture of a session, as the README makes it. */
function show(session: Session): HTMLVideoElement {
  const video = Object.assign(document.createElement('video'), { autoplay: true, muted: true });
  document.body.append(video);
  const update = (state: SessionState): void => {
    const stream = state.phase === 'live' ? state.stream : null;
    if (video.srcObject !== stream) video.srcObject = stream;
  };
  update(session.state);
  session.subscribe(update);
  return video;
}

function goesOn(video: HTMLVideoElement, frames = 5): Promise<void> {
  let left = frames;
  const next = (): void => {
    left -= 1;
    if (left > 0) video.requestVideoFrameCallback(next);
  };
  video.requestVideoFrameCallback(next);
  return until(() => left === 0, 'the picture goes on');
}

describe('a page that uses the core without elements', () => {
  afterEach(clear);

  it('shows a camera, shares its connection, and gives it back with the last lease', async () => {
    const channel = await newCamera('workshop');
    const target = { channel, tokenUrl: '/api/token' };
    const [first, second] = [sessions.acquire(target), sessions.acquire(target)];
    expect(first.session === second.session).to.equal(true);
    const phases: string[] = [];
    const unsubscribe = first.session.subscribe(({ phase }) => phases.push(phase));
    const video = show(second.session);
    await until(() => identityOf(video) === 'workshop', 'the picture is on the screen', 15_000);
    expect([phases[0], phases.at(-1)]).to.deep.equal(['connecting', 'live']);
    expect((await seen(channel)).connects.viewer).to.equal(1);

    first.release();
    first.release();
    first[Symbol.dispose]();
    await goesOn(video);
    expect((await seen(channel)).viewers).to.have.length(1);

    unsubscribe();
    second.release();
    second.release();
    await viewers(channel, 0);
    expect(second.session.state.phase).to.equal('closed');
    expect(sessions.find(target)).to.equal(undefined);
    expect(phases.at(-1)).to.equal('live');
    second[Symbol.dispose]();
    expect((await seen(channel)).connects.viewer).to.equal(1);
  });

  it('gives a lease back at the end of its block', async () => {
    const channel = await newCamera('gate');
    {
      using lease = sessions.acquire({ channel, tokenUrl: '/api/token' });
      const video = show(lease.session);
      await until(() => identityOf(video) === 'gate', 'the picture is on the screen', 15_000);
    }
    await viewers(channel, 0);
  });

  it('hears the log until it no longer wants to', async () => {
    const channel = await newCamera('barn');
    const heard: LogEntry[] = [];
    const stop = addLogSink((entry) => heard.push(entry));
    using lease = sessions.acquire({ channel, tokenUrl: '/api/token' });
    await until(() => heard.some(({ event }) => event === 'live'), 'the log says that it is live', 15_000);
    expect(heard.every((entry) => entry.channel === channel && Object.isFrozen(entry))).to.equal(true);
    stop();
    const count = heard.length;
    lease.release();
    await viewers(channel, 0);
    expect(lease.session.state.phase).to.equal('closed');
    expect(heard).to.have.length(count);
  });
});
