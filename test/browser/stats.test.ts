import { expect } from 'chai';
import type { CameraStats, KvsCamera } from '../../src/index.js';
import '../../src/index.js';
import { shownAge } from './support/age.js';
import { desk, newCamera } from './support/desk.js';
import { addCamera, clear, heard, nextFrame, reaches, until } from './support/page.js';
import { runsRight } from './support/reading.js';

const STEPS = ['token', 'signaling', 'offer', 'answer', 'ice', 'dtls', 'frame'];

async function live(
  attributes: Readonly<Record<string, string | true>> = {},
  behaviour: object = {},
): Promise<KvsCamera> {
  const channel = await newCamera('barn', behaviour);
  const camera = addCamera({ channel, 'token-url': '/api/token', ...attributes });
  await reaches(camera, 'live');
  await nextFrame(camera);
  return camera;
}

/** Counts the looks at whole connections, keeps the last of them, and counts the intervals that run. */
class Work implements Disposable {
  readonly #getStats = RTCPeerConnection.prototype.getStats;
  readonly #set = window.setInterval;
  readonly #clear = window.clearInterval;
  readonly #intervals = new Set<number>();
  looks = 0;
  last: RTCStatsReport | undefined;

  constructor() {
    const onLook = async (coming: Promise<RTCStatsReport>): Promise<RTCStatsReport> => {
      this.looks += 1;
      return (this.last = await coming);
    };
    const [getStats, set, unset, intervals] = [this.#getStats, this.#set, this.#clear, this.#intervals];
    RTCPeerConnection.prototype.getStats = function (track) {
      return onLook(getStats.call(this, track));
    };
    const countedSet = (callback: () => void, ms?: number): number => {
      const id = Number(set.call(window, callback, ms));
      intervals.add(id);
      return id;
    };
    const countedUnset = (id?: number): void => {
      if (id !== undefined) intervals.delete(id);
      unset.call(window, id);
    };
    Object.assign(window, { setInterval: countedSet, clearInterval: countedUnset });
  }

  get intervals(): number {
    return this.#intervals.size;
  }

  /** Packets of the picture that the browser had lost by the last look. */
  get packetsLost(): number | undefined {
    const all = [...(this.last?.values() ?? [])] as { type: string; kind?: string; packetsLost?: number }[];
    return all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video')?.packetsLost;
  }

  /** How many looks there are within a beat. */
  async looksInOneSecond(camera: KvsCamera): Promise<number> {
    const [before, end] = [this.looks, performance.now() + 1_100];
    // Each frame is a sign that the camera is live, and that time goes on.
    while (performance.now() < end) await nextFrame(camera);
    return this.looks - before;
  }

  [Symbol.dispose](): void {
    RTCPeerConnection.prototype.getStats = this.#getStats;
    Object.assign(window, { setInterval: this.#set, clearInterval: this.#clear });
  }
}

/** Statistics that are not the same as those before. */
async function nextStats(camera: KvsCamera): Promise<CameraStats> {
  const { time } = await camera.getStats();
  let stats: CameraStats | undefined;
  await until(async () => (stats = await camera.getStats()).time > time, 'there are new statistics');
  return stats!;
}

async function rejection(work: Promise<unknown>): Promise<{ readonly code: string }> {
  return work.then(
    () => ({ code: 'none' }),
    (error: { readonly code: string }) => error,
  );
}

/** What is not as it has to be in a second in which the machine keeps up. */
function oddities({ time, periodMs, video, audio, network, latency }: CameraStats): string[] {
  const bounds: readonly (readonly [string, value: number, least: number, most: number])[] = [
    ['age', Date.now() - time, -50, 500],
    ['period', periodMs, 850, 2_000],
    ['frames per second', video.framesPerSecond, 12, 18],
    ['bits per second', video.bitsPerSecond, 30_000, 500_000],
    ['loss', video.lossPercent, 0, 0],
    ['frames decoded', video.framesDecoded, 11, Infinity],
    ['bits of sound per second', audio?.bitsPerSecond ?? NaN, 5_000, 60_000],
    ['round trip', network.roundTripMs ?? NaN, 0, 100],
    ['latency', latency.atLeastMs, 0.1, 500],
  ];
  return bounds.flatMap(([name, value, least, most]) =>
    value >= least && value <= most ? [] : `${name} ${value}`,
  );
}

describe('getStats()', () => {
  afterEach(clear);

  it('tells how the camera comes in', async function () {
    this.timeout(60_000);
    using work = new Work();
    const camera = await live();
    let stats: CameraStats;
    let said = '';
    // A camera begins with a burst, so that there is a picture at once; a busy machine sends and shows late.
    await until(
      async () => {
        stats = await nextStats(camera);
        const odd = oddities(stats);
        said += `${odd.join(', ')}; `;
        return odd.length === 0;
      },
      'a second is as it has to be',
      25_000,
    ).catch((error: Error) => expect.fail(`${error.message}; ${said}`));
    const { video, audio, network, timeline } = stats!;
    expect([video.codec, video.width, video.height]).to.deep.equal(['vp8', 640, 360]);
    expect(video.packetsLost).to.equal(work.packetsLost);
    expect(audio?.codec).to.equal('opus');
    expect([network.path, network.protocol, network.relayProtocol]).to.deep.equal(['direct', 'udp', null]);
    expect(Object.keys(timeline)).to.deep.equal(STEPS);
  });

  it('says how old the picture is, as the picture itself does', async function () {
    this.timeout(60_000);
    const camera = await live();
    const isFirefox = navigator.userAgent.includes('Firefox');
    let said = '';
    // A busy machine shows one picture later than the next, and the camera reports on its clock once a second.
    await until(
      async () => {
        const before = await shownAge(camera);
        const { atLeastMs, captureToScreenMs } = (await camera.getStats()).latency;
        const ages = [before, await shownAge(camera), await shownAge(camera)];
        const [youngest, oldest] = [Math.min(...ages), Math.max(...ages)];
        said += `${ages.map(Math.round).join(', ')}: at least ${atLeastMs}, ${captureToScreenMs}; `;
        const isBelow = atLeastMs > youngest / 3 && atLeastMs < oldest + 20;
        if (isFirefox) return isBelow && captureToScreenMs === null;
        return isBelow && Math.abs((captureToScreenMs ?? Infinity) - (youngest + oldest) / 2) < 30;
      },
      'the statistics agree with the pictures',
      20_000,
    ).catch((error: Error) => expect.fail(`${error.message}; ${said}`));
  });

  it('knows a relayed path, as the relay does, and that no sound comes', async () => {
    const camera = await live({ transport: 'relay' }, { audio: false });
    const { network, audio } = await camera.getStats();
    expect([network.path, network.localCandidate]).to.deep.equal(['relayed', 'relay']);
    expect(network.relayProtocol).to.be.oneOf(['udp', 'tcp']);
    const { allocations } = await desk<{ allocations: number }>('channel', { channel: camera.channel });
    expect(allocations).to.be.greaterThan(0);
    expect(audio).to.equal(null);
  });

  it('takes one look for all who ask at once', async () => {
    using work = new Work();
    const camera = await live();
    const all = await Promise.all([camera.getStats(), camera.getStats(), camera.getStats()]);
    expect(new Set(all.map(({ time }) => time)).size).to.equal(1);
    expect(work.looks).to.equal(2);
  });

  it('is refused while the camera is not live, or is lost meanwhile', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), 'token-url': '/api/token' });
    expect((await rejection(camera.getStats())).code).to.equal('camera-offline');
    await reaches(camera, 'live');
    const asked = rejection(camera.getStats());
    camera.pause();
    expect((await asked).code).to.equal('camera-offline');
  });
});

describe('kvs-stats', () => {
  afterEach(clear);

  it('comes once a second while somebody listens, and costs nothing when nobody does', async () => {
    using work = new Work();
    const camera = await live();
    expect(await work.looksInOneSecond(camera), 'before').to.equal(0);
    const times: number[] = [];
    const listener = { handleEvent: ({ stats }: HTMLElementEventMap['kvs-stats']) => times.push(stats.time) };
    camera.addEventListener('kvs-stats', listener as unknown as EventListener);
    camera.addEventListener('kvs-stats', listener as unknown as EventListener);
    await until(() => times.length >= 3, 'three of them come', 6_000);
    expect(times[2]! - times[0]!).to.be.at.least(1_700);
    const over = new AbortController();
    camera.addEventListener('kvs-stats', () => {}, { signal: over.signal });
    camera.addEventListener('kvs-stats', () => {}, { once: true });
    camera.removeEventListener('kvs-stats', listener as unknown as EventListener);
    await until(() => work.looks > 4, 'those are served');
    over.abort();
    await nextFrame(camera);
    expect(await work.looksInOneSecond(camera), 'after').to.equal(0);
    clear();
    await until(() => work.intervals === 0, 'no interval is left');
  });

  it('is listened for with null for options, as the platform takes it', async () => {
    const camera = await live();
    const options = null as unknown as undefined;
    let count = 0;
    const listener = (): void => void (count += 1);
    camera.addEventListener('kvs-stats', listener, options);
    camera.addEventListener('kvs-statechange', listener, options);
    await until(() => count >= 2, 'two of them come', 6_000);
    using work = new Work();
    camera.removeEventListener('kvs-stats', listener, options);
    camera.removeEventListener('kvs-statechange', listener, options);
    count = 0;
    expect(await work.looksInOneSecond(camera), 'after').to.equal(0);
    camera.pause();
    await reaches(camera, 'idle');
    expect(count).to.equal(0);
  });

  it('goes on with the next connection', async () => {
    const camera = await live();
    camera.addEventListener('kvs-stats', () => {});
    const { stats } = await heard(camera, 'kvs-stats');
    const reconnectedAt = performance.now();
    camera.reconnect();
    await reaches(camera, 'connecting');
    await reaches(camera, 'live');
    const next = await heard(camera, 'kvs-stats');
    const seconds = (performance.now() - reconnectedAt) / 1_000;
    expect(next.stats.time).to.be.greaterThan(stats.time);
    expect(next.stats.video.framesDecoded).to.be.within(5, 15 * seconds + 30);
  });
});

describe('the statistics over the picture', () => {
  afterEach(clear);

  const panelOf = (camera: KvsCamera): Element | null | undefined =>
    camera.shadowRoot?.querySelector('[part="stats"]');

  it('show what is measured, in the language of the page, and go when they are not wanted', async () => {
    using work = new Work();
    const camera = await live({ stats: true, lang: 'de', style: 'width: 640px' });
    await until(() => /640×360 · VP8/.test(panelOf(camera)?.textContent ?? ''), 'numbers are shown', 5_000);
    expect(panelOf(camera)?.textContent).to.match(/Bilder\/s\s*\d\d/);
    await until(
      () => /^M.+L/.test(panelOf(camera)?.querySelector('path')?.getAttribute('d') ?? ''),
      'a line is drawn',
      5_000,
    );
    const picture = camera.getBoundingClientRect();
    const panel = panelOf(camera)!.getBoundingClientRect();
    expect(panel.right, 'inside the camera').to.be.lessThan(picture.right);
    expect(panel.bottom, 'inside the camera').to.be.at.most(picture.bottom);
    expect(getComputedStyle(panelOf(camera)!).pointerEvents).to.equal('none');
    camera.style.width = '160px';
    const { width, height } = panelOf(camera)!.getBoundingClientRect();
    expect(width, 'in a small tile').to.be.within(60, 152);
    expect(height, 'in a small tile').to.be.within(10, 24);
    camera.pause();
    await until(() => panelOf(camera)?.textContent === '–', 'no old number is shown');
    camera.stats = false;
    await camera.updateComplete;
    expect(panelOf(camera)).to.equal(null);
    const { looks } = work;
    await camera.play();
    await nextFrame(camera);
    expect(work.looks).to.equal(looks);
  });

  it('have their units after their numbers where the page runs to the left', async () => {
    const camera = await live({ stats: true, dir: 'rtl', lang: 'ar', style: 'width: 640px' });
    await until(() => /VP8/.test(panelOf(camera)?.textContent ?? ''), 'numbers are shown');
    const values = [...panelOf(camera)!.querySelectorAll('dd')].filter((value) =>
      /^\D*\d.*(?:VP8|bit\/s|ms)$/.test(value.textContent?.trim() ?? ''),
    );
    expect(values).to.have.length.of.at.least(5);
    for (const value of values) expect(runsRight(value), value.textContent).to.equal(true);
  });
});
