/**
 * A channel is followed that its other end closed before: the process has to end by itself all the same, but what a later
 * peer has to say is waited for.
 */
import { PeerConnection } from 'node-datachannel';
import { setTimeout as sleep } from 'node:timers/promises';
import { peerClosed, peerOpened, untilClosed } from '../../../../local/cameras/native.js';

/** Enough for the native sides, which need no JavaScript to hear of each other. */
const DEAF_MS = 500;

const [camera, viewer] = [peer('camera'), peer('viewer')];
for (const [one, other] of [
  [camera, viewer],
  [viewer, camera],
] as const) {
  one.onLocalDescription((sdp, type) => other.setRemoteDescription(sdp, type));
  one.onLocalCandidate((candidate, mid) => other.addRemoteCandidate(candidate, mid));
}
peerOpened();
const channel = camera.createDataChannel('kvsDataChannel');
await new Promise<void>((resolve) => channel.onOpen(resolve));
viewer.close();
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, DEAF_MS);
untilClosed(channel);
// Whatever was to be said of the channel was said by now.
await sleep(DEAF_MS);
channel.close();
camera.close();
// Of the process as the cameras, and ended with all that is left.
const witness = peer('witness');
peerClosed();
peerOpened();
await sleep(3 * DEAF_MS);
peerClosed();
const lastAt = performance.now();
while (witness.state() === 'new') await sleep(20);
const waitedMs = performance.now() - lastAt;
console.log(waitedMs > 3 * DEAF_MS ? 'closed' : `closed after ${waitedMs} ms`);

function peer(name: string): PeerConnection {
  const connection = new PeerConnection(name, { iceServers: [] });
  connection.onStateChange(() => undefined);
  connection.onDataChannel((channel) => channel.onClosed(() => undefined));
  return connection;
}
