// Runs in a process of its own: its parent has node trust the service's certificate. Both ends of a
// channel, each the unchanged SignalingClient of the KVS SDK with its own signer.
import { Role, SignalingClient } from './kvs-sdk.js';

const [channelARN = '', master = '', viewer = '', accessKeyId = '', secretAccessKey = '', sessionToken = ''] =
  process.argv.slice(2);
const shared = {
  channelARN,
  region: 'us-west-2',
  credentials: { accessKeyId, secretAccessKey, sessionToken },
};
const camera = new SignalingClient({ ...shared, role: Role.MASTER, channelEndpoint: master });
const page = new SignalingClient({
  ...shared,
  role: Role.VIEWER,
  channelEndpoint: viewer,
  clientId: 'sdk-viewer',
});
const log: unknown[] = [];

function candidateOf(text: string): RTCIceCandidate {
  return {
    toJSON: () => ({ candidate: text, sdpMid: '0', sdpMLineIndex: 0 }),
    candidate: text,
    sdpMid: '0',
    sdpMLineIndex: 0,
  } as RTCIceCandidate;
}

function opened(client: InstanceType<typeof SignalingClient>): Promise<void> {
  return new Promise((resolve, reject) => {
    client.on('open', () => resolve());
    client.on('error', reject);
    client.open();
  });
}

camera.on('sdpOffer', (offer: RTCSessionDescriptionInit, clientId: string) => {
  log.push(['sdpOffer', offer.sdp, clientId]);
  camera.sendSdpAnswer({ type: 'answer', sdp: 'answer-sdp' } as RTCSessionDescription, clientId);
  camera.sendIceCandidate(candidateOf('of the camera'), clientId);
});
camera.on('iceCandidate', (candidate: RTCIceCandidateInit, clientId: string) => {
  log.push(['iceCandidate', candidate.candidate, clientId]);
});
page.on('sdpAnswer', (answer: RTCSessionDescriptionInit) => log.push(['sdpAnswer', answer.sdp]));

await opened(camera);
await opened(page);
const done = new Promise<void>((resolve) => {
  page.on('iceCandidate', (candidate: RTCIceCandidateInit) => {
    log.push(['iceCandidate', candidate.candidate]);
    resolve();
  });
});
const refused = new Promise<void>((resolve) => {
  camera.on('statusResponse', (status: { errorType: string; correlationId: string }) => {
    log.push(['statusResponse', status.errorType, status.correlationId]);
    resolve();
  });
});
page.sendSdpOffer({ type: 'offer', sdp: 'offer-sdp' } as RTCSessionDescription);
page.sendIceCandidate(candidateOf('of the page'));
await done;
camera.sendSdpAnswer(
  { type: 'answer', sdp: 'x'.repeat(10_000) } as RTCSessionDescription,
  'sdk-viewer',
  'too-long',
);
await refused;
page.close();
camera.close();
process.stdout.write(JSON.stringify(log));
