import { expect } from 'chai';
import { setTokenCallback, type KvsCamera, type KvsGrid, type TokenCallback } from '../../src/index.js';
import { sessions } from '../../src/core/index.js';
import { newCamera, newName, seen, viewers } from './support/desk.js';
import { Census, NOTHING } from './support/census.js';
import { addCamera, clear, heard, paintedIdentity, reaches, until } from './support/page.js';
import { ticketFor } from './support/faults.js';
import { Recorders } from './support/recorders.js';
import { addGrid, identityAt, newCameras, startTally, tile } from './support/wall.js';

const allLive = (grid: KvsGrid): Promise<unknown> =>
  Promise.all(grid.tiles.map((camera) => reaches(camera, 'live')));

/** A token callback that notes whom it was asked for, and refuses. */
function noting(): { asked: string[]; getToken: TokenCallback } {
  const asked: string[] = [];
  const getToken: TokenCallback = ({ channel, region }) => {
    asked.push(region ? `${channel} in ${region}` : channel);
    return Promise.reject(new Error('not today'));
  };
  return { asked, getToken };
}

describe('a grid', () => {
  let census: Census;
  beforeEach(() => (census = new Census()));
  afterEach(() => {
    clear();
    setTokenCallback(null);
    census[Symbol.dispose]();
  });

  it('shows the cameras in it, with what it hands down', async () => {
    const channels = await newCameras(3);
    const grid = addGrid({}, {}, channels);
    await allLive(grid);
    const painted = await Promise.all(grid.tiles.map(paintedIdentity));
    expect(painted).to.deep.equal([0, 1, 2].map(identityAt));
    expect(census.open).to.deep.include({ peers: 3, sockets: 3 });
  });

  it('is shown beside one that throws when its places are looked at', async () => {
    const { reportError: report } = window;
    let told: unknown;
    window.reportError = (error) => (told = error);
    const channels = await newCameras(2);
    const error = new Error('no places');
    const broken = addGrid({}, {}, channels.slice(0, 1));
    Object.defineProperty(broken, 'maxLive', {
      get: () => {
        throw error;
      },
    });
    try {
      await allLive(addGrid({}, {}, channels.slice(1)));
      expect(told).to.equal(error);
    } finally {
      broken.remove();
      window.reportError = report;
    }
  });

  it('leaves nothing when it is removed, and is whole when it is put back', async () => {
    const channels = await newCameras(2);
    const grid = addGrid({ tour: '60' }, {}, channels);
    await allLive(grid);
    grid.remove();
    await Promise.resolve();
    expect(census.open).to.deep.equal(NOTHING);
    await Promise.all(channels.map((channel) => viewers(channel, 0)));
    document.body.append(grid);
    await until(() => grid.tiles.length === 2, 'both are its cameras again');
    await allLive(grid);
    expect((await seen(channels[0]!)).connects.viewer).to.equal(2);
  });

  it('gives a place that was kept for a recording, or a talk, to who waits for it', async () => {
    const channels = await newCameras(2);
    const grid = addGrid({ 'max-live': '1' }, {}, channels);
    const [first, second] = grid.querySelectorAll('kvs-camera') as unknown as [KvsCamera, KvsCamera];
    await reaches(first, 'live');
    using recorders = new Recorders();
    const recording = first.record();
    grid.select(second);
    await recorders.reach(2);
    expect([first.state, second.state]).to.deep.equal(['live', 'idle']);
    await (await recording.stop()).arrayBuffer();
    await reaches(second, 'live');
    expect(first.state).to.equal('idle');
    const talking = heard(second, 'kvs-talkchange', ({ talk }) => talk === 'on');
    await second.startTalk();
    await talking;
    grid.select(first);
    second.stopTalk();
    await reaches(first, 'live');
    expect(second.state).to.equal('idle');
  });

  it('hands a camera over that moveBefore moves to another grid, or out of all', async function () {
    if (!('moveBefore' in Element.prototype)) this.skip();
    const channels = await newCameras(2);
    const [first, second] = [addGrid({}, {}, channels), addGrid({ 'max-live': '1' })];
    await allLive(first);
    const [camera, other] = first.tiles as [KvsCamera, KvsCamera];
    const moveTo = (place: Element): void =>
      (place as Element & { moveBefore(node: Node, before: Node | null): void }).moveBefore(camera, null);
    const states: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    moveTo(second);
    await until(() => first.tiles.length === 1 && second.tiles[0] === camera, 'it is of the second grid');
    second.append(tile((await newCameras(1))[0]!));
    await until(() => second.tiles.length === 2, 'the second grid has two');
    expect(second.tiles.map(({ state }) => state)).to.deep.equal(['live', 'idle']);
    moveTo(document.body);
    await until(() => second.tiles[0] !== camera, 'it is of no grid');
    await reaches(second.tiles[0]!, 'live');
    expect(first.tiles).to.deep.equal([other]);
    expect(states).to.deep.equal([]);
    expect((await seen(channels[0]!)).connects.viewer).to.equal(1);
  });

  it('keeps its connections when it is moved', async () => {
    const channels = await newCameras(2);
    const grid = addGrid({}, {}, channels);
    await allLive(grid);
    const states: string[] = [];
    grid.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    document.body.appendChild(document.createElement('section')).append(grid);
    document.body.prepend(grid);
    expect(await paintedIdentity(grid.tiles[1]!)).to.equal(identityAt(1));
    expect(states).to.deep.equal([]);
    for (const channel of channels) expect((await seen(channel)).connects.viewer).to.equal(1);
  });

  it('connects to nothing while nobody can see it, not even to the selected camera', async () => {
    const [hidden, shown] = (await newCameras(2)) as [string, string];
    const dialog = document.body.appendChild(document.createElement('dialog'));
    const grid = addGrid({ selected: hidden }, {}, [hidden]);
    dialog.append(grid);
    await until(() => grid.selectedCamera !== null, 'it knows its camera');
    // Whoever has a claim gets the connection in the order of the grids.
    const other = addGrid({}, {}, [shown]);
    await until(() => other.tiles.length === 1, 'so does another grid');
    await allLive(other);
    expect((await seen(hidden)).connects.viewer).to.equal(0);
    dialog.showModal();
    await allLive(grid);
  });

  it('takes the tokens of a camera first, then its own, then those of the page', async () => {
    const [page, own, camera] = [noting(), noting(), noting()];
    setTokenCallback(page.getToken);
    const [a, b, c] = ['a', 'b', 'c'].map(newName) as [string, string, string];
    const grid = document.createElement('kvs-grid');
    const outside = addCamera({ channel: c });
    const inside = tile(a, { region: 'eu-west-1' });
    inside.getToken = camera.getToken;
    grid.append(inside, tile(b));
    Object.assign(grid, { getToken: own.getToken, region: 'us-east-1' });
    document.body.append(grid);
    const refused = (target: KvsCamera): Promise<unknown> => heard(target, 'kvs-error');
    await Promise.all([...grid.querySelectorAll('kvs-camera'), outside].map(refused));
    expect(camera.asked[0]).to.equal(`${a} in eu-west-1`);
    expect(own.asked[0]).to.equal(`${b} in us-east-1`);
    expect(page.asked[0]).to.equal(c);
    const withoutOwn = addGrid({}, {}, []);
    withoutOwn.removeAttribute('token-url');
    const d = newName('d');
    withoutOwn.append(tile(d));
    await refused(withoutOwn.querySelector('kvs-camera')!);
    expect(page.asked).to.include(d);
  });

  it('reaches cameras that come later, deeper, in shadow trees, and from outside by a slot', async () => {
    const channels = await newCameras(4);
    const grid = addGrid();
    await grid.updateComplete;
    const article = document.createElement('article');
    article.append(tile(channels[0]!));
    const host = document.createElement('div');
    host.attachShadow({ mode: 'closed' }).append(tile(channels[1]!));
    grid.append(article, host);
    await until(() => grid.tiles.length === 2, 'it knows both');
    await allLive(grid);
    const wall = document.createElement('div');
    wall.append(tile(channels[2]!), tile(channels[3]!));
    const inner = document.createElement('kvs-grid');
    inner.tokenUrl = '/api/token';
    inner.append(document.createElement('slot'));
    document.body.append(wall);
    wall.attachShadow({ mode: 'open' }).append(inner);
    await until(() => inner.tiles.length === 2, 'it knows those from outside');
    await allLive(inner);
    expect(inner.tiles.map(({ channel }) => channel)).to.deep.equal(channels.slice(2));
    inner.remove();
    await until(() => inner.tiles.length === 0, 'it has let go of them');
  });

  it('may come to life after its cameras', async () => {
    const channel = await newCamera('barn');
    const frame = document.createElement('iframe');
    frame.src = '/page?script=/src/kvs-camera.ts';
    frame.style.cssText = 'width: 600px; height: 400px';
    document.body.append(frame);
    await heard(frame, 'load');
    const { body } = frame.contentDocument!;
    body.innerHTML = `<kvs-grid token-url="/api/token" audio="none"><kvs-camera autoplay muted channel="${channel}"></kvs-camera></kvs-grid>`;
    const camera = body.querySelector('kvs-camera')!;
    expect(camera.state).to.equal('idle');
    const script = Object.assign(frame.contentDocument!.createElement('script'), {
      type: 'module',
      src: '/src/kvs-grid.ts',
    });
    body.append(script);
    await reaches(camera, 'live');
    expect(body.querySelector('kvs-grid')!.tiles).to.deep.equal([camera]);
  });

  it('connects anew when what it hands down changes, and only those whom it concerns', async () => {
    const [first, second] = await newCameras(2);
    const grid = addGrid({}, {}, [first!]);
    grid.append(tile(second!, { latency: 'low', 'token-url': '/api/token' }));
    await until(() => grid.tiles.length === 2, 'it knows both');
    await allLive(grid);
    grid.latency = 'smooth';
    await reaches(grid.tiles[0]!, 'connecting');
    await allLive(grid);
    expect((await seen(first!)).connects.viewer).to.equal(2);
    expect((await seen(second!)).connects.viewer).to.equal(1);
  });

  it('lays its cameras out as by default where their least width is none', async () => {
    const grid = addGrid({ 'max-live': '0', style: 'width: 600px' }, {}, ['a', 'b', 'c']);
    await until(() => grid.tiles.length === 3, 'it knows its cameras');
    const widthWith = async (minTileWidth: unknown): Promise<number | undefined> => {
      Object.assign(grid, { minTileWidth });
      await grid.updateComplete;
      return grid.tiles[0]?.getBoundingClientRect().width;
    };
    const usual = await widthWith(240);
    expect(usual).to.be.within(290, 300);
    expect(await widthWith(400)).to.equal(600);
    for (const none of [undefined, null, -1]) expect(await widthWith(none)).to.equal(usual);
    grid.setAttribute('min-tile-width', 'wide');
    await grid.updateComplete;
    expect(grid.tiles[0]?.getBoundingClientRect().width).to.equal(usual);
  });

  it('does not get into the way of another grid on the page', async () => {
    const channels = await newCameras(4);
    const [one, other] = [
      addGrid({ 'max-live': '1' }, {}, channels.slice(0, 2)),
      addGrid({ 'max-live': '1' }, {}, channels.slice(2)),
    ];
    const liveOf = (grid: KvsGrid): number => grid.tiles.filter(({ state }) => state === 'live').length;
    await until(() => liveOf(one) === 1 && liveOf(other) === 1, 'one of each is live', 10_000);
    one.maxLive = 2;
    await until(() => liveOf(one) === 2, 'both of the first are live', 10_000);
    expect(liveOf(other)).to.equal(1);
    one.maxLive = 0;
    await until(() => liveOf(one) === 0, 'none of the first is live', 10_000);
    await viewers(channels[0]!, 0);
    await viewers(channels[1]!, 0);
  });
});

describe('a camera in a grid', () => {
  afterEach(() => {
    clear();
    setTokenCallback(null);
  });

  it('says what is wrong with its attributes at once, and takes no place', async () => {
    const channel = await newCamera('gate');
    const grid = addGrid({ 'max-live': '1' });
    grid.append(tile('no such name!'), tile(channel));
    const [wrong, right] = grid.querySelectorAll('kvs-camera');
    await Promise.all([reaches(wrong!, 'failed'), reaches(right!, 'live')]);
    expect(wrong!.error).to.have.property('code', 'bad-configuration');
  });

  for (const nothing of [undefined, null, 5] as unknown as string[])
    it(`with the channel ${nothing} fails alone, and recovers with one that is right`, async () => {
      const channels = await newCameras(2);
      const grid = addGrid();
      const [wrong, right] = [tile(''), tile(channels[0]!)];
      wrong.channel = nothing;
      grid.append(wrong, right);
      await Promise.all([reaches(wrong, 'failed'), reaches(right, 'live')]);
      expect(wrong.error).to.have.property('code', 'bad-configuration');
      wrong.channel = channels[1]!;
      await reaches(wrong, 'live');
      expect(await paintedIdentity(wrong)).to.equal(identityAt(1));
    });

  it('that loses its channel while it is live says so, and comes back with it', async () => {
    const channels = await newCameras(2);
    const grid = addGrid({}, {}, channels);
    await allLive(grid);
    const [camera, other] = grid.tiles as [KvsCamera, KvsCamera];
    const error = heard(camera, 'kvs-error');
    camera.label = '';
    camera.removeAttribute('channel');
    expect((await error).code).to.equal('bad-configuration');
    await viewers(channels[0]!, 0);
    expect([camera.state, other.state]).to.deep.equal(['failed', 'live']);
    camera.setAttribute('channel', channels[0]!);
    await reaches(camera, 'live');
  });

  it('of a list may have its codecs as an array, and its unload as false or an array', async () => {
    const channels = await newCameras(3);
    const cameras = channels.map((channel) => ({ channel }));
    Object.assign(cameras[0]!, { codecs: ['h264', 'vp8'] });
    Object.assign(cameras[1]!, { unload: false });
    Object.assign(cameras[2]!, { unload: ['offscreen', 'hidden'], unloadDelay: 0 });
    const grid = addGrid({}, { cameras });
    await until(() => grid.tiles.length === 3, 'there are three');
    await allLive(grid);
    grid.style.display = 'none';
    await viewers(channels[2]!, 0);
    expect((await seen(channels[1]!)).viewers).to.have.length(1);
  });

  it('that has failed for good leaves its place to others, and asks for one anew', async () => {
    const channel = await newCamera('gate');
    const grid = addGrid({ 'max-live': '1' });
    const lost = tile(newName('nowhere'));
    grid.append(lost);
    await reaches(lost, 'failed');
    const other = tile(channel);
    grid.append(other);
    await reaches(other, 'live');
    lost.reconnect();
    // The one that has the place keeps it: both are in view, and the other is nearer to the middle.
    await until(() => lost.state === 'idle', 'it waits for a place');
    grid.select(lost);
    await reaches(lost, 'failed');
    await reaches(other, 'live');
  });

  it('that failed for want of a token comes back by a place of its own, and not with all others at once', async function () {
    this.timeout(60_000);
    const channels = await newCameras(6);
    const tally = await startTally(channels);
    const grid = addGrid({ 'max-live': '1' }, {}, channels);
    grid.removeAttribute('token-url');
    await until(() => grid.tiles.every(({ state }) => state === 'failed'), 'nobody has a token', 20_000);
    setTokenCallback(ticketFor);
    await until(() => grid.tiles.some(({ state }) => state === 'live'), 'one is live', 15_000);
    expect((await tally()).most).to.equal(1);
  });

  it('that failed comes back by a place of its own with other settings too', async function () {
    this.timeout(60_000);
    const channels = await newCameras(6);
    const tally = await startTally(channels);
    const grid = addGrid({ 'max-live': '1' }, {}, channels);
    grid.removeAttribute('token-url');
    await until(() => grid.tiles.every(({ state }) => state === 'failed'), 'nobody has a token', 20_000);
    Object.assign(grid, { tokenUrl: '/api/token', latency: 'smooth' });
    await until(() => grid.tiles.some(({ state }) => state === 'live'), 'one is live', 15_000);
    // Whoever had connected without a place would have come at the same time.
    await until(
      () => grid.tiles.every(({ state }) => state === 'live' || state === 'idle'),
      'the others wait',
      15_000,
    );
    expect((await tally()).most).to.equal(1);
  });

  it('that the page has closed has no place any more for another channel', async () => {
    const [first, second, third] = (await newCameras(3)) as [string, string, string];
    const tally = await startTally([second, third]);
    const grid = addGrid({ 'max-live': '1' }, {}, [first]);
    await until(() => grid.tiles.length === 1, 'it knows its camera');
    const [closed] = grid.tiles as [KvsCamera];
    await reaches(closed, 'live');
    const other = tile(second);
    grid.append(other);
    sessions.reset(first);
    await reaches(other, 'live');
    expect(closed.state).to.equal('ended');
    closed.channel = third;
    await until(() => closed.state === 'idle', 'it waits for a place');
    grid.select(closed);
    await reaches(closed, 'live');
    expect((await tally()).most).to.equal(1);
  });

  it('stays connected without a grid when its own goes', async () => {
    const channel = await newCamera('barn');
    const wall = document.createElement('div');
    const camera = tile(channel, { 'token-url': '/api/token' });
    wall.append(camera);
    const grid = document.createElement('kvs-grid');
    grid.append(document.createElement('slot'));
    wall.attachShadow({ mode: 'open' }).append(grid);
    document.body.append(wall);
    await reaches(camera, 'live');
    grid.replaceWith(document.createElement('slot'));
    expect(await paintedIdentity(camera)).to.equal('barn');
    expect((await seen(channel)).connects.viewer).to.equal(1);
  });
});
