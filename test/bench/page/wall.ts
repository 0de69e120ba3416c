import type { KvsCamera } from '../../../src/index.js';
import { fetchTicket, openBare } from './bare.js';
import { firstFrame, type Road, type Wish } from './wish.js';

/** One camera on the wall. */
interface Tile {
  video(): HTMLVideoElement;
  /** When its first frame is on the screen. */
  readonly shown: Promise<number>;
  close(): void;
}

const STYLE = 'width: 196px; height: 111px; display: inline-block';
let wall: readonly Tile[] = [];

function ours(channel: string, { region }: Wish): Tile {
  const camera = document.createElement('kvs-camera');
  const attributes = { channel, region, 'token-url': '/token', loading: 'eager', unload: '', label: channel };
  for (const [name, value] of Object.entries(attributes)) camera.setAttribute(name, value);
  for (const name of ['muted', 'autoplay']) camera.toggleAttribute(name, true);
  camera.style.cssText = STYLE;
  document.body.append(camera);
  const shown = camera.updateComplete.then(() => firstFrame(videoOf(camera)));
  return { video: () => videoOf(camera), shown, close: () => camera.remove() };
}

function videoOf(camera: Element): HTMLVideoElement {
  const video = camera.shadowRoot?.querySelector('video');
  if (!video) throw new Error('The camera has no video');
  return video;
}

function bare(channel: string, { clientId }: Wish): Tile {
  const viewer = openBare(fetchTicket(channel, `${clientId}-${channel}`));
  viewer.video.style.cssText = STYLE;
  return { ...viewer, video: () => viewer.video };
}

async function reconnected(camera: KvsCamera): Promise<number> {
  const before = camera.srcObject;
  camera.reconnect();
  for (;;) {
    const at = await firstFrame(videoOf(camera));
    if (camera.srcObject && camera.srcObject !== before) return at;
  }
}

/** Shows all cameras at once; takes the milliseconds until each shows a picture. */
function road(open: (channel: string, wish: Wish) => Tile): Road {
  return async (wish) => {
    const startedAt = performance.now();
    wall = wish.channels.map((channel) => open(channel, wish));
    const times = await Promise.all(wall.map(({ shown }) => shown));
    return Math.max(startedAt, ...times) - startedAt;
  };
}

globalThis.bench = {
  'wall of <kvs-camera>': road(ours),
  'wall of bare viewers': road(bare),
  /** Takes the milliseconds until each camera shows a picture of its new connection. */
  reconnect: async () => {
    const startedAt = performance.now();
    const times = await Promise.all([...document.querySelectorAll('kvs-camera')].map(reconnected));
    // The browser keeps the first 250 of a page.
    performance.clearResourceTimings();
    return Math.max(...times) - startedAt;
  },
  /** Frames that the wall has shown so far, of all cameras together. */
  frames: () =>
    Promise.resolve(
      wall.reduce((sum, { video }) => sum + video().getVideoPlaybackQuality().totalVideoFrames, 0),
    ),
  leave: () => {
    for (const tile of wall) tile.close();
    wall = [];
    return Promise.resolve(0);
  },
};
