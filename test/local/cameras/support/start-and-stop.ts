/** Starts both kinds, connects each to a viewer in Node, and stops: the process has to end by itself. */
import { createRequire } from 'node:module';
import { livePeers } from '../../../../local/cameras/live-peers.js';
import { loopPeers } from '../../../../local/cameras/loop-peer.js';
import { GOOD_BEHAVIOUR } from '../../../../local/cameras/behaviour.js';
import { Stage } from './stage.js';
import type * as Library from '@roamhq/wrtc';

const { RTCPeerConnection } = createRequire(import.meta.url)('@roamhq/wrtc') as typeof Library;
const stage = await Stage.open();
await stage.camera('loop', { kind: 'loop', picture: 'gate' });
await stage.camera('live', { kind: 'live', picture: 'gate' });
for (const factory of [loopPeers('gate'), livePeers('gate')]) {
  const life = new AbortController();
  const viewer = new RTCPeerConnection();
  const connected = new Promise<void>((resolve) =>
    viewer.addEventListener(
      'connectionstatechange',
      () => viewer.connectionState === 'connected' && resolve(),
    ),
  );
  viewer.createDataChannel('kvsDataChannel');
  viewer.addTransceiver('video', { direction: 'recvonly' });
  viewer.addTransceiver('audio', { direction: 'sendrecv' });
  const listener = { onCandidate: () => undefined, onState: () => undefined, onMessage: () => undefined };
  const peer = factory.open({ iceServers: [], listener, behaviour: () => GOOD_BEHAVIOUR }, life.signal);
  viewer.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate?.candidate)
      peer.addCandidate({
        candidate: candidate.candidate,
        sdpMid: candidate.sdpMid,
        sdpMLineIndex: candidate.sdpMLineIndex,
      });
  });
  const offer = await viewer.createOffer();
  await viewer.setLocalDescription(offer);
  await peer.answer(offer.sdp ?? '');
  await viewer.setRemoteDescription({ type: 'answer', sdp: await peer.gathered(20_000) });
  await connected;
  for (const { receiver } of viewer.getTransceivers()) receiver.track.stop();
  viewer.close();
  life.abort();
}
await stage.close();
console.log('stopped');
