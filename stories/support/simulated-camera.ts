import type { CameraState, KvsCamera, KvsErrorCode } from '../../src/index.js';
import '../../src/kvs-camera.js';
import { CONNECTING, sessionState, type Scenery } from './camera-states.js';
import { paintedStream, type Weather } from './painted-stream.js';
import { simulate, type SimulatedSession } from './simulated-session.js';
import { untilSo } from './until.js';

interface SceneOptions {
  readonly state: CameraState;
  /** Whether there was a picture before a state that has none of its own. */
  readonly hasLast?: boolean;
  /** Whether the browser plays only without sound. */
  readonly isSilenced?: boolean;
}

/** What a simulated camera is to show. */
export interface Simulation extends SceneOptions {
  /** Ends the picture and the simulation. */
  readonly signal: AbortSignal;
  /** Attributes of the element; true: without a value. */
  readonly attributes?: Readonly<Record<string, string | true>>;
  readonly weather?: Weather;
  /** Whether the picture moves. By default it is the same in every frame. */
  readonly isMoving?: boolean;
  readonly code?: KvsErrorCode;
}

/** A `<kvs-camera>` without a network, and the session that it will show once it is in the page. */
export interface SimulatedCamera {
  readonly camera: KvsCamera;
  readonly session: SimulatedSession;
  /** Resolves when the camera, in the page by now, is in its state and its picture is painted. */
  settle(): Promise<void>;
}

let count = 0;

/** Makes a camera that shows one of the ten states. The caller puts it into the page, then waits for `settle`. */
export function simulatedCamera(simulation: Simulation): SimulatedCamera {
  const {
    state,
    signal,
    attributes,
    weather,
    isMoving,
    hasLast = false,
    isSilenced = false,
    code,
  } = simulation;
  const stream = paintedStream(signal, weather, isMoving);
  const channel = `simulated-${(count += 1)}`;
  const camera = document.createElement('kvs-camera');
  const all = { channel, loading: 'eager', unload: '', muted: true as const, ...attributes };
  for (const [name, value] of Object.entries(all)) camera.setAttribute(name, value === true ? '' : value);
  camera.autoplay = state !== 'idle' || hasLast;
  const session = simulate(channel, CONNECTING, signal);
  const scene = { state, hasLast, isSilenced, stream, ...(code && { code }) };
  return { camera, session, settle: () => bring(camera, session, scene) };
}

/** Brings a camera of the page into a state. Resolves when it is in it and its picture is painted. */
export async function bring(
  camera: KvsCamera,
  session: SimulatedSession,
  { state, hasLast, isSilenced, ...scenery }: Scenery & SceneOptions,
): Promise<void> {
  const become = (next: CameraState): void => {
    const wanted = sessionState(next, scenery);
    if (wanted) session.become(wanted);
    else camera.pause();
  };
  await camera.updateComplete;
  if (state === 'blocked') refuseToPlay(camera, () => true);
  if (isSilenced) refuseToPlay(camera, (video) => !video.muted);
  if (hasLast) {
    become('live');
    await showsPicture(camera);
  }
  if (camera.autoplay) become(state);
  await untilSo(() => camera.state === state, `the camera to be ${state}`);
  if (state === 'live' || state === 'frozen') await showsPicture(camera);
  await camera.updateComplete;
}

/** As a browser does before somebody has touched the page. */
function refuseToPlay(camera: KvsCamera, isRefused: (video: HTMLVideoElement) => boolean): void {
  const video = pictureOf(camera);
  const play = video.play.bind(video);
  video.play = () =>
    isRefused(video) ? Promise.reject(new DOMException('Not allowed', 'NotAllowedError')) : play();
}

async function showsPicture(camera: KvsCamera): Promise<void> {
  let isPainted = false;
  pictureOf(camera).requestVideoFrameCallback(() => (isPainted = true));
  await untilSo(() => isPainted, 'a picture');
}

function pictureOf(camera: KvsCamera): HTMLVideoElement {
  const video = camera.shadowRoot?.querySelector('video');
  if (!video) throw new Error('The camera is not in the page yet');
  return video;
}
