import type { KvsCamera } from '../../../src/index.js';
import type { KvsErrorEvent } from '../../../src/components/events.js';
import { COLOURS } from './desk.js';

/** Where a picture's background is never covered. */
const SAMPLE = { x: 0.08, y: 0.5 };
/** Where a camera that hears somebody shows it, and in which colour. */
const HEARING = { point: { x: 44 / 640, y: 71 / 360 }, colour: [255, 214, 102] } as const;
const TOLERANCE = 28;
/** A page that waits longer for its next frame stands still. */
const STALL_MS = 250;

/** Puts a camera into the page; `attributes` are HTML attributes, `true` for one without a value. */
export function addCamera(
  attributes: Readonly<Record<string, string | true>>,
  properties: Partial<KvsCamera> = {},
  parent: Element = document.body,
): KvsCamera {
  const camera = document.createElement('kvs-camera');
  const all = { autoplay: true as const, muted: true as const, style: 'width: 320px', ...attributes };
  for (const [name, value] of Object.entries(all)) camera.setAttribute(name, value === true ? '' : value);
  Object.assign(camera, properties);
  parent.append(camera);
  return camera;
}

/** Waits for an event that fits, and says what it waited for when it does not come. */
export function heard<K extends keyof HTMLElementEventMap>(
  target: HTMLElement,
  type: K,
  fits: (event: HTMLElementEventMap[K]) => boolean = () => true,
  timeoutMs = 15_000,
): Promise<HTMLElementEventMap[K]> {
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const timer = setTimeout(() => {
      over.abort();
      const said = JSON.stringify({ state: target.getAttribute('state'), log: lastWords(target) });
      reject(new Error(`${type} that fits did not come within ${timeoutMs} ms: ${said}`));
    }, timeoutMs);
    const listener = (event: HTMLElementEventMap[K]): void => {
      if (!fits(event)) return;
      clearTimeout(timer);
      over.abort();
      resolve(event);
    };
    target.addEventListener(type, listener, { signal: over.signal });
  });
}

/** Waits until a camera is in a state. */
export async function reaches(camera: KvsCamera, state: string, timeoutMs = 15_000): Promise<void> {
  if (camera.state === state) return;
  await heard(camera, 'kvs-statechange', (event) => event.state === state, timeoutMs);
}

/** The camera's next error. */
export function nextError(camera: KvsCamera, timeoutMs?: number): Promise<KvsErrorEvent> {
  return heard(camera, 'kvs-error', () => true, timeoutMs);
}

/** The picture inside a camera. */
export function videoOf(camera: KvsCamera): HTMLVideoElement {
  const video = camera.shadowRoot?.querySelector('video');
  if (!video) throw new Error('The camera has no video');
  return video;
}

/** Stands in for what cannot be caused here: a browser that plays only after a tap, or only without sound. */
export function refusePlay(camera: KvsCamera, isRefused: (video: HTMLVideoElement) => boolean): void {
  const video = videoOf(camera);
  const play = video.play.bind(video);
  video.play = () =>
    isRefused(video) ? Promise.reject(new DOMException('A tap is needed', 'NotAllowedError')) : play();
}

/** The track that a camera's `<video>` plays. */
export function playedTrack(camera: KvsCamera): MediaStreamTrack {
  const { srcObject } = videoOf(camera);
  const [track] = srcObject && 'getVideoTracks' in srcObject ? srcObject.getVideoTracks() : [];
  if (!track) throw new Error('Nothing is played');
  return track;
}

/** Whether each picture is handed over as it is decoded, and not kept by the browser until it looks best. */
export function isHandedOver(camera: KvsCamera): boolean {
  return Object.prototype.toString.call(playedTrack(camera)) === '[object MediaStreamTrackGenerator]';
}

/** What a camera has logged last; a button or a grid has no log. */
function lastWords(element: HTMLElement): readonly string[] {
  const log = 'getLog' in element ? (element as KvsCamera).getLog() : [];
  return log.slice(-24).map(({ time, event }) => `${event} ${Date.now() - time} ms ago`);
}

/** Waits for the next frame that is really painted. */
export function nextFrame(camera: KvsCamera, timeoutMs = 5_000): Promise<VideoFrameCallbackMetadata> {
  const video = videoOf(camera);
  const framesBefore = video.getVideoPlaybackQuality().totalVideoFrames;
  const why = (): Error => {
    const { paused, readyState } = video;
    const frames = video.getVideoPlaybackQuality().totalVideoFrames - framesBefore;
    const said = JSON.stringify({ state: camera.state, paused, readyState, frames, log: lastWords(camera) });
    return new Error(`No frame within ${timeoutMs} ms: ${said}`);
  };
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(why()), timeoutMs);
    const onFrame: VideoFrameRequestCallback = (_, metadata) => {
      // A canvas does not get it yet.
      if (video.readyState < 2) return void video.requestVideoFrameCallback(onFrame);
      clearTimeout(timer);
      resolve(metadata);
    };
    video.requestVideoFrameCallback(onFrame);
  });
}

/** Which simulated camera the picture on the screen is of, by its painted colour. */
export async function paintedIdentity(camera: KvsCamera): Promise<string> {
  await nextFrame(camera);
  return identityOf(videoOf(camera));
}

/** Which simulated camera a picture is of. */
export function identityOf(picture: HTMLVideoElement | HTMLCanvasElement): string {
  const [r, g, b] = colourOf(picture, SAMPLE);
  const found = Object.entries(COLOURS).find(([, colour]) =>
    [r, g, b].every((part, index) => Math.abs((part ?? 0) - (colour[index] ?? 0)) <= TOLERANCE),
  );
  return found?.[0] ?? `an unknown colour: ${r}, ${g}, ${b}`;
}

/** Whether the picture of a simulated camera shows that it hears somebody. */
export function showsHearing(picture: HTMLVideoElement): boolean {
  const colour = colourOf(picture, HEARING.point);
  return colour.every((part, index) => Math.abs(part - (HEARING.colour[index] ?? 0)) <= 2 * TOLERANCE);
}

function colourOf(
  picture: HTMLVideoElement | HTMLCanvasElement,
  { x, y }: typeof SAMPLE,
): [number, number, number] {
  const canvas = document.createElement('canvas');
  const isVideo = 'videoWidth' in picture;
  canvas.width = isVideo ? picture.videoWidth : picture.width;
  canvas.height = isVideo ? picture.videoHeight : picture.height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('No canvas');
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(Math.floor(canvas.width * x), Math.floor(canvas.height * y), 1, 1);
  return [data[0] ?? 0, data[1] ?? 0, data[2] ?? 0];
}

/** Waits until something is so, checking with each frame. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 5_000,
): Promise<void> {
  let end = performance.now() + timeoutMs;
  while (!(await isSo())) {
    const askedAt = performance.now();
    if (askedAt > end) throw new Error(`Not so within ${timeoutMs} ms: ${what}`);
    await new Promise(requestAnimationFrame);
    const waitedMs = performance.now() - askedAt;
    // Nothing gets on meanwhile that the page itself has to do.
    if (waitedMs > STALL_MS) end += waitedMs;
  }
}

/** Empties the page. */
export function clear(): void {
  document.body.replaceChildren();
}
