import {
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import {
  GetIceServerConfigCommand,
  KinesisVideoSignalingClient,
} from '@aws-sdk/client-kinesis-video-signaling';
import { Role } from 'amazon-kinesis-video-streams-webrtc/lib/Role.js';
import { SigV4RequestSigner } from 'amazon-kinesis-video-streams-webrtc/lib/SigV4RequestSigner.js';
import { SignalingClient } from 'amazon-kinesis-video-streams-webrtc/lib/SignalingClient.js';
import { firstFrame, type Wish } from './wish.js';

/*
 * The steps of the sample viewer of AWS's JavaScript SDK for KVS WebRTC, one after the other as there: look the
 * channel up, ask for its endpoints, ask for ICE servers, open the socket, offer, trickle.
 */

async function viewer(wish: Wish): Promise<number> {
  const startedAt = performance.now();
  const { region, endpoint, credentials, clientId } = wish;
  const kinesisVideoClient = new KinesisVideoClient({ region, endpoint, credentials });
  const described = await kinesisVideoClient.send(
    new DescribeSignalingChannelCommand({ ChannelName: wish.channel }),
  );
  const channelARN = described.ChannelInfo?.ChannelARN ?? '';
  const located = await kinesisVideoClient.send(
    new GetSignalingChannelEndpointCommand({
      ChannelARN: channelARN,
      SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: Role.VIEWER },
    }),
  );
  const endpointOf = (protocol: string): string =>
    located.ResourceEndpointList?.find(({ Protocol }) => Protocol === protocol)?.ResourceEndpoint ?? '';
  const signalingClientOfIce = new KinesisVideoSignalingClient({
    region,
    credentials,
    endpoint: endpointOf('HTTPS'),
  });
  const ice = await signalingClientOfIce.send(new GetIceServerConfigCommand({ ChannelARN: channelARN }));
  const iceServers = (ice.IceServerList ?? []).map(({ Uris, Username, Password }) => ({
    urls: Uris ?? [],
    username: Username ?? '',
    credential: Password ?? '',
  }));
  const signalingClient = new SignalingClient({
    channelARN,
    channelEndpoint: endpointOf('WSS'),
    clientId,
    role: Role.VIEWER,
    region,
    requestSigner: signerOf(wish, endpointOf('WSS')),
    systemClockOffset: kinesisVideoClient.config.systemClockOffset,
  });
  const peerConnection = new RTCPeerConnection({ iceServers, iceTransportPolicy: 'all' });
  const video = document.createElement('video');
  Object.assign(video, { muted: true, autoplay: true });
  document.body.append(video);
  const shown = firstFrame(video);
  signalingClient.on('open', () => void offer(peerConnection, signalingClient));
  signalingClient.on('sdpAnswer', (answer: RTCSessionDescriptionInit) => {
    void peerConnection.setRemoteDescription(answer);
  });
  signalingClient.on('iceCandidate', (candidate: RTCIceCandidateInit) => {
    void peerConnection.addIceCandidate(candidate);
  });
  peerConnection.addEventListener('icecandidate', ({ candidate }) => {
    if (candidate) signalingClient.sendIceCandidate(candidate);
  });
  peerConnection.addEventListener('track', ({ streams }) => (video.srcObject = streams[0] ?? null));
  signalingClient.open();
  const tookMs = (await shown) - startedAt;
  peerConnection.close();
  signalingClient.close();
  return tookMs;
}

async function offer(peerConnection: RTCPeerConnection, signalingClient: SignalingClient): Promise<void> {
  peerConnection.addTransceiver('video', { direction: 'recvonly' });
  await peerConnection.setLocalDescription(
    await peerConnection.createOffer({ offerToReceiveAudio: true, offerToReceiveVideo: true }),
  );
  if (peerConnection.localDescription) signalingClient.sendSdpOffer(peerConnection.localDescription);
}

/** The library's own, which signs for wss:// only; a local service without TLS takes the same signature. */
function signerOf({ region, credentials }: Wish, endpoint: string): SigV4RequestSigner {
  const signer = new SigV4RequestSigner(region, credentials);
  const sign = signer.getSignedURL.bind(signer);
  const { protocol } = new URL(endpoint);
  signer.getSignedURL = async (_, query, date) => {
    const url = await sign(endpoint.replace(protocol, 'wss:'), query, date);
    return url.replace('wss:', protocol);
  };
  return signer;
}

globalThis.bench = { 'reference: the steps of AWS’s page': viewer };
