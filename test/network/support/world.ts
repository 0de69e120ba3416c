import { spawn, type ChildProcess } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { launch, type Browser } from 'puppeteer-core';
import type { Identity } from '../../../local/cameras/index.js';
import { launchOptions, pathOf } from '../../support/browsers.js';
import { findCoturn, startCoturn, type Coturn } from './coturn.js';
import { openNetwork, reasonToSkip, type Host, type Network } from './namespaces.js';
import type { KvsPlace, Order, OrderName, Orders, Report } from './orders.js';
import { Viewer } from './viewer.js';

const SITE = fileURLToPath(new URL('site.ts', import.meta.url));
const ORDER_MS = 30_000;

/** Why the tests on real networks cannot run here, or `false` when they can. */
export async function reasonToSkipWorld(): Promise<string | false> {
  if (!pathOf('chromium')) return 'needs Chromium';
  const reason = await reasonToSkip();
  if (reason) return reason;
  return findCoturn() ? false : 'needs coturn (Debian package coturn)';
}

/** The hosts on which cameras run. */
export type CameraHost = 'camera' | 'neighbour';

/** One of the programs on the network's hosts. */
class Site {
  readonly #child: ChildProcess;
  readonly #open = new Map<number, (report: Report) => void>();
  #serial = 0;

  /** Starts the program; it ends with the network. */
  static async start(network: Network, host: Host): Promise<Site> {
    const site = new Site(network, host);
    await site.#report(0, 'start');
    return site;
  }

  private constructor(network: Network, host: Host) {
    const [program, words] = network.command(host, process.execPath, '--import', 'tsx', SITE);
    this.#child = network.own(spawn(program, words, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }));
    this.#child.on('message', (report: Report) => this.#open.get(report.id)?.(report));
  }

  async tell<Name extends OrderName>(
    name: Name,
    wish: Orders[Name]['wish'],
  ): Promise<Orders[Name]['answer']> {
    const id = (this.#serial += 1);
    const report = this.#report(id, name);
    this.#child.send({ id, name, wish } satisfies Order);
    return (await report) as Orders[Name]['answer'];
  }

  #report(id: number, what: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${what} took more than ${ORDER_MS} ms`)), ORDER_MS);
      this.#open.set(id, ({ answer, problem }) => {
        clearTimeout(late);
        this.#open.delete(id);
        if (problem === undefined) resolve(answer);
        else reject(new Error(`${what}: ${problem}`));
      });
    });
  }
}

/** A network with KVS, coturn, cameras and a browser on it, each on its own host. */
export class World implements AsyncDisposable {
  readonly network: Network;
  readonly coturn: Coturn;
  readonly #sites: Readonly<Record<'service' | CameraHost, Site>>;
  readonly #kvs: KvsPlace;
  readonly #browser: Browser;
  readonly #pageUrl: string;
  readonly #resources: AsyncDisposableStack;
  #channels = 0;

  /** Starts everything; `impairable` as {@link openNetwork} says. */
  static async open(options: { impairable?: boolean } = {}): Promise<World> {
    await using resources = new AsyncDisposableStack();
    const network = resources.use(await openNetwork(options));
    const coturn = await startCoturn(findCoturn() ?? '', network, 'service');
    const [service, camera, neighbour] = await Promise.all([
      Site.start(network, 'service'),
      Site.start(network, 'camera'),
      Site.start(network, 'neighbour'),
    ]);
    const address = network.address('service');
    const [kvs, browser] = await Promise.all([
      service.tell('start-service', { address, turn: coturn.access }),
      openBrowser(network, resources),
    ]);
    await Promise.all(
      [camera, neighbour].map((site) => site.tell('reach-service', { address, ports: kvs.ports })),
    );
    const sites = { service, camera, neighbour };
    return new World({ network, coturn, sites, kvs, browser, resources: resources.move() });
  }

  private constructor(parts: {
    readonly network: Network;
    readonly coturn: Coturn;
    readonly sites: Readonly<Record<'service' | CameraHost, Site>>;
    readonly kvs: Orders['start-service']['answer'];
    readonly browser: Browser;
    readonly resources: AsyncDisposableStack;
  }) {
    this.network = parts.network;
    this.coturn = parts.coturn;
    this.#sites = parts.sites;
    this.#kvs = parts.kvs;
    this.#browser = parts.browser;
    this.#pageUrl = `http://127.0.0.1:${parts.kvs.pagePort}/`;
    this.#resources = parts.resources;
  }

  /** Starts a camera on a channel that nobody else uses; returns the channel. */
  async addCamera(picture: Identity, kind: 'loop' | 'live', at: CameraHost = 'camera'): Promise<string> {
    const channel = `${picture}-${(this.#channels += 1)}`;
    const { endpoint, region } = this.#kvs;
    await this.#sites.service.tell('create-channel', { channel });
    await this.#sites[at].tell('add-camera', { channel, kind, picture, endpoint, region });
    return channel;
  }

  /** Opens a page on the viewer's host. */
  openViewer(): Promise<Viewer> {
    return Viewer.open(this.#browser, this.#pageUrl);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#resources.disposeAsync();
  }
}

/** Chromium on the viewer's host, to which loopback names are the service's: so the page is a secure context. */
async function openBrowser(network: Network, resources: AsyncDisposableStack): Promise<Browser> {
  const { executablePath = '', args = [], ...options } = launchOptions('chromium');
  const wrapper = join(network.folder, 'chromium');
  const [program, words] = network.command('viewer', executablePath);
  await writeFile(wrapper, `#!/bin/sh\nexec ${program} ${words.join(' ')} "$@"\n`, { mode: 0o755 });
  const mapped = `--host-resolver-rules=MAP 127.0.0.1 ${network.address('service')}`;
  const browser = await launch({
    ...options,
    executablePath: wrapper,
    // Its debugging port would be on the viewer's loopback.
    pipe: true,
    args: [...args.filter((arg) => !arg.includes('loopback') && !arg.includes('resolver')), mapped],
  });
  resources.defer(() => browser.close());
  return browser;
}
