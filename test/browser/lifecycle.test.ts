import { expect } from 'chai';
import { sessions, type KvsCamera, type Token, type TokenRequest } from '../../src/index.js';
import { desk, newCamera, newName, seen, viewers } from './support/desk.js';
import { Census, NOTHING } from './support/census.js';
import { ticketFor } from './support/faults.js';
import {
  addCamera,
  clear,
  heard,
  identityOf,
  nextFrame,
  paintedIdentity,
  reaches,
  until,
  videoOf,
} from './support/page.js';
import { addGrid } from './support/wall.js';

const tokenUrl = { 'token-url': '/api/token' };
const isEmpty = (census: Census): boolean => JSON.stringify(census.open) === JSON.stringify(NOTHING);

describe('a camera that is removed', () => {
  let census: Census;
  beforeEach(() => (census = new Census()));
  afterEach(() => {
    clear();
    census[Symbol.dispose]();
  });

  it('leaves no viewer, no peer, no socket, no track and no timer', async () => {
    const channel = await newCamera('front-door');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    expect(census.open).to.deep.include({ peers: 1, sockets: 1, tracks: 2 });
    camera.remove();
    await Promise.resolve();
    expect(census.open).to.deep.equal(NOTHING);
    await viewers(channel, 0);
    await until(
      async () => (await seen(channel)).camera?.viewers.length === 0,
      'the camera has let go of its viewer',
    );
    expect(camera.state).to.equal('idle');
    expect(videoOf(camera).srcObject).to.equal(null);
  });

  for (const step of ['connecting', 'token', 'signaling', 'offer', 'answer', 'ice', 'dtls'] as const) {
    it(`half-way, at ${step}, leaves nothing either`, async () => {
      const channel = await newCamera('barn');
      const camera = addCamera({ channel, ...tokenUrl });
      await heard(camera, 'kvs-log', ({ entry }) => entry.event === step);
      camera.remove();
      await Promise.resolve();
      await until(() => isEmpty(census), `nothing is open: ${JSON.stringify(census.open)}`);
      await viewers(channel, 0);
      expect(camera.state).to.equal('idle');
    });
  }

  it('half-way, and put back, does not take the answer to its first offer for the second’s', async () => {
    const channel = await newCamera('workshop', { answerDelayMs: 800 });
    const camera = addCamera({ channel, ...tokenUrl });
    await heard(camera, 'kvs-log', ({ entry }) => entry.event === 'offer');
    camera.remove();
    await viewers(channel, 0);
    // The service keeps the answer for whoever comes back under the old id.
    await until(async () => (await seen(channel)).camera?.totals.answers === 1, 'the camera has answered');
    document.body.append(camera);
    await reaches(camera, 'live');
    expect(camera.getLog().filter(({ event }) => event === 'connecting')).to.have.lengthOf(1);
    expect(await paintedIdentity(camera)).to.equal('workshop');
  });

  it('while it waits for the next try leaves nothing either', async () => {
    const channel = await newCamera('gate', { answers: 'never' });
    const camera = addCamera({ channel, ...tokenUrl, 'connect-timeout': '3000' });
    await reaches(camera, 'offline');
    camera.remove();
    await Promise.resolve();
    expect(census.open).to.deep.equal(NOTHING);
    await viewers(channel, 0);
  });

  it('gives up a token callback that hangs', async () => {
    let aborted = false;
    const getToken = ({ signal }: { signal: AbortSignal }): Promise<never> =>
      new Promise(() => signal.addEventListener('abort', () => (aborted = true)));
    const camera = addCamera({ channel: newName('x') }, { getToken });
    await heard(camera, 'kvs-log', ({ entry }) => entry.event === 'connecting');
    await new Promise(requestAnimationFrame);
    camera.remove();
    await Promise.resolve();
    expect(aborted).to.equal(true);
    expect(census.open).to.deep.equal(NOTHING);
  });

  it('closes its socket, then its tracks, then its peer', async () => {
    const channel = await newCamera('workshop');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    const order: string[] = [];
    const spied = [
      ['socket', WebSocket.prototype, 'close'],
      ['track', MediaStreamTrack.prototype, 'stop'],
      ['peer', RTCPeerConnection.prototype, 'close'],
    ] as const;
    const undo = spied.map(([name, prototype, method]) => {
      const original = Reflect.get(prototype, method) as () => void;
      Reflect.set(prototype, method, function (this: unknown): void {
        order.push(name);
        original.call(this);
      });
      return () => Reflect.set(prototype, method, original);
    });
    camera.remove();
    await Promise.resolve();
    undo.forEach((restore) => restore());
    expect(order).to.deep.equal(['socket', 'track', 'track', 'peer']);
  });
});

describe('a camera that is moved', () => {
  afterEach(clear);

  it('keeps its connection and its picture', async () => {
    const channel = await newCamera('loading-dock');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    const states: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    const stream = camera.srcObject;
    const other = document.body.appendChild(document.createElement('section'));
    for (let n = 0; n < 5; n += 1) {
      other.append(camera);
      document.body.append(camera);
    }
    other.append(camera);
    expect(await paintedIdentity(camera)).to.equal('loading-dock');
    expect(camera.srcObject).to.equal(stream);
    expect(states).to.deep.equal([]);
    expect((await seen(channel)).connects.viewer).to.equal(1);
  });

  it('to another channel shows that one, and nothing of the one before', async () => {
    const [first, second] = await Promise.all([newCamera('front-door'), newCamera('barn')]);
    const camera = addCamera({ channel: first, ...tokenUrl });
    await reaches(camera, 'live');
    await nextFrame(camera);
    const connecting = reaches(camera, 'connecting');
    camera.channel = second;
    await connecting;
    await camera.updateComplete;
    expect(camera.shadowRoot?.querySelector('canvas')).to.equal(null);
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('barn');
    await viewers(first, 0);
  });

  for (const [where, move] of [
    ['another region', (camera: KvsCamera) => (camera.region = 'eu-west-1')],
    ['another service', (camera: KvsCamera) => (camera.endpoint = 'https://kvs.example')],
    ['another region by its grid', (camera: KvsCamera) => (camera.closest('kvs-grid')!.region = 'eu-west-1')],
    [
      'another region while it is paused',
      (camera: KvsCamera) => {
        camera.pause();
        camera.region = 'eu-west-1';
      },
    ],
  ] as const) {
    it(`to ${where} keeps nothing of the one before`, async () => {
      const channel = await newCamera('front-door');
      const camera = addCamera({ channel, ...tokenUrl }, {}, addGrid());
      await reaches(camera, 'live');
      await nextFrame(camera);
      await camera.zoom(2);
      await desk('behave', { channel, behaviour: { offline: true } });
      await reaches(camera, 'reconnecting');
      await camera.updateComplete;
      expect(lastPicture(camera)).to.equal('front-door');
      move(camera);
      await until(() => !camera.shadowRoot?.querySelector('canvas'), 'the last picture is gone');
      expect(camera.zoomScale).to.equal(1);
      const error = await camera.snapshot().catch((thrown: Error) => thrown);
      expect(error).to.have.property('name', 'InvalidStateError');
    });
  }
});

describe('what is said to a camera', () => {
  const DEFAULTS = {
    channel: '',
    poster: '',
    label: '',
    preload: 'none',
    loading: 'lazy',
    unload: 'offscreen hidden',
    unloadDelay: 10_000,
    connectTimeout: 30_000,
    mode: 'auto',
    codecs: 'h264 vp8',
    preRoll: 0,
  } as const;
  const attributeOf = (name: string): string => name.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`);

  it('is what the table of the README says where nothing is said, and again when an attribute is taken away', () => {
    const camera = document.createElement('kvs-camera');
    for (const [name, value] of Object.entries(DEFAULTS)) {
      expect(Reflect.get(camera, name), name).to.equal(value);
      camera.setAttribute(attributeOf(name), typeof value === 'number' ? '7' : 'x');
      expect(Reflect.get(camera, name), name).to.equal(typeof value === 'number' ? 7 : 'x');
      camera.removeAttribute(attributeOf(name));
      expect(Reflect.get(camera, name), name).to.equal(value);
    }
  });

  it('is an attribute as well where that is so on `<video>`', async () => {
    const camera = addCamera({});
    const given = { autoplay: true, controls: true, poster: '/gate.jpg', disablePictureInPicture: true };
    Object.assign(camera, given);
    await camera.updateComplete;
    expect(Object.keys(given).map((name) => camera.getAttribute(name))).to.deep.equal([
      '',
      '',
      '/gate.jpg',
      '',
    ]);
  });
});

describe('a camera that is asked for', () => {
  it('takes what was set on its tag before the tag was defined', async () => {
    // In a document without a window no tag is.
    const { body } = new DOMParser().parseFromString('<kvs-camera></kvs-camera>', 'text/html');
    const camera = body.firstElementChild as KvsCamera;
    expect('play' in camera).to.equal(false);
    const early = { muted: true, volume: 0.2, talkOptions: { maxTalk: 1 }, state: 'live', label: 'Dock' };
    Object.assign(camera, early);
    document.body.append(camera);
    await camera.updateComplete;
    expect([camera.state, camera.label, camera.talkOptions.maxTalk]).to.deep.equal(['idle', 'Dock', 1]);
    expect([videoOf(camera).muted, videoOf(camera).volume]).to.deep.equal([true, 0.2]);
    camera.muted = false;
    expect(videoOf(camera).muted).to.equal(false);
    camera.remove();
  });

  it('starts in spite of a value that was none, set before the tag was defined, and reports it', async () => {
    const { body } = new DOMParser().parseFromString('<kvs-camera></kvs-camera>', 'text/html');
    const camera = body.firstElementChild as KvsCamera;
    Object.assign(camera, { volume: 7, label: 'Dock' });
    const reported: unknown[] = [];
    const report = globalThis.reportError;
    globalThis.reportError = (error) => reported.push(error);
    try {
      document.body.append(camera);
      await camera.updateComplete;
    } finally {
      globalThis.reportError = report;
    }
    expect([camera.state, camera.label, camera.volume]).to.deep.equal(['idle', 'Dock', 1]);
    expect(String(reported)).to.contain('IndexSizeError');
  });

  it('is idle as a bare tag, and says what it lacks only when it is asked for', async () => {
    const camera = document.createElement('kvs-camera');
    expect(camera.matches(':state(idle)')).to.equal(true);
    const told: string[] = [];
    for (const type of ['kvs-statechange', 'kvs-error', 'error'])
      camera.addEventListener(type, () => told.push(type));
    document.body.append(camera);
    await camera.updateComplete;
    // The observer speaks with the second frame at the latest.
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    expect([camera.state, camera.error, ...told]).to.deep.equal(['idle', null]);
    expect(play(camera)).to.be.an('HTMLButtonElement');
    // As a media skin does with any stream.
    camera.currentTime = 3;
    const refused = await camera.play().catch((thrown: unknown) => thrown);
    expect(refused).to.have.property('code', 'bad-configuration');
    expect(camera.state).to.equal('failed');
    expect(told).to.deep.equal(['kvs-statechange', 'error', 'kvs-error']);
  });

  for (const autoplay of ['a property', 'an attribute']) {
    it(`is shown at once as the clone of a template, with ${autoplay} for autoplay and its channel as a property`, async () => {
      const channel = await newCamera('barn');
      const template = document.createElement('template');
      template.innerHTML = `<kvs-camera token-url="/api/token" muted ${autoplay === 'an attribute' ? 'autoplay' : ''}></kvs-camera>`;
      // Nothing in a template is an element of ours before it is in the page.
      const camera = template.content.firstElementChild!.cloneNode(true) as KvsCamera;
      expect('play' in camera).to.equal(false);
      camera.channel = channel;
      if (autoplay === 'a property') camera.autoplay = true;
      const heardOf: string[] = [];
      camera.addEventListener('kvs-statechange', ({ state }) => heardOf.push(state));
      camera.addEventListener('kvs-error', ({ code }) => heardOf.push(code));
      document.body.append(camera);
      await reaches(camera, 'live');
      expect(await paintedIdentity(camera)).to.equal('barn');
      expect(heardOf).to.deep.equal(['connecting', 'live']);
      expect([camera.paused, camera.autoplay]).to.deep.equal([false, true]);
    });
  }

  afterEach(clear);
  const play = (camera: KvsCamera): HTMLButtonElement | null | undefined =>
    camera.shadowRoot?.querySelector<HTMLButtonElement>('button[aria-label=Play]');

  it('connects with a tap when it has no autoplay, and shows its poster until then', async () => {
    const channel = await newCamera('ward-3');
    const poster = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
    const camera = addCamera({ channel, ...tokenUrl, poster });
    camera.remove();
    camera.removeAttribute('autoplay');
    const still = camera.cloneNode() as KvsCamera;
    document.body.append(still);
    await still.updateComplete;
    await nextTask();
    expect([still.state, still.paused]).to.deep.equal(['idle', true]);
    expect(still.shadowRoot?.querySelector<HTMLImageElement>('[part=poster] img')?.src).to.equal(poster);
    expect((await seen(channel)).connects.viewer).to.equal(0);
    play(still)?.click();
    await reaches(still, 'live');
    expect(await paintedIdentity(still)).to.equal('ward-3');
  });

  it('stays as it is where it is paused before it has begun', async () => {
    const channel = await newCamera('ward-3');
    const [paused, played] = [addCamera({ channel, ...tokenUrl }), addCamera({ channel, ...tokenUrl })];
    paused.pause();
    played.play().catch(() => {});
    played.pause();
    await Promise.all([paused.updateComplete, played.updateComplete]);
    await nextTask();
    expect([paused.paused, paused.state, played.paused, played.state]).to.deep.equal([
      true,
      'idle',
      true,
      'idle',
    ]);
    expect((await seen(channel)).connects.viewer).to.equal(0);
    await paused.play();
    expect(await paintedIdentity(paused)).to.equal('ward-3');
  });

  it('gives its connection back with pause(), keeps its last picture, and returns with play()', async () => {
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    await nextFrame(camera);
    camera.pause();
    expect(camera.paused).to.equal(true);
    await viewers(channel, 0);
    await camera.updateComplete;
    expect(lastPicture(camera)).to.equal('gate');
    await camera.play();
    expect(camera.state).to.equal('live');
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  it('keeps its last picture when the camera is lost, and while it reconnects', async () => {
    const channel = await newCamera('barn');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    await nextFrame(camera);
    await desk('behave', { channel, behaviour: { offline: true } });
    await reaches(camera, 'reconnecting');
    await camera.updateComplete;
    expect(lastPicture(camera)).to.equal('barn');
    await desk('behave', { channel, behaviour: { offline: false } });
    await reaches(camera, 'live');
    await nextFrame(camera);
    camera.reconnect();
    await camera.updateComplete;
    expect(lastPicture(camera)).to.equal('barn');
    await reaches(camera, 'live');
  });

  it('rejects play() whenever there is no more to expect', async () => {
    const outcome = (played: Promise<void>): Promise<unknown> => played.catch((thrown: unknown) => thrown);
    const camera = addCamera({ channel: newName('nowhere'), ...tokenUrl });
    expect(await outcome(camera.play())).to.have.property('code', 'channel-not-found');
    expect(await outcome(camera.play()), 'once more').to.have.property('code', 'channel-not-found');
    const misconfigured = addCamera({ channel: 'front door' });
    expect(await outcome(misconfigured.play())).to.have.property('code', 'bad-configuration');
    const silent = addCamera({ channel: await newCamera('gate', { answers: 'never' }), ...tokenUrl });
    const [removed, paused] = [silent, addCamera({ channel: await newCamera('barn'), ...tokenUrl })];
    const played = [outcome(removed.play()), outcome(paused.play())];
    removed.remove();
    paused.pause();
    for (const error of await Promise.all(played)) expect(error).to.have.property('name', 'AbortError');
  });

  it('is not heard any more once it is removed, though another goes on showing the camera', async () => {
    const channel = await newCamera('workshop');
    const [stays, goes] = [addCamera({ channel, ...tokenUrl }), addCamera({ channel, ...tokenUrl })];
    await Promise.all([reaches(stays, 'live'), reaches(goes, 'live')]);
    let entries = 0;
    goes.addEventListener('kvs-log', () => (entries += 1));
    goes.remove();
    await Promise.resolve();
    const heardThere = heard(stays, 'kvs-log', ({ entry }) => entry.event === 'trouble');
    await desk('act', { channel, action: { kind: 'go-away', role: 'VIEWER' } });
    await heardThere;
    expect(entries).to.equal(0);
    expect(goes.getLog()).not.to.deep.equal([]);
  });

  it('takes the removal of unload for the default', async () => {
    const channel = await newCamera('ward-3');
    const camera = addCamera({ channel, ...tokenUrl, unload: '', 'unload-delay': '100' });
    await reaches(camera, 'live');
    camera.removeAttribute('unload');
    const spacer = document.createElement('div');
    spacer.style.height = '5000px';
    document.body.prepend(spacer);
    await viewers(channel, 0);
    expect(camera.state).to.equal('idle');
  });

  it('connects when it comes near the viewport, not before', async () => {
    const channel = await newCamera('workshop');
    const spacer = document.body.appendChild(document.createElement('div'));
    spacer.style.height = '5000px';
    const camera = addCamera({ channel, ...tokenUrl });
    await nextTask();
    expect(camera.state).to.equal('idle');
    expect((await seen(channel)).connects.viewer).to.equal(0);
    camera.scrollIntoView();
    await reaches(camera, 'live');
    scrollTo(0, 0);
  });

  it('asks for its token before the next frame when it is in plain sight, and not at all behind others', async () => {
    const shelf = document.createElement('div');
    shelf.style.cssText = 'width: 10px; height: 10px; overflow: hidden';
    shelf.innerHTML = '<div style="height: 300px"></div>';
    document.body.append(shelf);
    const asked: string[] = [];
    const getToken = ({ channel }: TokenRequest): Promise<Token> => {
      asked.push(channel);
      return new Promise(() => {});
    };
    addCamera({ channel: 'in-sight' }, { getToken });
    shelf.append(addCamera({ channel: 'clipped' }, { getToken }));
    await new Promise(requestAnimationFrame);
    expect(asked).to.deep.equal(['in-sight']);
    for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    shelf.remove();
    expect(asked).to.deep.equal(['in-sight']);
  });

  it('connects at once when it is eager', async () => {
    const channel = await newCamera('barn');
    const spacer = document.body.appendChild(document.createElement('div'));
    spacer.style.height = '5000px';
    const camera = addCamera({ channel, ...tokenUrl, loading: 'eager' });
    await reaches(camera, 'live');
  });

  it('gives its connection back out of sight, and returns', async () => {
    const channel = await newCamera('front-door');
    const camera = addCamera({ channel, ...tokenUrl, 'unload-delay': '200' });
    await reaches(camera, 'live');
    const spacer = document.createElement('div');
    spacer.style.height = '5000px';
    document.body.prepend(spacer);
    await viewers(channel, 0);
    expect(camera.state).to.equal('idle');
    camera.scrollIntoView();
    await reaches(camera, 'live');
    scrollTo(0, 0);
  });

  it('keeps it out of sight when unload is empty', async () => {
    const channel = await newCamera('loading-dock');
    const camera = addCamera({ channel, ...tokenUrl, 'unload-delay': '50', unload: '' });
    await reaches(camera, 'live');
    const spacer = document.createElement('div');
    spacer.style.height = '5000px';
    document.body.prepend(spacer);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect((await seen(channel)).viewers).to.have.length(1);
  });

  it('is ended when the page resets it, and comes back with reconnect()', async () => {
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    sessions.reset(channel);
    expect(camera.state).to.equal('ended');
    await viewers(channel, 0);
    camera.reconnect();
    await reaches(camera, 'live');
    expect((await desk('channel', { channel })).viewers).to.have.length(1);
  });
});

/** Which camera the kept picture is of. */
function lastPicture(camera: KvsCamera): string {
  const canvas = camera.shadowRoot?.querySelector('canvas');
  return canvas ? identityOf(canvas) : 'no picture is kept';
}

/** The element has had its say: its updates, and its first look at the viewport. */
async function nextTask(): Promise<void> {
  await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
}

describe('the box of a camera', () => {
  afterEach(clear);

  const around = [
    'float: left',
    'display: inline-block',
    'display: flex',
    'display: grid; justify-items: start',
  ];
  for (const style of around)
    for (const tag of ['kvs-camera', 'kvs-grid'])
      it(`of ${tag} in "${style}" is as wide as an empty video, and may shrink`, () => {
        const box = document.body.appendChild(document.createElement('div'));
        box.style.cssText = style;
        const element = box.appendChild(document.createElement(tag));
        expect(element.getBoundingClientRect().width).to.equal(300);
        if (tag === 'kvs-camera') expect(element.getBoundingClientRect().height).to.equal(300 / (16 / 9));
        box.style.width = '200px';
        element.style.maxWidth = '100%';
        expect(element.getBoundingClientRect().width).to.equal(200);
      });
});

describe('a picture', () => {
  afterEach(clear);

  it('that something else has paused goes on', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...tokenUrl });
    await reaches(camera, 'live');
    const video = videoOf(camera);
    video.pause();
    await until(() => !video.paused, 'it plays again');
    await nextFrame(camera);
    expect(camera.state).to.equal('live');
  });

  it('of a camera that was another for a moment is seen again', async () => {
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    await nextFrame(camera);
    camera.channel = 'another';
    camera.channel = channel;
    await camera.updateComplete;
    expect((await camera.snapshot()).type).to.equal('image/png');
    expect(camera.state).to.equal('live');
  });

  it('tells its end and its failure as a <video> does', async () => {
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, ...tokenUrl });
    await reaches(camera, 'live');
    const told: string[] = [];
    for (const type of ['ended', 'error']) camera.addEventListener(type, () => told.push(type));
    sessions.reset(channel);
    expect([camera.ended, told]).to.deep.equal([true, ['ended']]);
    camera.channel = 'no such name!';
    await reaches(camera, 'failed');
    expect(told).to.deep.equal(['ended', 'error']);
  });

  it('that the page has closed stays closed, out of sight and with other tokens, until somebody asks', async () => {
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, 'unload-delay': '0', ...tokenUrl });
    await reaches(camera, 'live');
    sessions.reset();
    const other = addCamera({ channel: await newCamera('barn'), 'unload-delay': '0', ...tokenUrl });
    await reaches(other, 'live');
    for (const each of [camera, other]) each.style.marginTop = '5000px';
    await reaches(other, 'idle');
    camera.getToken = ticketFor;
    for (const each of [camera, other]) each.style.marginTop = '';
    await reaches(other, 'live');
    expect(camera.state).to.equal('ended');
    camera.reconnect();
    await reaches(camera, 'live');
  });

  it('that the page has closed stays closed when its element is moved, alone or in a grid', async () => {
    const channels = await Promise.all([newCamera('gate'), newCamera('barn')]);
    const [alone, grid] = [addCamera({ channel: channels[0], ...tokenUrl }), addGrid({}, {}, [channels[1]])];
    const inGrid = grid.querySelector('kvs-camera')!;
    await Promise.all([reaches(alone, 'live'), reaches(inGrid, 'live')]);
    sessions.reset();
    const section = document.body.appendChild(document.createElement('section'));
    for (const place of [section, document.body]) {
      place.append(alone, grid);
      grid.append(inGrid);
      await reaches(addCamera({ channel: await newCamera('ward-3'), ...tokenUrl }, {}, grid), 'live');
    }
    expect([alone.state, inGrid.state]).to.deep.equal(['ended', 'ended']);
    for (const channel of channels) expect((await seen(channel)).connects.viewer).to.equal(1);
    await Promise.all([alone.play(), inGrid.play()]);
    section.append(alone, grid);
    expect([alone.state, inGrid.state]).to.deep.equal(['live', 'live']);
  });

  it('that the page has closed can be asked for where that is told', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...tokenUrl });
    await reaches(camera, 'live');
    camera.addEventListener('kvs-statechange', ({ state }) => {
      if (state === 'ended') camera.reconnect();
    });
    sessions.reset();
    await reaches(camera, 'live');
  });

  it('out of sight that is to be kept stays when its element is moved', async () => {
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, unload: '', ...tokenUrl });
    await reaches(camera, 'live');
    const section = document.createElement('section');
    section.style.marginTop = '5000px';
    document.body.append(section);
    section.append(camera);
    const other = addCamera({ channel: await newCamera('barn'), loading: 'eager', ...tokenUrl });
    await reaches(other, 'live');
    const aside = document.createElement('aside');
    section.after(aside);
    aside.append(camera);
    await nextFrame(camera);
    expect((await seen(channel)).connects.viewer).to.equal(1);
    section.remove();
    aside.remove();
  });

  it('of another camera follows that one from the start', async () => {
    const getToken = (): Promise<Token> => new Promise(() => {});
    const camera = addCamera({ channel: 'one' }, { getToken });
    await reaches(camera, 'connecting');
    camera.channel = 'two';
    await camera.updateComplete;
    expect(camera.getLog().map(({ channel }) => channel)).to.deep.equal(['two']);
  });
});
