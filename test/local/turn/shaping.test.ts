import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import type { Endpoint } from '../../../local/turn/attributes.js';
import { Link, seededRandom, type Shape } from '../../../local/turn/link.js';
import { startTurn, type TurnServer } from '../../../local/turn/server.js';
import { Peer, TurnClient } from './client.js';

const CHANNEL = 0x4000;

interface Path {
  readonly client: TurnClient;
  readonly peer: Peer;
  readonly relayed: Endpoint;
}

async function start(t: TestContext, seed = 1): Promise<{ server: TurnServer; signal: AbortSignal }> {
  const stop = new AbortController();
  const server = await startTurn({ seed, signal: stop.signal });
  t.after(async () => {
    stop.abort();
    await server.closed;
  });
  return { server, signal: stop.signal };
}

async function path(server: TurnServer, signal: AbortSignal, user = 'cam'): Promise<Path> {
  const [client, peer] = [await TurnClient.open('udp', server, signal), await Peer.open(signal)];
  const relayed = await client.allocate(server.iceServers({ user })[0]!);
  await client.bindChannel(CHANNEL, peer.endpoint);
  return { client, peer, relayed };
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await action();
  return performance.now() - from;
}

/** Milliseconds of one packet to the peer and back. */
async function roundTrip({ client, peer, relayed }: Path): Promise<number> {
  return timed(async () => {
    client.sendOn(CHANNEL, 'ping');
    await peer.inbox.next('ping');
    peer.send('pong', relayed);
    await client.arrivals.next('pong');
  });
}

function ascending(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}

async function fastest(measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  while (values.length < 5) values.push(await measure());
  return Math.min(...values);
}

/** Sends numbered packets down a link of its own, and gives those that come through. */
async function throughLink(t: TestContext, shape: Shape, count: number, seed = 7): Promise<number[]> {
  const stop = new AbortController();
  t.after(() => stop.abort());
  const arrived: number[] = [];
  let missing = count;
  await new Promise<void>((resolve) => {
    const settle = (): void => {
      missing -= 1;
      if (missing === 0) resolve();
    };
    const options = { shape: () => shape, random: seededRandom(seed), dropped: settle, signal: stop.signal };
    const link = new Link(options);
    for (let at = 0; at < count; at += 1) {
      link.push(100, () => {
        arrived.push(at);
        settle();
      });
    }
  });
  return arrived;
}

describe('a link', () => {
  it('loses the share it is told to, the same packets for the same seed', async (t) => {
    const shape = { lossRate: 0.1 };
    const arrived = await throughLink(t, shape, 20_000);
    const lost = 1 - arrived.length / 20_000;
    assert.ok(lost > 0.09 && lost < 0.11, `lost ${lost}`);
    assert.deepEqual(await throughLink(t, shape, 20_000), arrived);
    assert.notDeepEqual(await throughLink(t, shape, 20_000, 8), arrived);
  });

  it('keeps the order however much it jitters', async (t) => {
    const arrived = await throughLink(t, { delayMs: 10, jitterMs: 10 }, 200);
    assert.deepEqual(arrived, ascending(arrived));
    assert.equal(arrived.length, 200);
  });

  it('drops what would wait for the line longer than half a second', async (t) => {
    // 20 packets of 100 bytes are half a second at 4000 bytes/s.
    const arrived = await throughLink(t, { bytesPerSecond: 4000 }, 100);
    assert.ok(arrived.length >= 20 && arrived.length <= 22, `${arrived.length} arrived`);
  });

  it('delivers nothing after its end', () => {
    const stop = new AbortController();
    const random = seededRandom(1);
    const link = new Link({ shape: () => ({}), random, dropped: () => undefined, signal: stop.signal });
    stop.abort();
    link.push(1, () => assert.fail('delivered'));
  });
});

describe('a shaped server', () => {
  // A busy machine only adds time, so what is shaped has a least time, and what is not is faster once in a while.
  it('delays each way by what it is told', async (t) => {
    const { server, signal } = await start(t);
    const shaped = await path(server, signal);
    server.shape({ toPeer: { delayMs: 40 } });
    const oneWay = await fastest(async () => roundTrip(shaped));
    server.shape({ toPeer: { delayMs: 40 }, toClient: { delayMs: 80 } });
    const bothWays = await fastest(async () => roundTrip(shaped));
    assert.ok(oneWay >= 38 && bothWays >= 117, `${oneWay} ms one way, ${bothWays} ms both ways`);
    server.shape({});
    const after = await fastest(async () => roundTrip(shaped));
    assert.ok(after < 38, `${after} ms after`);
  });

  it('lets no more through than its rate', async (t) => {
    const { server, signal } = await start(t);
    const { client, peer } = await path(server, signal);
    const send = async (): Promise<number> =>
      timed(async () => {
        for (let at = 0; at < 20; at += 1) client.sendOn(CHANNEL, Buffer.alloc(1000));
        for (let at = 0; at < 20; at += 1) await peer.inbox.next(`packet ${at}`);
      });
    server.shape({ toPeer: { bytesPerSecond: 200_000 } });
    const fast = await fastest(send);
    server.shape({ toPeer: { bytesPerSecond: 100_000 } });
    const slow = await fastest(send);
    assert.ok(fast >= 90 && slow >= 185 && fast < slow, `${slow} ms against ${fast} ms`);
  });

  it('loses in one direction alone, and says so', async (t) => {
    const { server, signal } = await start(t);
    const { client, peer, relayed } = await path(server, signal);
    server.shape({ toClient: { lossRate: 1 } });
    client.sendOn(CHANNEL, 'gets there');
    await peer.inbox.next('the packet to the peer');
    peer.send('gets lost', relayed);
    await server.waitFor(({ stats }) => stats.dropped.loss === 1, 2000, 'the answer to be lost');
    assert.equal(server.stats.bytesToClient, 0);
  });

  it('shapes one user and not the other', async (t) => {
    const { server, signal } = await start(t);
    const [bad, good] = [await path(server, signal, 'bad'), await path(server, signal, 'good')];
    server.shape({ toPeer: { delayMs: 60 } }, 'bad');
    const slow = await fastest(async () => roundTrip(bad));
    const fast = await fastest(async () => roundTrip(good));
    assert.ok(slow > 58 && fast < 58, `${slow} ms and ${fast} ms`);
    server.shape({ toPeer: { delayMs: 60 } });
    server.shape({}, 'bad');
    const mended = await fastest(async () => roundTrip(bad));
    const worse = await fastest(async () => roundTrip(good));
    assert.ok(worse > 58 && mended < 58, `${worse} ms and ${mended} ms`);
  });
});
