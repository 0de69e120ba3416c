import { timersRunning } from './timers.js';
import type { KvsCamera } from '../../../../src/index.js';
import '../../../../src/index.js';
import { addCamera, heard, nextFrame, reaches, videoOf } from '../../../browser/support/page.js';

/** How far a camera comes before it is removed; each but the first and the last is an entry of its log. */
export const POINTS = ['at-once', 'connecting', 'token', 'offer', 'answer', 'live', 'painted'] as const;

export type Point = (typeof POINTS)[number];

/** A camera on the wall has changed its state. */
export interface Transition {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly channel: string;
  readonly state: string;
  readonly reason: string | null;
}

// A channel takes 3 handshakes a second.
const HANDSHAKE_PAUSE_MS = 350;
/** Long enough for a second attempt, and a third. */
const LIVE_MS = 40_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Where a picture's background is never covered. */
const SAMPLE = { x: 0.08, y: 0.5 };

const cells = new Map<string, HTMLElement>();
const cameras = new Map<string, KvsCamera>();
const transitions: Transition[] = [];
const nextHandshakeAt = new Map<string, number>();
const planted: unknown[] = [];
const errors: string[] = [];

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function paced(channel: string): Promise<void> {
  const now = performance.now();
  const at = Math.max(now, nextHandshakeAt.get(channel) ?? 0);
  nextHandshakeAt.set(channel, at + HANDSHAKE_PAUSE_MS);
  if (at > now) await sleep(at - now);
}

function cellOf(channel: string): HTMLElement {
  const known = cells.get(channel);
  if (known) return known;
  const cell = document.createElement('div');
  document.body.append(cell);
  cells.set(channel, cell);
  return cell;
}

function cameraOf(channel: string): KvsCamera {
  const camera = cameras.get(channel);
  if (camera) return camera;
  throw new Error(`There is no camera of ${channel} on the wall`);
}

function put(channel: string, attributes: Readonly<Record<string, string>>): KvsCamera {
  const connectTimeout = { 'connect-timeout': String(CONNECT_TIMEOUT_MS) };
  const all = { channel, 'token-url': '/api/token', style: 'width: 200px', ...connectTimeout, ...attributes };
  const camera = addCamera(all, {}, cellOf(channel));
  camera.addEventListener('kvs-error', ({ code, message }) => errors.push(`${channel}: ${code}, ${message}`));
  return camera;
}

async function comesTo(camera: KvsCamera, point: Point): Promise<void> {
  try {
    if (point === 'at-once') return;
    if (point === 'live') await reaches(camera, 'live', LIVE_MS);
    else if (point === 'painted') await heard(camera, 'kvs-firstframe', () => true, LIVE_MS);
    else await heard(camera, 'kvs-log', ({ entry }) => entry.event === point, LIVE_MS);
  } catch (cause) {
    const log = camera
      .getLog()
      .map(({ time, event, detail }) => `${time} ${event} ${JSON.stringify(detail)}`);
    throw new Error(`${camera.channel} did not come to "${point}": ${String(cause)}\n${log.join('\n')}`, {
      cause,
    });
  }
}

/** What Node asks of the page: `page.evaluate` calls these by name. */
const wall = {
  timersRunning,

  /** Puts a camera of each channel on the wall and keeps it there. Resolves when all of them are painted. */
  async mount(channels: readonly string[], attributes: Readonly<Record<string, string>>): Promise<void> {
    await Promise.all(
      channels.map(async (channel) => {
        await paced(channel);
        const camera = put(channel, { unload: '', ...attributes });
        cameras.set(channel, camera);
        // On the element itself: what it says while it is out of the document does not reach the document.
        camera.addEventListener('kvs-statechange', ({ state, reason }) =>
          transitions.push({ at: Date.now(), channel, state, reason }),
        );
        await comesTo(camera, 'painted');
      }),
    );
  },

  /** Takes all cameras off the wall, and forgets them. */
  clear(): void {
    for (const camera of cameras.values()) camera.remove();
    cameras.clear();
    transitions.length = 0;
  },

  /**
   * Adds and removes one camera for each point, as many side by side as there are channels, each again
   * on its own channel. Every second one is eager. `isKept`: the page holds on to what it removed.
   */
  async mountCycles(channels: readonly string[], points: readonly Point[], isKept: boolean): Promise<void> {
    const left = [...points];
    await Promise.all(
      channels.map(async (channel) => {
        for (let point = left.shift(); point; point = left.shift()) {
          await paced(channel);
          const camera = put(channel, { loading: left.length % 2 ? 'lazy' : 'eager' });
          await comesTo(camera, point);
          // In a task of its own, as a page that is used does it.
          if (point !== 'at-once') await sleep(0);
          camera.remove();
          if (isKept) planted.push(camera);
        }
      }),
    );
    performance.clearResourceTimings();
  },

  /** Calls `reconnect()` on every camera of the wall, `rounds` times, and waits for each new picture. */
  async reconnectAll(rounds: number): Promise<void> {
    await Promise.all(
      [...cameras].map(async ([channel, camera]) => {
        for (let round = 0; round < rounds; round += 1) {
          await paced(channel);
          const painted = comesTo(camera, 'painted');
          camera.reconnect();
          await painted;
        }
      }),
    );
    performance.clearResourceTimings();
  },

  /** Entries of the shortest log on the wall. */
  shortestLog(): number {
    return Math.min(...[...cameras.values()].map((camera) => camera.getLog().length));
  },

  /** Starts and keeps what nothing will end. */
  plantLeaks(count: number, socketUrl: string): void {
    for (let made = 0; made < count; made += 1) {
      const open = new RTCPeerConnection();
      const { track } = open.addTransceiver('video').receiver;
      const closed = new RTCPeerConnection();
      closed.close();
      const stream = new MediaStream([track]);
      const video = document.createElement('video');
      video.addEventListener('pause', () => {});
      const timer = setInterval(() => {}, 60_000);
      const socket = new WebSocket(socketUrl);
      planted.push(open, closed, open.createDataChannel('kept'), stream, video, socket, timer);
    }
  },

  /** Ends and forgets what was planted. */
  uproot(): void {
    for (const thing of planted) {
      if (thing instanceof RTCPeerConnection || thing instanceof WebSocket) thing.close();
      if (typeof thing === 'number') clearInterval(thing);
    }
    planted.length = 0;
  },

  reconnect: (channel: string): void => cameraOf(channel).reconnect(),

  /** Takes a camera out between its offer and the answer. */
  async takeOutHalfWay(channel: string): Promise<void> {
    const offered = comesTo(cameraOf(channel), 'offer');
    cameraOf(channel).reconnect();
    await offered;
    cameraOf(channel).remove();
  },

  takeOut: (channel: string): void => cameraOf(channel).remove(),
  putBack: (channel: string): void => cellOf(channel).append(cameraOf(channel)),

  /** Moves a camera about the document and back, within one task. */
  move(channel: string): void {
    document.body.append(cameraOf(channel));
    cellOf(channel).append(cameraOf(channel));
  },

  transitions: (): readonly Transition[] => transitions,
  /** What went wrong with any camera since the last time this was asked. */
  errors: (): string[] => errors.splice(0),
  states: (): Readonly<Record<string, string>> =>
    Object.fromEntries([...cameras].map(([channel, { state }]) => [channel, state])),

  /** The colour of the next frame of a camera, where nothing covers its background. */
  async colourOf(channel: string): Promise<[number, number, number]> {
    await nextFrame(cameraOf(channel));
    const video = videoOf(cameraOf(channel));
    const { videoWidth: width, videoHeight: height } = video;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('No canvas');
    context.drawImage(video, 0, 0);
    const [red = 0, green = 0, blue = 0] = context.getImageData(
      width * SAMPLE.x,
      height * SAMPLE.y,
      1,
      1,
    ).data;
    return [red, green, blue];
  },
};

export type Wall = typeof wall;

Object.assign(window, { wall });
