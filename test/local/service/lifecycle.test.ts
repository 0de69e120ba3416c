import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { startService } from '../../../local/service/index.js';
import { connect, encode, key, open, start, urlOf, within } from './support.js';
import type { Peer } from './support.js';

const noOneLeft = { masterConnected: false, viewers: 0 };
const IDLE_MS = 600;
/** Where this process stops for so long, signs of life came too late to keep anybody: then it is repeated. */
const STALL_MS = IDLE_MS / 2;
const MOST_RUNS = 5;

function codeOf(peer: Peer, what: string): Promise<number> {
  return within(peer.closed, what);
}

describe('takeover', () => {
  it('closes the older master and delivers to the newer', async () => {
    await using service = await start({ closeCodes: { takeover: 4001 } });
    using older = await connect(service, 'MASTER');
    using newer = await connect(service, 'MASTER');
    assert.equal(await codeOf(older, 'the older master to be closed'), 4001);
    using viewer = await connect(service, 'VIEWER');
    viewer.message('SDP_OFFER', 1);
    await newer.received(1);
    assert.ok(service.channel('camera').masterConnected);
  });

  it('closes the older viewer of the same client id', async () => {
    await using service = await start();
    using master = await connect(service, 'MASTER');
    using older = await connect(service, 'VIEWER');
    using newer = await connect(service, 'VIEWER');
    assert.equal(await codeOf(older, 'the older viewer to be closed'), 1001);
    master.message('SDP_ANSWER', 1, 'viewer-1');
    await newer.received(1);
    assert.equal(service.channel('camera').viewers.length, 1);
  });

  it('leaves the older one open and deaf on request', async () => {
    await using service = await start();
    service.fault('camera', { kind: 'takeover', old: 'deaf' });
    using older = await connect(service, 'VIEWER');
    using newer = await connect(service, 'VIEWER');
    using master = await connect(service, 'MASTER');
    master.message('SDP_ANSWER', 1, 'viewer-1');
    await newer.received(1);
    assert.equal(older.socket.readyState, older.socket.OPEN);
    assert.deepEqual(older.frames, []);
    older.socket.close();
    await codeOf(older, 'the deaf viewer to close');
    assert.equal(service.channel('camera').viewers.length, 1);
  });
});

describe('the life of a connection', () => {
  it('ends when it is idle; messages and pings keep it', async () => {
    let longestMs = Infinity;
    let kept: readonly string[] = [];
    for (let run = 0; run < MOST_RUNS && longestMs >= STALL_MS; run += 1)
      ({ longestMs, kept } = await keptBeside());
    assert.ok(longestMs < STALL_MS, `a stall of ${longestMs} ms in the last run`);
    assert.deepEqual(kept, ['pinging', 'the master']);
  });

  /** Who is left when the idle one goes, and the longest time between two signs of life of the others. */
  async function keptBeside(): Promise<{ longestMs: number; kept: readonly string[] }> {
    await using service = await start({ timings: { idleMs: IDLE_MS }, closeCodes: { idle: 4002 } });
    let seenAt = performance.now();
    let longestMs = 0;
    let kept: string[];
    const lookAtClock = (): void => {
      longestMs = Math.max(longestMs, performance.now() - seenAt);
      seenAt = performance.now();
    };
    // The idle one comes last: whoever is still there when it goes was kept.
    using pinging = await connect(service, 'VIEWER', { clientId: 'pinging' });
    using sending = await connect(service, 'MASTER');
    using idle = await connect(service, 'VIEWER');
    const timer = setInterval(() => {
      lookAtClock();
      pinging.socket.ping();
      sending.send('');
    }, 30);
    try {
      assert.equal(await codeOf(idle, 'the idle viewer to be closed'), 4002);
      const { viewers, masterConnected } = await service.waitFor(
        'camera',
        (channel) => channel.viewers.length <= 1,
        5000,
        'one viewer left',
      );
      lookAtClock();
      kept = [...viewers.map(({ clientId }) => clientId), ...(masterConnected ? ['the master'] : [])];
    } finally {
      clearInterval(timer);
    }
    await service.waitFor('camera', ({ viewers }) => viewers.length === 0, 5000, 'the silent viewer to go');
    return { longestMs, kept };
  }

  it('is announced to end and ends at its greatest age', async () => {
    const timings = { maxAgeMs: 120, goAwayGraceMs: 60 };
    await using service = await start({ timings, closeCodes: { expired: 4003 } });
    using viewer = await connect(service, 'VIEWER');
    assert.deepEqual(await viewer.raw(1), ['{"messageType":"GO_AWAY"}']);
    assert.equal(await codeOf(viewer, 'the old viewer to be closed'), 4003);
  });

  it('answers pings', async () => {
    await using service = await start();
    using viewer = await connect(service, 'VIEWER');
    viewer.socket.ping('hello');
    const [content] = await within(once(viewer.socket, 'pong'), 'a pong');
    assert.equal(String(content), 'hello');
  });

  it('ends with its channel', async () => {
    await using service = await start({ closeCodes: { deleted: 4004 } });
    service.createChannel('door');
    const channelArn = service.channel('door').arn;
    using master = await connect(service, 'MASTER');
    using viewer = await connect(service, 'VIEWER');
    using neighbour = await connect(service, 'VIEWER', { channelArn });
    service.deleteChannel('camera');
    assert.deepEqual([await codeOf(master, 'the master'), await codeOf(viewer, 'the viewer')], [4004, 4004]);
    assert.equal(neighbour.socket.readyState, neighbour.socket.OPEN);
    assert.throws(() => service.channel('camera'), { type: 'ResourceNotFoundException' });
  });

  it('ends when the client breaks the protocol, without harm to others', async () => {
    await using service = await start();
    using viewer = await connect(service, 'VIEWER');
    using master = await connect(service, 'MASTER');
    viewer.socket.send(Buffer.alloc(2_000_000));
    assert.equal(await codeOf(viewer, 'the viewer with a huge frame'), 1009);
    assert.equal(master.socket.readyState, master.socket.OPEN);
  });
});

describe('the service', () => {
  it('closes every socket and port when it is stopped', async () => {
    const service = await start();
    using master = await connect(service, 'MASTER');
    const endpoint = `wss://127.0.0.1:${service.ports.viewer}`;
    using viewer = await open(urlOf(service, 'VIEWER', { endpoint }), service.certificate);
    const waiting = service.waitFor('camera', () => false, 60_000, 'something that never is');
    await Promise.all([service.stop(), assert.rejects(waiting, /something that never is/)]);
    assert.deepEqual([await codeOf(master, 'the master'), await codeOf(viewer, 'the viewer')], [1001, 1001]);
    await assert.rejects(fetch(service.endpoint, { method: 'POST' }));
    await service.stop();
  });

  it('ends with the signal it was given', async () => {
    const lifetime = new AbortController();
    const service = await start({ signal: lifetime.signal });
    using viewer = await connect(service, 'VIEWER');
    lifetime.abort();
    await codeOf(viewer, 'the viewer to be closed');
    await service.stop();
    await assert.rejects(fetch(service.endpoint, { method: 'POST' }));
    await assert.rejects(startService({ credentials: [key], signal: lifetime.signal }), {
      name: 'AbortError',
    });
  });

  it('opens the ports it is told, or says that one is taken', async () => {
    const first = await start();
    const { ports } = first;
    await assert.rejects(startService({ credentials: [key], ports: { viewer: ports.viewer } }), /EADDRINUSE/);
    await first.stop();
    await using second = await startService({ credentials: [key], ports });
    assert.deepEqual(second.ports, ports);
  });

  it('leaves the event loop free after stop, with clients still there', async () => {
    const script = `
      import { connect, start } from './test/local/service/support.ts';
      import { connect as connectTcp } from 'node:net';
      const service = await start();
      service.fault('camera', { kind: 'delay', ms: 3600000 });
      service.fault('camera', { kind: 'stall-handshake', role: 'MASTER' });
      const viewer = await connect(service, 'VIEWER');
      viewer.message('SDP_OFFER', 1);
      const silent = connectTcp(service.ports.control, '127.0.0.1');
      silent.on('error', () => {});
      await fetch(service.endpoint, { method: 'POST' });
      await service.waitFor('camera', ({ messages }) => messages.fromViewers.SDP_OFFER === 1, 5000, 'the offer');
      await service.stop();
    `;
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module-typescript', '-e', script],
      {
        stdio: ['ignore', 'inherit', 'inherit'],
      },
    );
    const [code] = await within(once(child, 'exit'), 'the process to end by itself', 20_000);
    assert.equal(code, 0);
  });

  it('keeps the books of each connection that left', async () => {
    await using service = await start();
    const viewer = await connect(service, 'VIEWER');
    viewer.message('SDP_OFFER', 1);
    await service.waitFor('camera', ({ pending }) => pending === 1, 5000, 'a stored offer');
    viewer.socket.terminate();
    const left = await service.waitFor(
      'camera',
      ({ viewers }) => viewers.length === 0,
      5000,
      'the viewer to leave',
    );
    assert.deepEqual({ masterConnected: left.masterConnected, viewers: left.viewers.length }, noOneLeft);
    assert.equal(left.connects.viewer, 1);
    using master = await connect(service, 'MASTER');
    assert.equal((await master.received(1))[0]?.messagePayload, encode(1));
  });

  it('says what it waited for in vain', async () => {
    await using service = await start();
    await assert.rejects(
      service.waitFor('camera', () => false, 20, 'a miracle'),
      /20 ms passed while waiting for a miracle on camera/,
    );
    await assert.rejects(
      service.waitFor('nobody', () => true, 20, 'anyone'),
      /nobody/,
    );
  });

  it('refuses what the control plane would refuse', async () => {
    await using service = await start();
    assert.throws(() => service.createChannel('no spaces'), { type: 'InvalidArgumentException' });
    assert.throws(() => service.createChannel('x', { messageTtlSeconds: 1 }), {
      type: 'InvalidArgumentException',
    });
    assert.throws(() => service.createChannel('camera'), { type: 'ResourceInUseException' });
    assert.deepEqual(
      service.channels().map(({ name }) => name),
      ['camera'],
    );
  });
});
