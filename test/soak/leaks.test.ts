import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it, type TestContext } from 'node:test';
import { GOOD_BEHAVIOUR, IDENTITIES, type Identity } from '../../local/cameras/index.js';
import { excess, type Count, type Running, type Spare } from './support/census.js';
import { growthPerCycle, type Sample } from './support/growth.js';
import { openHost, type Host } from './support/host.js';
import type { Point } from './support/page/wall.js';
import { Random } from './support/random.js';

const CYCLES = 500;
const RECONNECTS = 200;
const CHANNELS = Array.from({ length: 20 }, (_, index) => `leaks-${index}`);
/** Few, so that their logs are full soon. */
const KEPT = CHANNELS.slice(0, 5);
/** What a session's log holds at most. Until then each connection adds some 1.4 kB to it. */
const LOG_ENTRIES = 500;
/** Peers that are closed but not collected count against the 500 of a renderer, so count often. */
const CYCLES_PER_SAMPLE = 50;
/**
 * An element with its session takes 3 to 9 kB of the heap where it is held on to (measured below), and one that is
 * let go of takes nothing; what the engine warms up and keeps for itself was 100 bytes per cycle.
 */
const GROWTH_LIMIT_BYTES = 1_000;
const SETTLE_MS = 15_000;
/** A camera notices by itself only that a viewer which left half-way is gone: its ICE gives up. */
const GHOSTS_MS = 45_000;
/** A part of the interface that is shown for the first time leaves its template behind, once for all cameras. */
const TEMPLATES: Spare = { nodes: 150 };
/** Chromium's one audio renderer of a page keeps the stream that it began with, and that one's remote twin. */
const FIRST_STREAM: Spare = { MediaStream: 2, MediaStreamTrack: 2, nodes: 150, listeners: KEPT.length };
const IN_ORDER: readonly Point[] = ['at-once', 'connecting', 'token', 'offer', 'answer'];

let host: Host;
let empty: Count;

before(
  async () => {
    // Faster than viewers may come to a channel of KVS; an attempt that was refused would be no cycle.
    host = await openHost({ limits: { connectsPerSecond: 30 } });
    await addCameras();
    // The first cycles load code, fill caches, and make what the page keeps for all cameras.
    await host.ask('mountCycles', CHANNELS, points(new Random(1), CHANNELS.length), false);
    empty = await settledEmpty();
  },
  { timeout: 60_000 },
);

afterEach(async (context) => {
  // Attempts that failed are no leak, but they are worth knowing.
  for (const error of await host.ask('errors')) (context as TestContext).diagnostic(error);
});

after(() => host[Symbol.asyncDispose](), { timeout: 30_000 });

describe('a page', () => {
  it(`keeps nothing of ${CYCLES} cameras that were removed`, { timeout: 240_000 }, async (context) => {
    const random = new Random(2);
    const samples: Sample[] = [];
    for (let cycles = CYCLES_PER_SAMPLE; cycles <= CYCLES; cycles += CYCLES_PER_SAMPLE) {
      await host.ask('mountCycles', CHANNELS, points(random, CYCLES_PER_SAMPLE), false);
      samples.push({ cycles, bytes: await host.census.heap() });
    }
    assertNoMore(context, await settledEmpty(), empty, TEMPLATES);
    assertSteady(context, samples);
    await assertNobodyWatches();
  });

  it(
    `keeps nothing of ${RECONNECTS} connections that were replaced`,
    { timeout: 300_000 },
    async (context) => {
      const rounds = 4;
      const samples: Sample[] = [];
      await host.ask('mount', KEPT, {});
      const watching = await host.census.settled(isWatching, SETTLE_MS);
      assert.equal(watching.open.RTCPeerConnection, KEPT.length);
      // A log that fills up looks like a leak: what is left to grow then is one.
      while ((await host.ask('shortestLog')) < LOG_ENTRIES) await host.ask('reconnectAll', rounds);
      for (let cycles = 0; cycles < RECONNECTS;) {
        await host.ask('reconnectAll', rounds);
        cycles += rounds * KEPT.length;
        samples.push({ cycles, bytes: await host.census.heap() });
      }
      assertNoMore(context, await host.census.settled(isWatching, SETTLE_MS), watching, FIRST_STREAM);
      await host.ask('clear');
      assertNoMore(context, await settledEmpty(), empty, TEMPLATES);
      await assertNobodyWatches();
      assertSteady(context, samples);
    },
  );

  it('is rid of every connection at the cameras as well', { timeout: GHOSTS_MS + 5_000 }, async () => {
    for (const channel of CHANNELS) {
      const camera = host.stack.camera(channel);
      const report = await camera?.waitFor(({ viewers }) => viewers.length === 0, GHOSTS_MS, 'no viewer');
      assert.equal(report?.totals.peersClosed, report?.totals.peersOpened);
    }
  });
});

describe('the count', () => {
  it('finds exactly what is planted', { timeout: 60_000 }, async () => {
    const planted = 7;
    const before = await host.census.take();
    await host.ask('plantLeaks', planted, host.stack.service.endpoint.replace('http', 'ws'));
    const found = await host.census.take();
    assert.equal(found.open.RTCPeerConnection - before.open.RTCPeerConnection, planted);
    for (const name of ['RTCDataChannel', 'MediaStreamTrack', 'MediaStream'])
      assert.equal((found.held[name] ?? 0) - (before.held[name] ?? 0), planted, name);
    assert.equal(
      (found.held['RTCPeerConnection'] ?? 0) - (before.held['RTCPeerConnection'] ?? 0),
      2 * planted,
    );
    for (const name of ['WebSocket', 'HTMLVideoElement'] as const)
      assert.equal(found.kept[name] - before.kept[name], planted, name);
    assert.equal(found.timers - before.timers, planted);
    assert.equal(found.listeners - before.listeners, planted);
    await host.ask('uproot');
  });

  it(
    'finds elements that a page holds on to, in number and in bytes',
    { timeout: 60_000 },
    async (context) => {
      const kept = 20;
      const samples: Sample[] = [];
      const before = await host.census.take();
      for (let cycles = kept; cycles <= 3 * kept; cycles += kept) {
        await host.ask('mountCycles', CHANNELS, Array<Point>(kept).fill('live'), true);
        samples.push({ cycles, bytes: await host.census.heap() });
      }
      const found = await host.census.take();
      assert.equal(found.kept.HTMLVideoElement - before.kept.HTMLVideoElement, 3 * kept);
      assert.equal(found.open.RTCPeerConnection, before.open.RTCPeerConnection);
      const growth = growthPerCycle(samples);
      context.diagnostic(`${Math.round(growth)} bytes per element that is held on to`);
      assert.ok(growth > GROWTH_LIMIT_BYTES, `${growth} bytes per cycle`);
      await host.ask('uproot');
    },
  );
});

async function addCameras(): Promise<void> {
  const pictures = Object.keys(IDENTITIES) as Identity[];
  // A viewer that leaves half-way does not tell the camera, and must not take a later one's place.
  const behaviour = { ...GOOD_BEHAVIOUR, maxViewers: CYCLES };
  await Promise.all(
    CHANNELS.map((channel, index) =>
      host.stack.addCamera({
        channel,
        kind: 'loop',
        picture: pictures[index % pictures.length] ?? 'gate',
        behaviour,
      }),
    ),
  );
}

/** Three of five become live, and the rest leaves at the points before, all in a random order. */
function points(random: Random, count: number): Point[] {
  const some = Array.from({ length: count }, (_, index): Point => {
    if (index % 5 < 2) return IN_ORDER[Math.floor(index / 5) % IN_ORDER.length] ?? 'at-once';
    return index % 5 === 2 ? 'painted' : 'live';
  });
  return random.shuffled(some);
}

function isOver({ open, timers }: Running): boolean {
  return timers === 0 && Object.values(open).every((count) => count === 0);
}

function isWatching({ open }: Running): boolean {
  return open.RTCPeerConnection === KEPT.length && open.WebSocket === KEPT.length;
}

/** The count of a page that has given everything back. */
async function settledEmpty(): Promise<Count> {
  const count = await host.census.settled(isOver, SETTLE_MS);
  for (const [name, open] of Object.entries(count.open)) assert.equal(open, 0, `${name} that still run`);
  assert.equal(count.timers, 0, 'timers');
  return count;
}

function assertNoMore(context: TestContext, found: Count, expected: Count, spare: Spare = {}): void {
  const { kept, held, open, timers, listeners, nodes } = found;
  const byBrowser = kept.RTCPeerConnection - (held['RTCPeerConnection'] ?? 0);
  context.diagnostic(JSON.stringify({ open, held, timers, listeners, nodes }));
  context.diagnostic(`closed peers that the browser alone keeps: ${byBrowser}`);
  assert.deepEqual(excess(found, expected, spare), []);
}

function assertSteady(context: TestContext, samples: readonly Sample[]): void {
  // The first half may still warm up; the second shows whether it ends.
  const growth = growthPerCycle(samples.slice(Math.floor(samples.length / 2)));
  context.diagnostic(`heap: ${samples.map(({ bytes }) => Math.round(bytes / 1_000)).join(' ')} kB`);
  context.diagnostic(`growth: ${Math.round(growth)} bytes per cycle`);
  assert.ok(growth < GROWTH_LIMIT_BYTES, `The heap grows by ${growth} bytes per cycle`);
}

async function assertNobodyWatches(): Promise<void> {
  for (const channel of CHANNELS) {
    const isEmpty = ({ viewers }: { viewers: readonly unknown[] }): boolean => viewers.length === 0;
    await host.stack.service.waitFor(channel, isEmpty, SETTLE_MS, 'no viewer');
  }
}
