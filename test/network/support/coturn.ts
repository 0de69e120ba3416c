import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { IceServer } from '../../../local/service/index.js';
import { mintCredentials } from '../../../local/turn/credentials.js';
import type { Host, Network } from './namespaces.js';
import { findOrInstall } from './programs.js';

/** How a client reaches the TURN server. */
export type Transport = 'udp' | 'tcp';

/** What ICE servers are minted from; plain JSON, so that another process can do it. */
export interface TurnAccess {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

/** For whom ICE servers are minted. Both names turn up in the server's log. */
export interface TurnUser {
  readonly channel: string;
  readonly client: string;
}

/** One allocation that the server has made. */
export interface Allocation extends TurnUser {
  readonly transport: Transport;
  readonly isOpen: boolean;
}

/** A running coturn. */
export interface Coturn {
  readonly access: TurnAccess;
  /** Every allocation since the start, oldest first. */
  allocations(): Allocation[];
}

const PORT = 3478;
const REALM = 'kvs.example';
const START_MS = 30_000;
const TTL_SECONDS = 300;

const OPENED = /session (\d+): new, .*username=<\d+:([^/>]+)\/([^/>]+)\/(udp|tcp)>/;
const CLOSED = /session (\d+): delete:/;

/** Where coturn is, installed if it may be; else undefined. */
export function findCoturn(): string | undefined {
  return findOrInstall('turnserver', 'coturn');
}

/**
 * ICE servers in the shape of GetIceServerConfig's `IceServerList`. Each transport gets credentials of its
 * own, so that the log tells them apart.
 */
export function mintIceServers({ host, port, secret }: TurnAccess, user: TurnUser): IceServer[] {
  const expiry = Math.floor(Date.now() / 1000) + TTL_SECONDS;
  return (['udp', 'tcp'] as const).map((transport) => {
    const { username, password } = mintCredentials(
      secret,
      `${user.channel}/${user.client}/${transport}`,
      expiry,
    );
    const Uris = [`turn:${host}:${port}?transport=${transport}`];
    return { Uris, Username: username, Password: password, Ttl: TTL_SECONDS };
  });
}

/** Starts coturn on a host, for ephemeral credentials over UDP and TCP. It ends with the network. */
export async function startCoturn(program: string, network: Network, host: Host): Promise<Coturn> {
  const access = { host: network.address(host), port: PORT, secret: randomBytes(24).toString('hex') };
  const options = {
    'listening-ip': access.host,
    'listening-port': access.port,
    'relay-ip': access.host,
    'static-auth-secret': access.secret,
    realm: REALM,
    userdb: join(network.folder, 'coturn.sqlite'),
    pidfile: join(network.folder, 'coturn.pid'),
    'log-file': 'stdout',
  };
  const switches = [
    '-n',
    '--use-auth-secret',
    '--no-cli',
    '--no-tls',
    '--no-dtls',
    '--simple-log',
    '--verbose',
  ];
  const words = [...switches, ...Object.entries(options).map(([name, value]) => `--${name}=${value}`)];
  const child = network.own(
    spawn(...network.command(host, program, ...words), { stdio: ['ignore', 'pipe', 'ignore'] }),
  );
  const log = new TurnLog();
  const lines = createInterface({ input: child.stdout });
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`coturn did not listen within ${START_MS} ms`)), START_MS);
    lines.on('line', (line) => {
      log.read(line);
      if (!log.isListening) return;
      clearTimeout(late);
      resolve();
    });
    lines.once('close', () => reject(new Error('coturn ended before it listened')));
  });
  return { access, allocations: () => log.allocations };
}

/** What coturn's lines tell. They have to be read on, as coturn stops where nobody reads them. */
class TurnLog {
  readonly #sessions = new Map<string, Allocation>();
  readonly #awaited = new Set(['UDP listener opened', 'TCP listener opened']);

  get isListening(): boolean {
    return this.#awaited.size === 0;
  }

  get allocations(): Allocation[] {
    return [...this.#sessions.values()];
  }

  read(line: string): void {
    for (const part of this.#awaited) if (line.includes(part)) this.#awaited.delete(part);
    const [, id = '', channel = '', client = '', transport = 'udp'] = OPENED.exec(line) ?? [];
    if (id) this.#sessions.set(id, { channel, client, transport: transport as Transport, isOpen: true });
    const closed = CLOSED.exec(line)?.[1] ?? '';
    const session = this.#sessions.get(closed);
    if (session) this.#sessions.set(closed, { ...session, isOpen: false });
  }
}
