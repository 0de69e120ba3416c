import type { KvsCamera, TokenRequest } from '../../../src/index.js';
import { newCamera, seen, viewers } from './desk.js';
import type { Fault } from './faults.js';
import type { Hiccups } from './hiccups.js';
import { addCamera, heard, nextFrame, paintedIdentity, reaches } from './page.js';

/** How a camera has come out of a fault. */
export interface Outcome {
  /** The states that it was in on the way. */
  readonly shown: readonly string[];
  /** Milliseconds from the end of the fault to a live camera with a new picture, without `hiccupMs`. */
  readonly tookMs: number;
  /** Milliseconds of that time for which its neighbour got no frame either. */
  readonly hiccupMs: number;
  /** What its log says of that time, each with milliseconds from the end of the fault. */
  readonly steps: readonly string[];
  /** Whose picture it shows then. */
  readonly identity: string;
  /** Viewers that the service has of the channel then. */
  readonly viewers: number;
}

/** What a fault does to a camera that is live may show some time after it. */
const AFTERMATH_MS = 2_000;

const isHarmless = ({ shows, before }: Fault): boolean => !shows && !before;

/** Sees each picture for so long. */
async function watch(camera: KvsCamera, forMs: number): Promise<void> {
  const end = performance.now() + forMs;
  while (performance.now() < end) await nextFrame(camera);
}

/** Causes a fault on a camera of its own and sees how the camera comes out of it. */
export async function suffer(fault: Fault, hiccups?: Hiccups): Promise<Outcome> {
  const channel = await newCamera(fault.identity ?? 'barn', fault.behaviour);
  await fault.before?.(channel);
  const { getToken } = fault;
  let calls = 0;
  const properties = getToken ? { getToken: (request: TokenRequest) => getToken(request, (calls += 1)) } : {};
  const source = getToken ? {} : { 'token-url': '/api/token' };
  const style = 'width: 160px; display: inline-block';
  const camera = addCamera({ channel, style, ...source, ...fault.attributes }, properties);
  const shown: string[] = [];
  camera.addEventListener('kvs-statechange', ({ state }) => shown.push(state));
  if (!fault.before) {
    await reaches(camera, 'live');
    await nextFrame(camera);
    shown.length = 0;
  }
  await fault.during?.({ channel, camera });
  // A fault that ends by itself has ended once it has shown.
  const { shows } = fault;
  if (shows && !shows.some((state) => shown.includes(state)))
    await heard(camera, 'kvs-statechange', ({ state }) => shows.includes(state), 25_000);
  const [endedAt, endedTime] = [performance.now(), Date.now()];
  await reaches(camera, 'live', fault.withinMs + 10_000);
  await nextFrame(camera);
  const hiccupMs = hiccups?.since(endedAt) ?? 0;
  const tookMs = performance.now() - endedAt - hiccupMs;
  if (isHarmless(fault)) await watch(camera, AFTERMATH_MS);
  const identity = await paintedIdentity(camera);
  const states = [...shown];
  const steps = camera.getLog().map(({ time, event }) => `${event} ${time - endedTime}`);
  const watching = (await seen(channel)).viewers.length;
  camera.remove();
  await viewers(channel, 0);
  return { shown: states, tookMs, hiccupMs, steps, identity, viewers: watching };
}
