import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, it, type TestContext } from 'node:test';
import { ATTRIBUTE, find, text, word } from '../../../local/turn/attributes.js';
import { METHOD } from '../../../local/turn/message.js';
import { startTurn, type TurnOptions } from '../../../local/turn/server.js';
import { Peer, TurnClient, within } from './client.js';

const UDP = word(ATTRIBUTE.requestedTransport, 17 << 24);
const foreign = { address: '192.0.2.250', port: 5000 };

async function fixture(t: TestContext, options: Omit<TurnOptions, 'signal'> = {}) {
  const stop = new AbortController();
  const { signal } = stop;
  const server = await startTurn({ ...options, signal });
  t.after(async () => {
    stop.abort();
    await server.closed;
  });
  const client = await TurnClient.open('udp', server, signal);
  const [login] = server.iceServers({ user: 'cam' });
  return { server, client, login: login!, signal };
}

describe('the TURN server refuses', () => {
  it('unsigned requests with 401, a realm and a nonce', async (t) => {
    const { server, client } = await fixture(t, { realm: 'here' });
    for (const method of [METHOD.allocate, METHOD.refresh, METHOD.createPermission, METHOD.channelBind]) {
      const { code, message } = await client.request(method, [UDP]);
      assert.equal(code, 401);
      assert.equal(find(message.attributes, ATTRIBUTE.realm)?.toString(), 'here');
      assert.ok(find(message.attributes, ATTRIBUTE.nonce) !== undefined);
    }
    assert.equal(server.stats.errors[401], 4);
  });

  it('a wrong password, an unknown user name and expired credentials with 401', async (t) => {
    let now = 1_700_000_000_000;
    const { server, client, login } = await fixture(t, { now: () => now });
    await client.greet(login);
    for (const wrong of [
      { ...login, Password: 'guess' },
      { Username: 'cam', Password: login.Password },
      { ...login, Username: login.Username.replace(/^\d+/, '2000000000') },
    ]) {
      assert.equal((await client.request(METHOD.allocate, [UDP], { login: wrong })).code, 401);
    }
    now += 300_000;
    assert.equal((await client.request(METHOD.allocate, [UDP])).code, 401);
    assert.deepEqual(server.allocations(), []);
  });

  it('signed requests that lack user name, realm or nonce with 400', async (t) => {
    const { client, login } = await fixture(t);
    await client.greet(login);
    for (const without of [ATTRIBUTE.username, ATTRIBUTE.realm, ATTRIBUTE.nonce]) {
      assert.equal((await client.request(METHOD.allocate, [UDP], { without })).code, 400);
    }
  });

  it('requests that lack what they are about with 400', async (t) => {
    const { client, login, signal } = await fixture(t);
    const peer = await Peer.open(signal);
    await client.greet(login);
    assert.equal((await client.request(METHOD.allocate)).code, 400);
    await client.allocate(login);
    assert.equal((await client.request(METHOD.createPermission)).code, 400);
    assert.equal((await client.request(METHOD.channelBind)).code, 400);
    const garbled = { type: ATTRIBUTE.xorPeerAddress, value: Buffer.from('??') };
    assert.equal((await client.request(METHOD.createPermission, [garbled])).code, 400);
    const short = { type: ATTRIBUTE.lifetime, value: Buffer.from('?') };
    assert.equal((await client.request(METHOD.refresh, [short])).code, 400);
    for (const channel of [0x3fff, 0x5000]) {
      assert.equal((await client.bindChannel(channel, peer.endpoint)).code, 400);
    }
  });

  it('a channel bound otherwise with 400, and lets it be bound again', async (t) => {
    const { client, login, signal } = await fixture(t);
    const [one, other] = [await Peer.open(signal), await Peer.open(signal)];
    await client.allocate(login);
    assert.equal((await client.bindChannel(0x4000, one.endpoint)).code, null);
    assert.equal((await client.bindChannel(0x4000, other.endpoint)).code, 400);
    assert.equal((await client.bindChannel(0x4001, one.endpoint)).code, 400);
    assert.equal((await client.bindChannel(0x4000, one.endpoint)).code, null);
  });

  it('peers of other machines with 403, signed, and permits none of the list', async (t) => {
    const { server, client, login, signal } = await fixture(t);
    const peer = await Peer.open(signal);
    await client.allocate(login);
    const answer = await client.permit(peer.endpoint, foreign);
    assert.equal(answer.code, 403);
    assert.equal(answer.isSigned, true);
    const reason = find(answer.message.attributes, ATTRIBUTE.errorCode)!.subarray(4).toString();
    assert.equal(reason, 'Forbidden IP');
    assert.equal((await client.bindChannel(0x4000, foreign)).code, 403);
    assert.deepEqual(server.allocations()[0]?.permissions, []);
  });

  it('attributes it does not understand with 420, naming them', async (t) => {
    const { client } = await fixture(t);
    const { code, message } = await client.request(METHOD.binding, [
      text(0x7ffe, '?'),
      text(0x9999, 'optional'),
    ]);
    assert.equal(code, 420);
    assert.equal(find(message.attributes, ATTRIBUTE.unknownAttributes)?.toString('hex'), '7ffe');
  });

  it('a second Allocate and requests without an allocation with 437', async (t) => {
    const { client, login } = await fixture(t);
    await client.greet(login);
    assert.equal((await client.refresh(600)).code, 437);
    assert.equal((await client.permit(foreign)).code, 437);
    assert.equal((await client.bindChannel(0x4000, foreign)).code, 437);
    await client.allocate(login);
    const second = await client.request(METHOD.allocate, [UDP]);
    assert.equal(second.code, 437);
    assert.equal(second.isSigned, true);
  });

  it('nonces that are old or made up with 438 and a new one that works', async (t) => {
    let now = Date.now();
    const { client, login } = await fixture(t, { now: () => now, limits: { nonceSeconds: 60 } });
    await client.greet(login);
    assert.equal((await client.request(METHOD.allocate, [UDP], { nonce: 'made up' })).code, 438);
    now += 60_000;
    const stale = await client.request(METHOD.allocate, [UDP]);
    assert.equal(stale.code, 438);
    const nonce = find(stale.message.attributes, ATTRIBUTE.nonce)!.toString();
    assert.equal((await client.request(METHOD.allocate, [UDP], { nonce })).code, null);
  });

  it('address families it does not relay with 440 and 443', async (t) => {
    const { client, login } = await fixture(t);
    await client.greet(login);
    const ipv6 = word(ATTRIBUTE.requestedAddressFamily, 2 << 24);
    const ipv4 = word(ATTRIBUTE.requestedAddressFamily, 1 << 24);
    assert.equal((await client.request(METHOD.allocate, [UDP, ipv6])).code, 440);
    assert.equal((await client.request(METHOD.allocate, [UDP, ipv4])).code, null);
    assert.equal((await client.permit({ address: '::1', port: 1 })).code, 443);
  });

  it('an allocation of other credentials with 441', async (t) => {
    const { server, client, login } = await fixture(t);
    await client.allocate(login);
    const [other] = server.iceServers({ user: 'someone else' });
    client.login = other!;
    const answer = await client.refresh(0);
    assert.equal(answer.code, 441);
    assert.equal(server.allocations().length, 1);
  });

  it('relayed TCP with 442', async (t) => {
    const { client, login } = await fixture(t);
    await client.greet(login);
    const tcp = word(ATTRIBUTE.requestedTransport, 6 << 24);
    assert.equal((await client.request(METHOD.allocate, [tcp])).code, 442);
  });

  it('the 51st allocation of a user with 486, whatever the expiry in the name', async (t) => {
    let now = Date.now();
    const { server, login, signal } = await fixture(t, { now: () => now });
    const open = async (user: string) => {
      const client = await TurnClient.open('udp', server, signal);
      await client.greet(server.iceServers({ user })[0]!);
      return client;
    };
    const clients = await Promise.all(Array.from({ length: 50 }, () => open('cam')));
    const answers = await Promise.all(clients.map((client) => client.request(METHOD.allocate, [UDP])));
    assert.deepEqual(new Set(answers.map(({ code }) => code)), new Set([null]));
    now += 1000;
    const late = await open('cam');
    assert.notEqual(late.login?.Username, login.Username);
    assert.equal((await late.request(METHOD.allocate, [UDP])).code, 486);
    assert.equal((await (await open('other')).request(METHOD.allocate, [UDP])).code, null);
    assert.equal((await clients[0]!.refresh(0)).code, null);
    assert.equal((await late.request(METHOD.allocate, [UDP])).code, null);
  });

  it('an Allocate it has no relay address for with 508', async (t) => {
    const { server, client, login } = await fixture(t, { relayHost: foreign.address });
    await client.greet(login);
    assert.equal((await client.request(METHOD.allocate, [UDP])).code, 508);
    assert.deepEqual(server.allocations(), []);
  });
});

describe('the TURN server outlives', () => {
  it('garbage over UDP', async (t) => {
    const { server, client } = await fixture(t);
    const whole = Buffer.alloc(64);
    const packets = Array.from({ length: 64 }, (_item, at) => Buffer.alloc(at, at * 37));
    packets.push(
      Buffer.from('000100082112a442', 'hex'),
      Buffer.concat([Buffer.from('40000fff', 'hex'), whole]),
    );
    for (const packet of packets) client.raw(packet);
    const isCounted = (): boolean => server.stats.dropped.malformed + server.stats.dropped.permission >= 64;
    await server.waitFor(isCounted, 2000, 'every packet of garbage to be counted');
    assert.equal((await client.request(METHOD.binding)).code, null);
  });

  it('garbage over TCP, and closes that connection alone', async (t) => {
    const { server, signal } = await fixture(t);
    const [bad, good] = [
      await TurnClient.open('tcp', server, signal),
      await TurnClient.open('tcp', server, signal),
    ];
    bad.raw(Buffer.alloc(2000, 0xee));
    await within('the connection to be closed', bad.closed);
    assert.equal((await good.request(METHOD.binding)).code, null);
  });

  it('a peer that is not there', async (t) => {
    const { server, client, login } = await fixture(t);
    const socket = createSocket('udp4').bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const { address, port } = socket.address();
    socket.close();
    await client.allocate(login);
    await client.permit({ address, port });
    for (let sent = 0; sent < 5; sent += 1) client.sendTo({ address, port }, 'anyone?');
    await server.waitFor(({ stats }) => stats.bytesToPeer === 35, 2000, 'five packets to leave');
    assert.equal((await client.refresh(600)).code, null);
  });
});
