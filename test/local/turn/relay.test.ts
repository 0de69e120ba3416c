import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { machineAddress } from '../../../local/turn/addresses.js';
import { ATTRIBUTE, find, word } from '../../../local/turn/attributes.js';
import { METHOD } from '../../../local/turn/message.js';
import { startTurn, type TurnOptions, type TurnServer } from '../../../local/turn/server.js';
import { addressIn, Peer, TurnClient, within } from './client.js';

const UDP = word(ATTRIBUTE.requestedTransport, 17 << 24);
const user = Buffer.from('v1:arn:aws:kinesisvideo:us-west-2:123456789012:channel/cam/1').toString('base64');

async function fixture(t: TestContext, options: Omit<TurnOptions, 'signal'> = {}) {
  const stop = new AbortController();
  const { signal } = stop;
  const server = await startTurn({ ...options, signal });
  t.after(async () => {
    stop.abort();
    await server.closed;
  });
  const peer = await Peer.open(signal);
  return { server, peer, login: server.iceServers({ user })[0]!, signal, stop };
}

const isEmpty = (server: TurnServer): boolean => server.allocations().length === 0;

describe('ICE servers', () => {
  it('have the shape of GetIceServerConfig, without TLS, and a STUN URL beside', async (t) => {
    const { server } = await fixture(t, { now: () => 1_700_000_000_500 });
    const { port } = server;
    const [both] = server.iceServers({ user });
    const uris = [`turn:127.0.0.1:${port}?transport=udp`, `turn:127.0.0.1:${port}?transport=tcp`];
    assert.deepEqual(Object.keys(both!), ['Uris', 'Username', 'Password', 'Ttl']);
    assert.deepEqual(both!.Uris, uris);
    assert.equal(both!.Username, `1700000300:${user}`);
    assert.equal(both!.Ttl, 300);
    const [tcp] = server.iceServers({ user, ttlSeconds: 30, transports: ['tcp'] });
    assert.deepEqual([tcp!.Uris, tcp!.Ttl, tcp!.Username], [[uris[1]], 30, `1700000030:${user}`]);
    assert.equal(server.stunUrl, `stun:127.0.0.1:${port}`);
  });
});

for (const transport of ['udp', 'tcp'] as const) {
  describe(`over ${transport}`, () => {
    it('STUN binding tells the client its address, without credentials', async (t) => {
      const { server, signal } = await fixture(t);
      const client = await TurnClient.open(transport, server, signal);
      const { message } = await client.request(METHOD.binding, [], { fingerprint: true });
      assert.equal(message.fingerprint, true);
      assert.equal(addressIn(message, ATTRIBUTE.xorMappedAddress).address, '127.0.0.1');
    });

    it('indications and channels carry data both ways, whatever its length', async (t) => {
      const { server, peer, login, signal } = await fixture(t);
      const client = await TurnClient.open(transport, server, signal);
      const relayed = await client.allocate(login);
      await client.permit(peer.endpoint);
      client.sendTo(peer.endpoint, 'odd');
      const first = await peer.inbox.next('the first packet');
      assert.deepEqual([first.payload.toString(), first.from], ['odd', relayed]);
      peer.send('answer', relayed);
      assert.deepEqual(await client.arrivals.next('the answer'), {
        from: peer.endpoint,
        payload: Buffer.from('answer'),
      });
      await client.bindChannel(0x4abc, peer.endpoint);
      for (const length of [0, 1, 2, 3, 4, 1199, 1200]) {
        client.sendOn(0x4abc, Buffer.alloc(length, length));
        const { payload } = await peer.inbox.next(`${length} bytes at the peer`);
        assert.deepEqual(payload, Buffer.alloc(length, length));
        peer.send(payload, relayed);
        assert.deepEqual(await client.arrivals.next(`${length} bytes back`), { from: 0x4abc, payload });
      }
    });

    it('an allocation shows who it is for and what it carried', async (t) => {
      const { server, peer, login, signal } = await fixture(t);
      const client = await TurnClient.open(transport, server, signal);
      const relayed = await client.allocate(login);
      await client.bindChannel(0x4000, peer.endpoint);
      client.sendOn(0x4000, 'twelve bytes');
      await peer.inbox.next('the packet at the peer');
      peer.send('five!', relayed);
      await client.arrivals.next('the packet at the client');
      const [snapshot] = server.allocations();
      const { client: seen, relayed: lent, ...rest } = snapshot!;
      assert.match(seen, /^127\.0\.0\.1:\d+$/);
      assert.equal(lent, `127.0.0.1:${relayed.port}`);
      const traffic = { bytesToClient: 5, bytesToPeer: 12 };
      assert.deepEqual(rest, { user, transport, ...traffic, permissions: ['127.0.0.1'] });
      assert.deepEqual({ ...server.stats, ...traffic }, server.stats);
      // 401, then Allocate and ChannelBind.
      assert.deepEqual([server.stats.successes, server.stats.errors], [2, { 401: 1 }]);
    });

    it('a refresh of 0 ends the allocation and frees its port', async (t) => {
      const { server, login, signal } = await fixture(t);
      const client = await TurnClient.open(transport, server, signal);
      const relayed = await client.allocate(login);
      const { message } = await client.refresh(0);
      assert.equal(find(message.attributes, ATTRIBUTE.lifetime)?.readUInt32BE(), 0);
      assert.ok(isEmpty(server));
      const socket = createSocket('udp4').bind(relayed.port, relayed.address);
      await once(socket, 'listening');
      socket.close();
    });

    it('a cut path is a black hole until it is restored', async (t) => {
      const { server, peer, login, signal } = await fixture(t);
      const client = await TurnClient.open(transport, server, signal);
      const other = await TurnClient.open(transport === 'udp' ? 'tcp' : 'udp', server, signal);
      const relayed = await client.allocate(login);
      await client.bindChannel(0x4000, peer.endpoint);
      server.cut(transport);
      client.sendOn(0x4000, 'sent into the dark');
      peer.send('lost', relayed);
      await server.waitFor(({ stats }) => stats.dropped.cut >= 1, 2000, 'a packet to be swallowed');
      assert.equal((await other.request(METHOD.binding)).code, null);
      assert.equal(peer.inbox.size + client.arrivals.size, 0);
      server.restore(transport);
      peer.send('back', relayed);
      assert.equal((await client.arrivals.next('a packet after the cut')).payload.toString(), 'back');
      client.sendOn(0x4000, 'here');
      const { payload } = await peer.inbox.next('a packet after the cut');
      // TCP sends again what was not received; UDP does not.
      assert.equal(payload.toString(), transport === 'tcp' ? 'sent into the dark' : 'here');
    });
  });
}

describe('a lifetime', () => {
  it('ends an allocation that is not refreshed', async (t) => {
    const { server, login, signal } = await fixture(t, { limits: { allocationSeconds: 0.2 } });
    const client = await TurnClient.open('udp', server, signal);
    await client.allocate(login);
    await server.waitFor(isEmpty, 2000, 'the allocation to expire');
    assert.equal((await client.refresh(600)).code, 437);
  });

  it('is what Allocate and Refresh announce: 600 s, whatever is asked', async (t) => {
    const { server, login, signal } = await fixture(t);
    const client = await TurnClient.open('udp', server, signal);
    await client.greet(login);
    const wish = word(ATTRIBUTE.lifetime, 3600);
    const { message } = await client.request(METHOD.allocate, [UDP, wish]);
    assert.equal(find(message.attributes, ATTRIBUTE.lifetime)?.readUInt32BE(), 600);
    const refreshed = await client.refresh(60);
    assert.equal(find(refreshed.message.attributes, ATTRIBUTE.lifetime)?.readUInt32BE(), 600);
    assert.equal(refreshed.isSigned, true);
  });

  it('of an allocation outlasts its credentials, but no new one is made with them', async (t) => {
    let now = Date.now();
    const { server, peer, login, signal } = await fixture(t, { now: () => now });
    const client = await TurnClient.open('udp', server, signal);
    await client.allocate(login);
    now += 400_000;
    assert.equal((await client.refresh(600)).code, null);
    assert.equal((await client.permit(peer.endpoint)).code, null);
    const late = await TurnClient.open('udp', server, signal);
    await assert.rejects(late.allocate(login), /refused with 401/);
  });

  it('of a permission ends after 300 s, that of a channel after 600 s', async (t) => {
    let now = Date.now();
    const { server, peer, login, signal } = await fixture(t, { now: () => now });
    const client = await TurnClient.open('udp', server, signal);
    const relayed = await client.allocate(login);
    await client.bindChannel(0x4000, peer.endpoint);
    now += 299_999;
    assert.deepEqual(server.allocations()[0]?.permissions, ['127.0.0.1']);
    now += 1;
    assert.deepEqual(server.allocations()[0]?.permissions, []);
    peer.send('unwelcome', relayed);
    await server.waitFor(({ stats }) => stats.dropped.permission === 1, 2000, 'the peer to be turned away');
    client.sendTo(peer.endpoint, 'neither');
    await server.waitFor(({ stats }) => stats.dropped.permission === 2, 2000, 'the client to be turned away');
    now += 300_000;
    client.sendOn(0x4000, 'nor this');
    await server.waitFor(({ stats }) => stats.dropped.permission === 3, 2000, 'the channel to be gone');
    const other = await Peer.open(signal);
    assert.equal((await client.bindChannel(0x4000, other.endpoint)).code, null);
  });

  it('of an allocation over TCP ends with its connection', async (t) => {
    const { server, login } = await fixture(t);
    const leaving = new AbortController();
    const client = await TurnClient.open('tcp', server, leaving.signal);
    await client.allocate(login);
    leaving.abort();
    await server.waitFor(isEmpty, 2000, 'the allocation to end');
  });
});

describe('an Allocate', () => {
  it('that is sent again gets the same answer, and one allocation', async (t) => {
    const { server, login, signal } = await fixture(t);
    const client = await TurnClient.open('udp', server, signal);
    await client.greet(login);
    const transactionId = Buffer.alloc(12, 9);
    const first = await client.request(METHOD.allocate, [UDP], { transactionId });
    const again = await client.request(METHOD.allocate, [UDP], { transactionId });
    assert.deepEqual(again.packet, first.packet);
    assert.equal(server.allocations().length, 1);
  });
});

describe('a relay at the address of the machine', () => {
  it('lends that address and reaches peers there and on loopback', async (t) => {
    const relayHost = machineAddress();
    const { server, peer, login, signal } = await fixture(t, { relayHost });
    const client = await TurnClient.open('udp', server, signal);
    const relayed = await client.allocate(login);
    assert.equal(relayed.address, relayHost);
    const here = { address: relayHost, port: peer.endpoint.port };
    assert.equal((await client.permit(peer.endpoint, here)).code, null);
    client.sendTo(peer.endpoint, 'hello');
    await peer.inbox.next('a packet from the relay');
    peer.send('back', relayed);
    await client.arrivals.next('the answer');
  });
});

describe('a relay whose machine changes its network', () => {
  it('lends the address that the machine has by then', async (t) => {
    let address = '192.0.2.1';
    const { server, login, signal } = await fixture(t, { relayHost: () => address });
    const client = await TurnClient.open('udp', server, signal);
    await client.greet(login);
    assert.equal((await client.request(METHOD.allocate, [UDP])).code, 508);
    address = '127.0.0.1';
    const relayed = await client.allocate(login);
    assert.equal(relayed.address, address);
  });
});

describe('the end', () => {
  it('closes sockets, connections, allocations and waits, and leaves the port free', async (t) => {
    const { server, peer, login, signal, stop } = await fixture(t);
    const [udp, tcp] = [
      await TurnClient.open('udp', server, signal),
      await TurnClient.open('tcp', server, signal),
    ];
    await udp.allocate(login);
    const relayed = await tcp.allocate(login);
    await tcp.bindChannel(0x4000, peer.endpoint);
    server.shape({ toPeer: { delayMs: 60_000 } });
    tcp.sendOn(0x4000, 'still under way');
    const open = server.waitFor(() => false, 60_000, 'nothing');
    stop.abort(new Error('stopped'));
    await assert.rejects(open, /stopped/);
    await within('the server to close', server.closed);
    await within('the connection to close', tcp.closed);
    assert.ok(isEmpty(server));
    const again = await startTurn({ port: server.port, signal: t.signal });
    assert.equal(again.port, server.port);
    const socket = createSocket('udp4').bind(relayed.port, relayed.address);
    await once(socket, 'listening');
    socket.close();
  });

  it('before the beginning rejects with the reason', async () => {
    await assert.rejects(startTurn({ signal: AbortSignal.abort(new Error('never mind')) }), /never mind/);
  });

  it('of a wait says what did not come', async (t) => {
    const { server } = await fixture(t);
    const waited = server.waitFor(() => false, 20, 'rain');
    await assert.rejects(waited, { message: 'timed out after 20 ms waiting for rain' });
  });

  it('of a wait may be a predicate that throws, and harms nobody else', async (t) => {
    const { server, signal } = await fixture(t);
    const client = await TurnClient.open('udp', server, signal);
    const waited = server.waitFor(({ stats }) => assert.equal(stats.successes, 0) === null, 2000, 'a throw');
    const rejected = assert.rejects(waited, assert.AssertionError);
    assert.equal((await client.request(METHOD.binding)).code, null);
    await rejected;
  });

  it('does not need a beginning: a taken port rejects', async (t) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    t.after(() => taken.close());
    const bound = taken.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    await assert.rejects(startTurn({ port, signal: t.signal }), { code: 'EADDRINUSE' });
  });
});
