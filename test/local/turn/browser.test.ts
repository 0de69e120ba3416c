import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it, type TestContext } from 'node:test';
import wrtc from '@roamhq/wrtc';
import { launch, type Browser, type LaunchOptions, type Page } from 'puppeteer-core';
import { machineAddress } from '../../../local/turn/addresses.js';
import type { Transport } from '../../../local/turn/listeners.js';
import { startTurn, type IceServer, type TurnServer } from '../../../local/turn/server.js';
import { within } from './client.js';

const CHROMIUM: LaunchOptions = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--allow-loopback-in-peer-connection',
  ],
};
const FIREFOX: LaunchOptions = {
  browser: 'firefox',
  executablePath: '/usr/bin/firefox-esr',
  // Without it Firefox asks no server that listens on loopback.
  extraPrefsFirefox: { 'media.peerconnection.ice.loopback': true },
};

/** Gives up on a connection that a local network would have made long ago. */
const CONNECT_MS = 10_000;

interface Description {
  readonly type: 'offer' | 'answer';
  readonly sdp: string;
}

/** What the page offers the test: one relay-only viewer at a time. */
interface ViewerPage {
  offer(server: IceServer): Promise<Description>;
  accept(answer: Description): Promise<void>;
  echo(text: string): Promise<string>;
  close(): void;
  relay(): Promise<{ type: string; protocol: string } | undefined>;
}

/** Runs in the page; nothing outside of it exists there. */
function installViewer(): void {
  let peer: RTCPeerConnection;
  let channel: RTCDataChannel;
  const viewer: ViewerPage = {
    async offer({ Uris, Username, Password }) {
      peer = new RTCPeerConnection({
        iceTransportPolicy: 'relay',
        iceServers: [{ urls: Uris, username: Username, credential: Password }],
      });
      channel = peer.createDataChannel('echo');
      // No named functions in here: the compiler would wrap them in a helper that the page lacks.
      const gathered = new Promise<void>((resolve) =>
        peer.addEventListener('icecandidate', ({ candidate }) => {
          if (candidate?.candidate.includes('relay')) resolve();
        }),
      );
      await peer.setLocalDescription();
      await gathered;
      const { type, sdp } = peer.localDescription!;
      return { type: type as 'offer', sdp };
    },
    async accept(answer) {
      await peer.setRemoteDescription(answer);
      await new Promise((resolve) => channel.addEventListener('open', resolve, { once: true }));
    },
    async echo(text) {
      channel.send(text);
      return new Promise<string>((resolve) =>
        channel.addEventListener('message', ({ data }) => resolve(String(data)), { once: true }),
      );
    },
    close() {
      peer.close();
    },
    async relay() {
      const report = await peer.getStats();
      const all = [...report.values()] as Record<string, string>[];
      const selected = all.find(({ type }) => type === 'transport')?.['selectedCandidatePairId'];
      const pair = all.find(({ id }) => id === selected);
      const local = all.find(({ id }) => id === pair?.['localCandidateId']);
      return { type: local?.['candidateType'] ?? '', protocol: local?.['relayProtocol'] ?? '' };
    },
  };
  Object.assign(globalThis, { viewer });
}

declare const viewer: ViewerPage;

async function blankPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(url);
  await page.evaluate(installViewer);
  return page;
}

/** A camera without servers of its own: it echoes, and only the relay can reach the viewer. */
async function answerWithEcho(offer: Description, t: TestContext): Promise<Description> {
  const peer = new wrtc.RTCPeerConnection();
  t.after(() => peer.close());
  peer.addEventListener('datachannel', ({ channel }: RTCDataChannelEvent) => {
    channel.addEventListener('message', ({ data }) => channel.send(`echo of ${String(data)}`));
  });
  await peer.setRemoteDescription(offer);
  await peer.setLocalDescription(await peer.createAnswer());
  const gathered = new Promise<void>((resolve) => {
    peer.addEventListener('icegatheringstatechange', () => {
      if (peer.iceGatheringState === 'complete') resolve();
    });
  });
  await within('the camera to gather', gathered);
  const { type, sdp } = peer.localDescription!;
  return { type: type as 'answer', sdp };
}

async function relayed(t: TestContext, relayHost: string): Promise<TurnServer> {
  const stop = new AbortController();
  const server = await startTurn({ relayHost, signal: stop.signal });
  t.after(async () => {
    stop.abort();
    await server.closed;
  });
  return server;
}

/** Connects a page over one transport and passes data through the relay. */
async function converse(t: TestContext, page: Page, server: TurnServer, transport: Transport): Promise<void> {
  const [ice] = server.iceServers({ user: 'viewer', transports: [transport] });
  const offered = page.evaluate((config) => viewer.offer(config), ice!);
  const offer = await within('an offer with a relay candidate', offered, CONNECT_MS);
  assert.match(offer.sdp, /typ relay/);
  const answer = await answerWithEcho(offer, t);
  const accepted = page.evaluate((description) => viewer.accept(description), answer);
  await within('the data channel to open', accepted, CONNECT_MS);
  const echoed = page.evaluate(() => viewer.echo('hello'));
  assert.equal(await within('the echo', echoed), 'echo of hello');
}

function browserSuite(name: string, options: LaunchOptions, run: (open: () => Promise<Page>) => void): void {
  const skip = existsSync(options.executablePath ?? '')
    ? false
    : `${options.executablePath} is not installed`;
  describe(name, { skip }, () => {
    const http = createServer((_request, response) => response.end('<!doctype html><title>viewer</title>'));
    let browser: Browser;
    before(async () => {
      http.listen(0, '127.0.0.1');
      await once(http, 'listening');
      browser = await launch({ headless: true, ...options });
    });
    after(async () => {
      await browser.close();
      http.close();
    });
    run(async () => blankPage(browser, `http://127.0.0.1:${(http.address() as AddressInfo).port}/`));
  });
}

browserSuite('Chromium, relay only', CHROMIUM, (open) => {
  for (const transport of ['udp', 'tcp'] as const) {
    for (const [where, relayHost] of [
      ['loopback', '127.0.0.1'],
      ['the address of the machine', machineAddress()],
    ] as const) {
      it(`talks to a camera over ${transport}, relayed at ${where}`, async (t) => {
        const server = await relayed(t, relayHost);
        const page = await open();
        await converse(t, page, server, transport);
        const path = await page.evaluate(() => viewer.relay());
        assert.deepEqual(path, { type: 'relay', protocol: transport });
        const carrying = server.allocations().filter(({ bytesToPeer }) => bytesToPeer > 0);
        assert.deepEqual(new Set(carrying.map((allocation) => allocation.transport)), new Set([transport]));
        assert.deepEqual(server.stats.errors[403], undefined);
        await page.evaluate(() => viewer.close());
        const isLeft = (): boolean => server.allocations().length === 0;
        await server.waitFor(isLeft, 3000, 'the closed peer to give back its allocations');
      });
    }
  }

  it('is told 401 when its credentials have expired', async (t) => {
    const server = await relayed(t, '127.0.0.1');
    const page = await open();
    const [ice] = server.iceServers({ user: 'viewer', ttlSeconds: -1, transports: ['udp'] });
    const failing = page.evaluate(async ({ Uris, Username, Password }) => {
      const iceServers = [{ urls: Uris, username: Username, credential: Password }];
      const peer = new RTCPeerConnection({ iceTransportPolicy: 'relay', iceServers });
      peer.createDataChannel('never');
      const failed = new Promise<number>((resolve) =>
        peer.addEventListener('icecandidateerror', ({ errorCode }) => resolve(errorCode)),
      );
      await peer.setLocalDescription();
      return failed;
    }, ice!);
    assert.equal(await within('an ICE candidate error', failing, CONNECT_MS), 401);
  });

  it('feels the delay of a shaped relay', async (t) => {
    const server = await relayed(t, '127.0.0.1');
    const page = await open();
    await converse(t, page, server, 'udp');
    const timed = async (count: number): Promise<number[]> => {
      const echoed = page.evaluate(async (wanted) => {
        const tookMs: number[] = [];
        while (tookMs.length < wanted) {
          const from = performance.now();
          await viewer.echo('ping');
          tookMs.push(performance.now() - from);
        }
        return tookMs;
      }, count);
      return within('the echoes', echoed, CONNECT_MS);
    };
    // A busy machine only adds time: no shaped echo is faster, and some clean one is.
    const clean = await timed(5);
    server.shape({ toClient: { delayMs: 100 }, toPeer: { delayMs: 100 } });
    const slow = await timed(3);
    const [fastest, slowed] = [Math.min(...clean), Math.min(...slow)];
    const said = `${clean.join()} ms clean, ${slow.join()} ms shaped`;
    assert.ok(fastest < 195 && slowed >= 195 && slowed - fastest < 400, said);
  });
});

browserSuite('Firefox, relay only', FIREFOX, (open) => {
  for (const transport of ['udp', 'tcp'] as const) {
    it(`talks to a camera over ${transport}`, async (t) => {
      const server = await relayed(t, machineAddress());
      await converse(t, await open(), server, transport);
      const [allocation] = server.allocations().filter(({ bytesToPeer }) => bytesToPeer > 0);
      assert.equal(allocation?.transport, transport);
    });
  }
});
