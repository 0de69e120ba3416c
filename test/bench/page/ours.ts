import type { KvsCamera } from '../../../src/index.js';
import { firstFrame, type Road, type Wish } from './wish.js';

type Setting = (camera: KvsCamera, wish: Wish) => void;

let camera: KvsCamera | undefined;

/** A new element takes the place of the one before. */
function road(set: Setting): Road {
  return async (wish) => {
    camera?.remove();
    const startedAt = performance.now();
    camera = element(wish.channel, set, wish);
    document.body.append(camera);
    return (await painted(camera)) - startedAt;
  };
}

function element(channel: string, set: Setting, wish: Wish): KvsCamera {
  const made = document.createElement('kvs-camera');
  made.setAttribute('channel', channel);
  made.setAttribute('region', wish.region);
  made.toggleAttribute('muted', true);
  made.toggleAttribute('autoplay', true);
  set(made, wish);
  return made;
}

/** When the first frame is on the screen that is not of `before`. */
async function painted(shown: KvsCamera, before: MediaProvider | null = null): Promise<number> {
  await shown.updateComplete;
  const video = shown.shadowRoot?.querySelector('video');
  if (!video) throw new Error('The camera has no video');
  for (;;) {
    const at = await firstFrame(video);
    if (video.srcObject && video.srcObject !== before) return at;
  }
}

const byTokenUrl: Setting = (made) => made.setAttribute('token-url', '/token');

const byTicketInPage: Setting = (made, { ticket }) => {
  const script = document.createElement('script');
  Object.assign(script, { type: 'application/json', slot: 'ticket', textContent: JSON.stringify(ticket) });
  made.append(script);
};

const byCredentials: Setting = (made, { endpoint, channelArn, credentials }) => {
  made.setAttribute('endpoint', endpoint);
  made.setAttribute('channel', channelArn);
  made.getToken = () => Promise.resolve(credentials);
};

/** Beside the camera that is live. */
const second: Road = async (wish) => {
  const startedAt = performance.now();
  const another = element(wish.channel, byTokenUrl, wish);
  document.body.append(another);
  const tookMs = (await painted(another)) - startedAt;
  another.remove();
  return tookMs;
};

const reconnect: Road = async () => {
  if (!camera) throw new Error('There is no camera to reconnect');
  const before = camera.srcObject;
  const startedAt = performance.now();
  camera.reconnect();
  return (await painted(camera, before)) - startedAt;
};

/** By then the socket of a camera that is near is open, at every distance. */
const PREPARED_MS = 2_000;

const preloaded: Road = async (wish) => {
  camera?.remove();
  camera = element(wish.channel, byTokenUrl, wish);
  camera.removeAttribute('autoplay');
  camera.setAttribute('preload', 'signaling');
  document.body.append(camera);
  await new Promise((resolve) => setTimeout(resolve, PREPARED_MS));
  const startedAt = performance.now();
  void camera.play();
  return (await painted(camera)) - startedAt;
};

globalThis.bench = {
  'ticket from token-url': road(byTokenUrl),
  'second element on a live channel': second,
  'reconnect of a known camera': reconnect,
  'ticket in the page': road(byTicketInPage),
  'AWS credentials, ARN, cold': road(byCredentials),
  'AWS credentials, endpoint cached': road(byCredentials),
  'preload="signaling", then play()': preloaded,
  leave: () => {
    camera?.remove();
    return Promise.resolve(0);
  },
};
