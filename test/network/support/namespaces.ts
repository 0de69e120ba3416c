import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { programPath, run } from './programs.js';

/** The places of the network; each is a network namespace with a cable to the router between them. */
export const HOSTS = ['viewer', 'service', 'camera', 'neighbour'] as const;

export type Host = (typeof HOSTS)[number];

/** What the viewer's cable does to each packet, in both directions. */
export interface Impairment {
  readonly delayMs: number;
  /** 0 to 1. */
  readonly loss: number;
}

/** Ends what a method of {@link Network} did. A second call does nothing. */
export type Undo = () => Promise<void>;

const PREFIX = 'kvs-';
const BRIDGE = fileURLToPath(new URL('bridge.py', import.meta.url));
const NAMESPACES = '/run/netns';
const READY_MS = 30_000;

/** Why there can be no network of namespaces here, or `false` when there can. */
export async function reasonToSkip(): Promise<string | false> {
  if (process.platform !== 'linux') return 'needs network namespaces: Linux only';
  if (process.getuid?.() !== 0) return 'needs network namespaces: run as root';
  if (!programPath('ip')) return 'needs network namespaces: install iproute2';
  const name = `${PREFIX}${process.pid}-try`;
  try {
    await run('ip', 'netns', 'add', name);
    await run('ip', '-n', name, 'link', 'add', 'one', 'type', 'veth', 'peer', 'name', 'other');
    await run('ip', '-n', name, 'rule', 'add', 'ipproto', 'udp', 'type', 'blackhole');
    return false;
  } catch {
    return 'needs network namespaces: they are not permitted here';
  } finally {
    await run('ip', 'netns', 'del', name).catch(() => {});
  }
}

/** Why the viewer's cable cannot be made bad here, or `false` when it can. */
export function reasonNotToImpair(): string | false {
  return programPath('python3') ? false : 'needs python3';
}

/**
 * Four hosts around a router, all on this machine and with no way out of it. With `impairable` the viewer's
 * cable can be made bad: by a bridge in Python, as many kernels have no netem. Removes what runs that
 * crashed have left.
 */
export async function openNetwork({ impairable = false } = {}): Promise<Network> {
  await removeLeftovers();
  const network = new Network();
  try {
    await network.build(impairable);
    return network;
  } catch (error) {
    await network[Symbol.asyncDispose]();
    throw error;
  }
}

/** A network that runs; made by {@link openNetwork}. */
export class Network implements AsyncDisposable {
  /** For files that are needed no longer than the network. */
  readonly folder: string = join(tmpdir(), `${PREFIX}${process.pid}-files`);
  readonly #processes = new Set<ChildProcess>();
  readonly #mine = `${PREFIX}${process.pid}-`;
  #impair: (impairment: Impairment) => Promise<void> = () =>
    Promise.reject(new Error('This network was not opened as impairable'));
  #preference = 100;

  /** The host's only address. */
  address(host: Host): string {
    return `${subnetOf(host)}.2`;
  }

  /** Words that run a program on a host, for `spawn`. */
  command(host: Host, ...words: readonly string[]): [program: string, words: string[]] {
    return ['ip', ['netns', 'exec', this.#name(host), ...words]];
  }

  /** Runs `child` no longer than the network. */
  own<T extends ChildProcess>(child: T): T {
    this.#processes.add(child);
    child.once('exit', () => this.#processes.delete(child));
    return child;
  }

  /**
   * Drops silently, at the router, what goes between a host and another, or all others, as a firewall or a
   * broken line does; nobody's interface notices.
   */
  async block(host: Host, { to, only }: { to?: Host; only?: 'udp' } = {}): Promise<Undo> {
    const here = `${subnetOf(host)}.0/24`;
    const there = to ? `${subnetOf(to)}.0/24` : 'all';
    const protocol = only ? ['ipproto', only] : [];
    const undoes = await Promise.all(
      [
        ['from', here, 'to', there],
        ['from', there, 'to', here],
      ].map((direction) => this.#rule(...direction, ...protocol)),
    );
    return async () => void (await Promise.all(undoes.map((undo) => undo())));
  }

  /** Takes a host's interface down, as pulling its cable does; the host notices. */
  async unplug(host: Host): Promise<Undo> {
    await this.#ip(host, 'link', 'set', 'eth0', 'down');
    return onlyOnce(async () => {
      await this.#ip(host, 'link', 'set', 'eth0', 'up');
      await this.#addRoute(host);
    });
  }

  /** Gives a host another address, as changing to another network does: the old one is gone at once. */
  async readdress(host: Host): Promise<Undo> {
    const [before, after] = [this.address(host), `${subnetOf(host)}.3`];
    await this.#swap(host, before, after);
    return onlyOnce(() => this.#swap(host, after, before));
  }

  /** Makes the viewer's cable late and lossy, or good again with zeros. */
  impair(impairment: Impairment): Promise<void> {
    return this.#impair(impairment);
  }

  /** Builds everything; called once. */
  async build(impairable: boolean): Promise<void> {
    await mkdir(this.folder, { mode: 0o700 });
    await this.#addNamespace('router');
    await run(
      'ip',
      'netns',
      'exec',
      this.#name('router'),
      'sh',
      '-c',
      'echo 1 >/proc/sys/net/ipv4/ip_forward',
    );
    for (const host of HOSTS) {
      await this.#addNamespace(host);
      if (host === 'viewer' && impairable) await this.#layBadCable(host);
      else await this.#layCable(host, 'router', host);
      await this.#ip('router', 'address', 'add', `${subnetOf(host)}.1/24`, 'dev', host);
      await this.#ip(host, 'address', 'add', `${this.address(host)}/24`, 'dev', 'eth0');
      await this.#addRoute(host);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = [...this.#processes].map((child) => once(child, 'exit'));
    for (const child of this.#processes) child.kill('SIGKILL');
    await Promise.all(ended);
    await Promise.all(named(this.#mine, NAMESPACES).map(removeNamespace));
    await removeFolder(this.folder);
  }

  #name(place: string): string {
    return `${this.#mine}${place}`;
  }

  async #ip(place: string, ...words: readonly string[]): Promise<void> {
    await run('ip', '-n', this.#name(place), ...words);
  }

  async #addNamespace(place: string): Promise<void> {
    const name = this.#name(place);
    await run('ip', 'netns', 'add', name);
    const noIpv6 = 'echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6';
    await run('ip', 'netns', 'exec', name, 'sh', '-c', `test ! -d /proc/sys/net/ipv6 || ${noIpv6}`);
    await this.#ip(place, 'link', 'set', 'lo', 'up');
  }

  /** From the host's `eth0` to an interface of another place. */
  async #layCable(host: string, place: string, end: string, start = 'eth0'): Promise<void> {
    const far = ['peer', 'name', end, 'netns', this.#name(place)];
    await this.#ip(host, 'link', 'add', start, 'type', 'veth', ...far);
    await this.#ip(host, 'link', 'set', start, 'up');
    await this.#ip(place, 'link', 'set', end, 'up');
  }

  async #layBadCable(host: Host): Promise<void> {
    await this.#addNamespace('between');
    await this.#layCable(host, 'between', 'near');
    await this.#layCable('between', 'router', host, 'far');
    this.#impair = await this.#startBridge();
  }

  async #startBridge(): Promise<(impairment: Impairment) => Promise<void>> {
    const bridge: ChildProcessByStdio<Writable, Readable, null> = this.own(
      spawn('ip', ['netns', 'exec', this.#name('between'), 'python3', BRIDGE, 'near', 'far'], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    const answers = createInterface({ input: bridge.stdout });
    await nextLine(answers, 'ready');
    return async (impairment) => {
      const done = nextLine(answers, 'set');
      bridge.stdin.write(`${JSON.stringify(impairment)}\n`);
      await done;
    };
  }

  async #rule(...match: readonly string[]): Promise<Undo> {
    const preference = String((this.#preference += 1));
    await this.#ip('router', 'rule', 'add', 'preference', preference, ...match, 'type', 'blackhole');
    return onlyOnce(() => this.#ip('router', 'rule', 'del', 'preference', preference));
  }

  async #swap(host: Host, before: string, after: string): Promise<void> {
    await this.#ip(host, 'address', 'del', `${before}/24`, 'dev', 'eth0');
    await this.#ip(host, 'address', 'add', `${after}/24`, 'dev', 'eth0');
    await this.#addRoute(host);
  }

  #addRoute(host: Host): Promise<void> {
    return this.#ip(host, 'route', 'replace', 'default', 'via', `${subnetOf(host)}.1`);
  }
}

function subnetOf(host: Host): string {
  return `10.77.${HOSTS.indexOf(host) + 1}`;
}

function onlyOnce(undo: () => Promise<void>): Undo {
  let done: Promise<void> | undefined;
  return () => (done ??= undo());
}

async function nextLine(lines: Interface, expected: string): Promise<void> {
  const [line] = (await once(lines, 'line', { signal: AbortSignal.timeout(READY_MS) })) as [string];
  if (line !== expected) throw new Error(`The bridge said "${line}" instead of "${expected}"`);
}

function named(prefix: string, folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.startsWith(prefix));
  } catch {
    // The folder of namespaces comes with the first.
    return [];
  }
}

/** Removes networks whose run is gone, with what still runs inside them. */
async function removeLeftovers(): Promise<void> {
  await Promise.all(named(PREFIX, NAMESPACES).filter(isOfDeadRun).map(removeNamespace));
  const folders = named(PREFIX, tmpdir()).filter((name) => name.endsWith('-files') && isOfDeadRun(name));
  await Promise.all(folders.map((name) => removeFolder(join(tmpdir(), name))));
}

function isOfDeadRun(name: string): boolean {
  const pid = /^kvs-(\d+)-/.exec(name)?.[1];
  return pid !== undefined && !isRunning(Number(pid));
}

function removeFolder(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true });
}

/** Ends what runs in a namespace, then removes it; its cables go with it. */
async function removeNamespace(name: string): Promise<void> {
  const pids = (await run('ip', 'netns', 'pids', name)).split('\n').filter(Boolean).map(Number);
  for (const pid of pids) if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  await run('ip', 'netns', 'del', name);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
