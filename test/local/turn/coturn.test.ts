import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it, type TestContext } from 'node:test';
import { ATTRIBUTE, text, word } from '../../../local/turn/attributes.js';
import { mintCredentials } from '../../../local/turn/credentials.js';
import type { Transport } from '../../../local/turn/listeners.js';
import { METHOD, type StunMessage } from '../../../local/turn/message.js';
import { startTurn } from '../../../local/turn/server.js';
import { addressIn, Peer, TurnClient, within, type Login } from './client.js';

const SECRET = 'shared by both servers';
const REALM = 'compare.example';
const UDP = word(ATTRIBUTE.requestedTransport, 17 << 24);
const FORBIDDEN = { address: '192.0.2.250', port: 5000 };

/** Where coturn 4.6 answers otherwise than RFC 8656 says (sections 7.2, 10.2 and 8.2), and we do not. */
const BY_RFC_ALONE: readonly (readonly [what: string, code: number])[] = [
  ['unknown protocol', 442],
  ['permission of nothing', 437],
  ['after the end', 437],
];

const places = (process.env['PATH'] ?? '').split(delimiter);
const coturn = places.map((place) => join(place, 'turnserver')).find((file) => existsSync(file));

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Free for both: coturn waits for ever where it gets one of them only. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  // Rejects where the other is taken.
  const isFree = await once(socket, 'listening').then(
    () => true,
    () => false,
  );
  socket.close();
  server.close();
  await once(server, 'close');
  return isFree ? port : freePort();
}

/** Starts coturn with the rules of our own server; it ends with the test. */
async function startCoturn(t: TestContext, program: string): Promise<Address> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'kvs-turn-'));
  const options = {
    'listening-ip': '127.0.0.1',
    'listening-port': port,
    'relay-ip': '127.0.0.1',
    'static-auth-secret': SECRET,
    realm: REALM,
    'denied-peer-ip': FORBIDDEN.address,
    'user-quota': 2,
    userdb: join(folder, 'users.sqlite'),
    pidfile: join(folder, 'pid'),
    'log-file': 'stdout',
  };
  const flags = [
    'use-auth-secret',
    'no-cli',
    'no-tls',
    'no-dtls',
    'allow-loopback-peers',
    'simple-log',
    'verbose',
    'n',
  ];
  const valued = Object.entries(options).map(([name, value]) => `--${name}=${value}`);
  const switches = flags.map((flag) => (flag.length === 1 ? `-${flag}` : `--${flag}`));
  const child = spawn(program, [...switches, ...valued], { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(async () => {
    child.kill('SIGKILL');
    await within('coturn to end', once(child, 'exit'));
    await rm(folder, { recursive: true, force: true });
  });
  await within('coturn to listen', listening(child.stdout), 30_000);
  return { host: '127.0.0.1', port };
}

/** Reads the log until both listeners are open, and on, as coturn stops where nobody reads it. */
async function listening(log: NodeJS.ReadableStream): Promise<void> {
  const awaited = new Set(['UDP listener opened', 'TCP listener opened']);
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: log });
    lines.on('line', (line) => {
      for (const part of awaited) if (line.includes(part)) awaited.delete(part);
      if (awaited.size === 0) resolve();
    });
    lines.once('close', () => reject(new Error('coturn ended before it listened')));
  });
}

/** The attributes of an answer that a client acts on; servers may add others. */
function relevant({ attributes }: StunMessage): number[] {
  return (
    attributes
      .map(({ type }) => type)
      // Neither MAPPED-ADDRESS of RFC 3489 nor the optional ones such as SOFTWARE.
      .filter((type) => type !== 0x0001 && type < 0x8000)
      .sort((a, b) => a - b)
  );
}

function login(user: string): Login {
  const { username, password } = mintCredentials(SECRET, user, Math.floor(Date.now() / 1000) + 300);
  return { Username: username, Password: password };
}

function isAbout(line: unknown, what: string): boolean {
  return Array.isArray(line) && line[0] === what;
}

/** Everything a client may see of a server, in one list that two servers can be compared by. */
async function transcript(t: TestContext, transport: Transport, server: Address): Promise<unknown[]> {
  const stop = new AbortController();
  t.after(() => stop.abort());
  const { signal } = stop;
  const log: unknown[] = [];
  const note = (
    what: string,
    answer: { code: number | null; message: StunMessage; isSigned: boolean },
  ): void => {
    log.push([
      what,
      answer.code,
      ...(answer.code === null ? [answer.isSigned, relevant(answer.message)] : []),
    ]);
  };
  const [one, other] = [await Peer.open(signal), await Peer.open(signal)];
  const client = await TurnClient.open(transport, server, signal);

  note('binding', await client.request(METHOD.binding, [], { fingerprint: true }));
  note('unsigned allocate', await client.request(METHOD.allocate, [UDP]));
  await client.greet(login('compared'));
  log.push(['realm', client.realm]);
  note(
    'wrong password',
    await client.request(METHOD.allocate, [UDP], { login: { ...client.login!, Password: 'x' } }),
  );
  note('made up nonce', await client.request(METHOD.allocate, [UDP], { nonce: '0123456789abcdef' }));
  note('no transport', await client.request(METHOD.allocate));
  note(
    'unknown protocol',
    await client.request(METHOD.allocate, [word(ATTRIBUTE.requestedTransport, 99 << 24)]),
  );
  note('unknown attribute', await client.request(METHOD.allocate, [UDP, text(0x7ffe, '????')]));
  note('refresh of nothing', await client.refresh(600));
  note('permission of nothing', await client.permit(one.endpoint));
  const allocated = await client.request(METHOD.allocate, [UDP]);
  note('allocate', allocated);
  const relayed = addressIn(allocated.message, ATTRIBUTE.xorRelayedAddress);
  note('second allocate', await client.request(METHOD.allocate, [UDP]));
  note('other user', await client.request(METHOD.refresh, [], { login: login('somebody') }));
  note('no peer', await client.request(METHOD.createPermission));
  note('forbidden peer', await client.permit(FORBIDDEN));
  note('peer', await client.permit(one.endpoint));
  for (const channel of [0x3fff, 0x8000])
    note('channel out of range', await client.bindChannel(channel, one.endpoint));

  client.sendTo(one.endpoint, 'indication');
  const sent = await one.inbox.next('the indication');
  log.push([sent.payload.toString(), sent.from.port === relayed.port]);
  one.send('answer', relayed);
  const arrived = await client.arrivals.next('the answer to the indication');
  assert.deepEqual(arrived.from, one.endpoint);
  log.push(arrived.payload.toString());

  note('channel', await client.bindChannel(0x4001, one.endpoint));
  note('channel again', await client.bindChannel(0x4001, one.endpoint));
  note('channel of another peer', await client.bindChannel(0x4001, other.endpoint));
  note('peer of another channel', await client.bindChannel(0x4002, one.endpoint));
  for (const payload of ['a', 'ab', 'abc', 'abcd', 'abcde']) {
    client.sendOn(0x4001, payload);
    log.push((await one.inbox.next(`${payload} at the peer`)).payload.toString());
    one.send(payload, relayed);
    const { from, payload: back } = await client.arrivals.next(`${payload} at the client`);
    log.push([from, back.toString()]);
  }

  const [second, third] = [
    await TurnClient.open(transport, server, signal),
    await TurnClient.open(transport, server, signal),
  ];
  for (const extra of [second, third]) {
    await extra.greet(login('compared'));
    note('over the quota', await extra.request(METHOD.allocate, [UDP]));
  }
  note('end', await client.refresh(0));
  note('after the end', await client.refresh(600));
  return log;
}

describe('beside coturn', { skip: coturn === undefined ? 'turnserver is not installed' : false }, () => {
  for (const transport of ['udp', 'tcp'] as const) {
    it(`one client over ${transport} sees the same answers and the same data`, async (t) => {
      const stop = new AbortController();
      t.after(() => stop.abort());
      const limits = { allocationsPerUser: 2 };
      const [own, theirs] = await Promise.all([
        startTurn({ realm: REALM, secret: SECRET, limits, signal: stop.signal }),
        startCoturn(t, coturn ?? ''),
      ]);
      const seen = await transcript(t, transport, own);
      const isCommon = (line: unknown): boolean => !BY_RFC_ALONE.some(([what]) => isAbout(line, what));
      const expected = await transcript(t, transport, theirs);
      assert.deepEqual(seen.filter(isCommon), expected.filter(isCommon));
      const alone = seen.filter((line) => !isCommon(line));
      assert.deepEqual(alone, BY_RFC_ALONE);
    });
  }
});
