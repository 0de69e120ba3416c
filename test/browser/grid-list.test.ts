import { expect } from 'chai';
import type { GridCamera, KvsCamera, KvsGrid } from '../../src/index.js';
import '../../src/index.js';
import { newName, seen, viewers } from './support/desk.js';
import { clear, heard, paintedIdentity, reaches, until } from './support/page.js';
import { addButton, letGo, press, shows, talks } from './support/talk.js';
import { addGrid, identityAt, newCameras } from './support/wall.js';

/** The address of a file with this content. */
const file = (content: string): string =>
  URL.createObjectURL(new Blob([content], { type: 'application/json' }));

const channelsOf = (grid: KvsGrid): string[] => grid.tiles.map(({ channel }) => channel);
const tell = (target: EventTarget, type: string): boolean => target.dispatchEvent(new Event(type));
const message = (grid: KvsGrid): Element | null | undefined =>
  grid.shadowRoot?.querySelector('[part=message]');

/** When its server was asked for the list of a channel, in epoch milliseconds. */
const askedFor = async (channel: string): Promise<number[]> =>
  (await (await fetch(`/api/lists/${channel}`)).json()) as number[];

/** A grid that connects to nothing. */
const still = (properties: Partial<KvsGrid>, src = ''): KvsGrid =>
  addGrid({ 'max-live': '0', ...(src && { src }) }, properties);

describe('the cameras property of a grid', () => {
  afterEach(clear);

  it('makes cameras; another order keeps the elements and their connections', async () => {
    const channels = await newCameras(3);
    const entries: GridCamera[] = channels.map((channel) => ({ channel, label: channel }));
    const grid = addGrid({}, { cameras: entries });
    await until(() => grid.tiles.length === 3, 'there are three cameras');
    const cameras = [...grid.tiles];
    await Promise.all(cameras.map((camera) => reaches(camera, 'live')));
    const states: string[] = [];
    grid.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    grid.cameras = [entries[2]!, { ...entries[0]!, label: 'renamed' }, entries[1]!];
    await until(() => channelsOf(grid)[0] === channels[2], 'the order is another one');
    expect(grid.tiles).to.deep.equal([cameras[2], cameras[0], cameras[1]]);
    expect(cameras[0]!.label).to.equal('renamed');
    expect(await paintedIdentity(cameras[2]!)).to.equal(identityAt(2));
    expect(states).to.deep.equal([]);
    for (const channel of channels) expect((await seen(channel)).connects.viewer).to.equal(1);
    grid.cameras = [entries[1]!];
    await viewers(channels[0]!, 0);
    expect(cameras[1]!.state).to.equal('live');
  });

  it('sets what a camera knows, and nothing else of an element', async () => {
    const grid = still({
      cameras: [{ channel: 'barn', id: 'mine', label: 'Barn', innerHTML: '<i>no</i>', onclick: 'no' }],
    });
    await until(() => grid.tiles.length === 1, 'there is one camera');
    const [camera] = grid.tiles;
    expect([camera!.id, camera!.label, camera!.innerHTML, camera!.onclick]).to.deep.equal([
      'mine',
      'Barn',
      '',
      null,
    ]);
    expect([camera!.autoplay, camera!.defaultMuted, camera!.controls]).to.deep.equal([true, true, true]);
    grid.audio = 'all';
    grid.cameras = [{ channel: 'barn', id: 'mine', label: 'Barn', muted: false, volume: 0.5 }];
    await until(() => !camera!.muted && camera!.volume === 0.5, 'it is heard as it is said');
    grid.cameras = [{ channel: 'barn', id: 'mine' }];
    await until(() => !camera!.label, 'what is no longer said is taken back');
    expect(camera!.volume).to.equal(1);
    expect(message(grid)).to.equal(null);
  });

  it('says how its cameras are talked to', async () => {
    const [channel] = await newCameras(1);
    const talkOptions = { pressCommand: 'PRESS', releaseCommand: 'RELEASE' };
    const grid = addGrid({}, { src: file(JSON.stringify([{ channel, talkOptions }])) });
    await until(() => grid.tiles.length === 1, 'there is one camera');
    const [camera] = grid.tiles as [KvsCamera];
    await reaches(camera, 'live');
    await camera.startTalk();
    camera.stopTalk();
    const told = async (): Promise<readonly string[]> =>
      (await seen(channel!)).camera?.viewers[0]?.messages ?? [];
    await until(async () => (await told()).includes('RELEASE'), 'the device is told the end');
    expect(await told()).to.deep.equal(['PRESS', 'RELEASE']);
    grid.src = file(JSON.stringify([{ channel, label: 'Barn' }]));
    await until(() => camera.label === 'Barn', 'the list is another one');
    expect(camera.talkOptions, 'what is no longer said').to.deep.equal({});
  });

  it('starts a camera with sound where the list says so', async () => {
    const grid = still({ cameras: [{ channel: 'barn', muted: false }, { channel: 'gate' }] });
    await until(() => grid.tiles.length === 2, 'there are two cameras');
    expect(grid.tiles.map(({ defaultMuted }) => defaultMuted)).to.deep.equal([false, true]);
  });

  it('leaves the sound as the viewer has set it where the list says nothing new of it', async () => {
    const [told, untold] = [{ channel: 'barn', muted: true, volume: 0.5 }, { channel: 'gate' }];
    const grid = still({ cameras: [told, { ...untold, muted: true }] });
    await until(() => grid.tiles.length === 2, 'there are two cameras');
    const [heardOne] = grid.tiles;
    Object.assign(heardOne!, { muted: false, volume: 0.2 });
    await until(() => grid.selectedCamera === heardOne, 'who is heard is selected');
    grid.cameras = [{ ...told, label: 'Barn' }, untold, { channel: 'ward-3', volume: undefined }];
    await until(() => grid.tiles.length === 3, 'there are three cameras');
    await new Promise(requestAnimationFrame);
    expect(grid.tiles.map(({ muted }) => muted)).to.deep.equal([false, true, true]);
    expect(grid.tiles.map(({ volume }) => volume)).to.deep.equal([0.2, 1, 1]);
    expect(grid.selectedCamera).to.equal(heardOne);
  });

  it('is empty where a framework has none', async () => {
    const grid = still({});
    for (const nothing of [undefined, null]) {
      grid.cameras = [{ channel: 'barn' }];
      await until(() => grid.tiles.length === 1, 'there is one camera');
      Object.assign(grid, { cameras: nothing, src: nothing });
      await until(() => grid.tiles.length === 0, 'there is none');
      expect(message(grid)).to.equal(null);
    }
    grid.cameras = 'gate' as unknown as GridCamera[];
    await heard(grid, 'kvs-error');
    grid.label = 'Yard';
    await grid.updateComplete;
    expect(message(grid)?.textContent, 'what is wrong is still said').to.contain('is no array');
  });

  it('takes words as a list or not at all, too', async () => {
    const cameras = [
      { channel: 'barn', codecs: ['vp8', 'h264'], unload: ['hidden'] },
      { channel: 'gate', codecs: null, unload: false },
      { channel: 'ward-3', codecs: 'vp8', unload: '' },
    ];
    const grid = still({ cameras });
    await until(() => grid.tiles.length === 3, 'there are three cameras');
    expect(message(grid)).to.equal(null);
  });

  it('shows a camera as often as it is in it, and knows the one from the other', async () => {
    const grid = still({});
    grid.cameras = [
      { channel: 'gate', label: 'first' },
      { channel: 'gate', label: 'second' },
      { channel: 'barn', id: 'gate' },
    ];
    await grid.updateComplete;
    expect(message(grid)).to.equal(null);
    const before = [...grid.children] as KvsCamera[];
    expect(before.map(({ channel, label }) => [channel, label])).to.deep.equal([
      ['gate', 'first'],
      ['gate', 'second'],
      ['barn', ''],
    ]);
    grid.cameras = [
      { channel: 'barn', id: 'gate' },
      { channel: 'gate', label: '1' },
      { channel: 'gate', label: '2' },
    ];
    await grid.updateComplete;
    const [first, second, third] = before;
    expect([...grid.children]).to.deep.equal([third, first, second]);
    expect([first?.label, second?.label]).to.deep.equal(['1', '2']);
  });

  it('says what is wrong with it, and leaves the cameras that there are', async () => {
    const grid = still({ cameras: [{ channel: 'barn' }] });
    await until(() => grid.tiles.length === 1, 'there is one camera');
    for (const [cameras, reason] of [
      [
        [
          { channel: 'gate', id: 'a' },
          { channel: 'barn', id: 'a' },
        ],
        'has the id "a" twice',
      ],
      [[{ label: 'no channel' }], 'has no channel at 0'],
      [[{ channel: 'gate', volume: 2 }], 'has a volume beyond 0 to 1 at 0'],
      [[{ channel: 'gate', codecs: { toString: null } }], 'has no words for codecs at 0'],
      [[{ channel: 'gate', unload: ['hidden', [{ toString: null }]] }], 'has no words for unload at 0'],
      ['gate', 'is no array'],
    ] as const) {
      const error = heard(grid, 'kvs-error');
      grid.cameras = cameras as unknown as GridCamera[];
      expect((await error).message).to.contain(reason);
      await grid.updateComplete;
      expect(message(grid)?.textContent).to.contain(reason);
      expect(channelsOf(grid)).to.deep.equal(['barn']);
    }
    grid.cameras = [{ channel: 'barn' }, { channel: 'gate' }];
    await until(() => grid.tiles.length === 2, 'there are two cameras');
    await until(() => !message(grid), 'nothing is wrong any more');
  });
});

describe('the src of a grid', () => {
  afterEach(clear);

  it('makes cameras of a file', async () => {
    const grid = still({}, file('[{"channel": "barn"}, {"channel": "gate", "label": "Gate"}]'));
    await until(() => grid.tiles.length === 2, 'there are two cameras');
    expect(channelsOf(grid)).to.deep.equal(['barn', 'gate']);
    grid.src = file('[{"channel": "gate"}]');
    await until(() => channelsOf(grid).join() === 'gate', 'they are those of the other file');
  });

  for (const [what, src, reason] of [
    ['is not there', '/no-such-list.json?token=secret', '/no-such-list.json answered 404'],
    ['is no JSON', file('{"channel"'), 'is no JSON'],
    ['is no list', file('{"channel": "barn"}'), 'is no array'],
    ['is null', file('null'), 'is no array'],
    ['has no address', 'http://[', 'is no src'],
  ] as const) {
    it(`says so when the file ${what}, tells no secret, and can be asked again`, async () => {
      const grid = still({});
      const error = heard(grid, 'kvs-error');
      grid.src = src;
      const { code, message: text, retryable } = await error;
      expect([code, retryable]).to.deep.equal(['bad-configuration', false]);
      expect(text).to.contain(reason).and.not.contain('secret');
      await grid.updateComplete;
      expect(message(grid)?.getAttribute('role')).to.equal('alert');
      const again = heard(grid, 'kvs-error');
      message(grid)?.querySelector('button')?.click();
      expect((await again).message).to.contain(reason);
      const another = heard(grid, 'kvs-error');
      grid.src = `${src}#another`;
      expect((await another).message).to.contain(reason);
      grid.src = file('[{"channel": "barn"}]');
      await until(() => grid.tiles.length === 1 && !message(grid), 'the right file mends it');
    });
  }

  it('is given up when the grid is removed, and asked again when it is put back', async () => {
    const signals: (AbortSignal | null | undefined)[] = [];
    const { fetch } = window;
    window.fetch = (input, init) => {
      if (typeof input === 'string' && input.startsWith('blob:')) signals.push(init?.signal);
      return fetch(input, init);
    };
    try {
      const grid = still({}, file(`[{"channel": "${newName('barn')}"}]`));
      await until(() => signals.length === 1, 'the file is asked for');
      grid.remove();
      expect(signals[0]?.aborted).to.equal(true);
      document.body.append(grid);
      await until(() => grid.tiles.length === 1, 'there is one camera');
    } finally {
      window.fetch = fetch;
    }
  });
});

describe('the src of a grid that cannot be had', () => {
  afterEach(clear);

  for (const [what, answers, reason] of [
    ['its server is down', '503,502', 'answered 503'],
    ['its server is asked too often', '429', 'answered 429'],
    ['the network is down', 'nowhere', 'could not be reached'],
    ['the network goes down meanwhile', 'half', 'could not be reached'],
  ] as const) {
    it(`is asked for again by itself where ${what}`, async () => {
      const channel = newName('barn');
      const grid = still({});
      const error = heard(grid, 'kvs-error');
      grid.src = `/api/list/${channel}?${answers}`;
      const { code, retryable, message: text, hint } = await error;
      expect([code, retryable]).to.deep.equal(['token-failed', true]);
      expect(text).to.contain(`/api/list/${channel} ${reason}`);
      expect(hint).to.contain('tries again').and.not.contain('src');
      await grid.updateComplete;
      expect(message(grid)?.textContent).to.contain(reason);
      await until(() => channelsOf(grid).join() === channel, 'the camera of the list is there');
      await until(() => !message(grid), 'nothing is wrong any more');
      const count = answers.split(',').length + 1;
      expect(await askedFor(channel)).to.have.length(count);
    });
  }

  it('has nothing wrong any more when it is there, also with no camera', async () => {
    const grid = still({});
    const error = heard(grid, 'kvs-error');
    grid.src = `/api/list/${newName('empty')}?503`;
    await error;
    await until(() => Boolean(message(grid)), 'what is wrong is said');
    await until(() => !message(grid), 'nothing is wrong any more');
    expect(grid.tiles).to.have.length(0);
  });

  for (const [what, retryAfter, earliest] of [
    ['that many seconds', () => '2', (_: string, first: number) => first + 1_900],
    // Timers may be a little early.
    ['that time', () => new Date(Date.now() + 3_000).toUTCString(), (date: string) => Date.parse(date) - 10],
  ] as const) {
    it(`is not asked for before ${what} when its server says so`, async () => {
      const channel = newName('barn');
      const when = retryAfter();
      const grid = still({}, `/api/list/${channel}?503;${encodeURIComponent(when)}`);
      await heard(grid, 'kvs-error');
      tell(window, 'online');
      await until(() => grid.tiles.length === 1, 'there is one camera');
      const [first, second] = await askedFor(channel);
      expect(second).to.be.at.least(earliest(when, first!));
    });
  }

  for (const [what, target, type] of [
    ['has a network again', window, 'online'],
    ['is looked at again', document, 'visibilitychange'],
    ['is back', window, 'pageshow'],
  ] as const) {
    it(`is asked for at once when the page ${what}`, async () => {
      const channel = newName('barn');
      const grid = still({});
      grid.addEventListener('kvs-error', () => queueMicrotask(() => tell(target, type)));
      grid.src = `/api/list/${channel}?503,503,503,503,503`;
      await until(() => grid.tiles.length === 1, 'there is one camera');
      const times = await askedFor(channel);
      // By itself it would wait for 0.35 s at least after each; a busy machine may take so long once, not every time.
      const pauses = times.slice(1).map((time, index) => time - times[index]!);
      expect(Math.min(...pauses), pauses.join()).to.be.below(350);
    });
  }

  it('leaves the cameras that there are until it is there', async () => {
    const [before, after] = [newName('barn'), newName('gate')];
    const grid = still({}, `/api/list/${before}`);
    await until(() => grid.tiles.length === 1, 'there is one camera');
    const [camera] = grid.tiles;
    const error = heard(grid, 'kvs-error');
    grid.src = `/api/list/${after}?503`;
    await error;
    expect(grid.tiles).to.deep.equal([camera]);
    await until(() => channelsOf(grid).join() === after, 'the other list is there');
  });

  it('is asked for at once, and once, by its button', async () => {
    const channel = newName('barn');
    const grid = still({}, `/api/list/${channel}?503;60`);
    await heard(grid, 'kvs-error');
    await grid.updateComplete;
    message(grid)?.querySelector('button')?.click();
    await until(() => grid.tiles.length === 1, 'there is one camera');
    expect(await askedFor(channel)).to.have.length(2);
  });

  it('is forgotten when the grid is removed or gets another', async () => {
    const channels = ['removed', 'changed', 'kept', 'given-late'].map((name) => newName(name));
    const sources = channels.map((channel) => `/api/list/${channel}?503,503`);
    const [removed, changed] = [still({}, sources[0]), still({}, sources[1])];
    // Each at once: half a second later it would try again.
    await Promise.all([
      heard(removed, 'kvs-error').then(() => removed.remove()),
      heard(changed, 'kvs-error').then(() => (changed.src = file('[{"channel": "barn"}]'))),
    ]);
    const late = still({});
    await late.updateComplete;
    late.remove();
    late.src = sources[3]!;
    const kept = still({}, sources[2]);
    // Whoever tries again does so within 0.5 s, and then within a second.
    await until(() => kept.tiles.length === 1, 'another grid has its list');
    const counts = await Promise.all(channels.map(async (channel) => (await askedFor(channel)).length));
    expect(counts).to.deep.equal([1, 1, 3, 0]);
    document.body.append(late);
    await until(() => late.tiles.length === 1, 'it is asked for when the grid is in the page');
  });
});

describe('the tour of a grid', () => {
  afterEach(clear);

  it('goes on by itself, but not while somebody touches the grid or holds a camera', async () => {
    const grid = still({ cameras: [{ channel: 'barn' }, { channel: 'gate' }, { channel: 'ward-3' }] });
    await until(() => grid.tiles.length === 3, 'there are three cameras');
    grid.tour = 1;
    await heard(grid, 'kvs-select', ({ camera }) => camera?.channel === 'gate');
    let touchedAt = -Infinity;
    const rests: number[] = [];
    grid.addEventListener('kvs-select', () => rests.push(performance.now() - touchedAt));
    const end = performance.now() + 2_500;
    while (performance.now() < end) {
      touchedAt = performance.now();
      grid.dispatchEvent(new PointerEvent('pointermove', { bubbles: true }));
      await new Promise(requestAnimationFrame);
    }
    await heard(grid, 'kvs-select');
    // Where a frame takes a second, the tour goes on between two touches.
    expect(Math.min(...rests), 'time from a touch to a step').to.be.at.least(990);
    const [first] = grid.tiles;
    Object.defineProperty(first, 'isHeld', { value: true });
    rests.length = 0;
    grid.tour = 1.1;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(rests, 'steps while a camera is held').to.deep.equal([]);
  });

  it('rests for a second at least, also where it is told a tiny number', async () => {
    const grid = still({ cameras: [{ channel: 'barn' }, { channel: 'gate' }], tour: 0.001 });
    const times: number[] = [];
    grid.next = () => times.push(performance.now());
    await until(() => times.length >= 3, 'it has gone on three times', 15_000);
    expect(times[2]! - times[0]!).to.be.at.least(1_990);
  });

  it('does not go on in a grid that is out of the page, but when that is put back', async () => {
    const cameras = [{ channel: 'barn' }, { channel: 'gate' }];
    const [removed, other] = [still({ cameras, tour: 1 }), still({ cameras })];
    let steps = 0;
    removed.next = () => (steps += 1);
    await until(() => steps > 0, 'it has begun');
    removed.remove();
    steps = 0;
    removed.tour = 1.1;
    other.tour = 1.1;
    for (const channel of ['barn', 'gate'])
      await heard(other, 'kvs-select', ({ camera }) => camera?.channel === channel);
    expect(steps).to.equal(0);
    document.body.append(removed);
    await until(() => steps > 0, 'it goes on');
  });

  it('rests after each turn of a conversation, also one by a button beside the grid', async () => {
    const channels = await newCameras(2);
    const grid = addGrid({ tour: '1', id: 'wall' }, {}, channels);
    await until(() => grid.tiles.length === 2, 'there are two cameras');
    await Promise.all(grid.tiles.map((camera) => reaches(camera, 'live')));
    const button = addButton({ for: 'wall' });
    const { camera } = await heard(grid, 'kvs-select');
    const selectedAt = performance.now();
    await shows(button, 'idle');
    press(button);
    await talks(camera!, 'on');
    // The tour has looked once, and would look again half a second later.
    await until(() => performance.now() > selectedAt + 1_500, 'the turn is over');
    letGo(button);
    const endedAt = performance.now();
    await heard(grid, 'kvs-select');
    expect(performance.now() - endedAt).to.be.at.least(990);
  });
});
