import { readStrip, stripHeight } from '../../../local/cameras/strip.js';
import type { Setting } from '../latency.js';
import { fetchTicket, openBare } from './bare.js';
import { firstFrame, type Wish } from './wish.js';

declare global {
  // The page's own, for whoever drives it from outside.
  /** Milliseconds from capture to screen of each frame of a while. */
  var measureLatency: (setting: Setting, wish: Wish) => Promise<number[]>;
}

/** What is on the screen, and how it ends. */
interface Viewer {
  readonly video: HTMLVideoElement;
  close(): void;
}

const CELLS = 40;
const SETTLE_MS = 2_000;
const WATCHED_MS = 3_000;
const STYLE = 'width: 640px; height: 360px; display: block';
/** Of the numbers that the camera paints. */
const RANGE = 2 ** 32;

async function ours({ latency, isRelayed }: Setting, { channel, region }: Wish): Promise<Viewer> {
  const camera = document.createElement('kvs-camera');
  const attributes = { channel, region, 'token-url': '/token', muted: '', autoplay: '' };
  for (const [name, value] of Object.entries(attributes)) camera.setAttribute(name, value);
  if (latency) camera.setAttribute('latency', latency);
  if (isRelayed) camera.setAttribute('transport', 'relay');
  camera.style.cssText = STYLE;
  document.body.append(camera);
  await camera.updateComplete;
  const video = camera.shadowRoot?.querySelector('video');
  if (!video) throw new Error('The camera has no video');
  return { video, close: () => camera.remove() };
}

function bare({ targetMs, isRelayed }: Setting, { channel, clientId }: Wish): Viewer {
  const ticket = fetchTicket(channel, `${clientId}-bare`);
  const viewer = openBare(ticket, isRelayed ? 'relay' : 'all');
  for (const receiver of viewer.pc.getReceivers())
    if (targetMs !== undefined) receiver.jitterBufferTarget = targetMs;
  viewer.video.style.cssText = STYLE;
  return viewer;
}

globalThis.measureLatency = async (setting, wish) => {
  const viewer = setting.of === 'bare' ? bare(setting, wish) : await ours(setting, wish);
  const startedAt = await firstFrame(viewer.video);
  const taken = await watch(viewer.video, startedAt + SETTLE_MS);
  viewer.close();
  return taken;
};

/** Reads the frames that come from `from` on, for a while. */
function watch(video: HTMLVideoElement, from: number): Promise<number[]> {
  const taken: number[] = [];
  return new Promise((resolve) => {
    const take: VideoFrameRequestCallback = (now, { presentationTime }) => {
      const paintedAt = now < from ? undefined : readTime(video);
      if (paintedAt !== undefined) {
        const shownAt = performance.timeOrigin + presentationTime;
        taken.push((((shownAt - paintedAt) % RANGE) + RANGE) % RANGE);
      }
      if (now > from + WATCHED_MS) resolve(taken);
      else video.requestVideoFrameCallback(take);
    };
    video.requestVideoFrameCallback(take);
  });
}

/** What the camera painted along the top of the picture: when it was taken, in epoch milliseconds modulo 2³². */
function readTime(video: HTMLVideoElement): number | undefined {
  const { videoWidth: width, videoHeight: height } = video;
  const context = new OffscreenCanvas(width, 1).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('No canvas');
  context.drawImage(video, 0, Math.floor(stripHeight(height) / 2), width, 1, 0, 0, width, 1);
  const { data } = context.getImageData(0, 0, width, 1);
  const middles = Array.from({ length: CELLS }, (_, cell) => Math.floor(((cell + 0.5) * width) / CELLS));
  return readStrip(middles.map((x) => data[x * 4 + 1] ?? 0));
}

globalThis.bench = {};
