import { firstFrame, type Road, type Wish } from './wish.js';

/*
 * The least that shows a camera from a ticket: no library, no recovery, no errors, and every step as early as
 * it may be. Nothing that has to show a camera every day could leave out so much.
 */

interface Ticket {
  readonly signalingUrl: string;
  readonly iceServers: RTCIceServer[];
}

function road(getTicket: (wish: Wish) => Promise<Ticket>): Road {
  return async (wish) => {
    const startedAt = performance.now();
    const ticket = getTicket(wish);
    const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
    const { receiver } = pc.addTransceiver('video', { direction: 'recvonly' });
    pc.addTransceiver('audio', { direction: 'recvonly' });
    const offer = pc.createOffer();
    const video = document.createElement('video');
    Object.assign(video, { muted: true, autoplay: true, srcObject: new MediaStream([receiver.track]) });
    document.body.append(video);
    const shown = firstFrame(video);
    const { signalingUrl, iceServers } = await ticket;
    const socket = new WebSocket(signalingUrl);
    pc.setConfiguration({ ...pc.getConfiguration(), iceServers });
    const opened = new Promise((resolve) => socket.addEventListener('open', resolve));
    const send = (action: string, payload: unknown): void =>
      socket.send(JSON.stringify({ action, messagePayload: btoa(JSON.stringify(payload)) }));
    pc.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate) void opened.then(() => send('ICE_CANDIDATE', candidate));
    });
    const early: RTCIceCandidateInit[] = [];
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const { messageType, messagePayload } = JSON.parse(data) as Record<string, string>;
      const payload = JSON.parse(atob(messagePayload ?? '')) as RTCSessionDescriptionInit &
        RTCIceCandidateInit;
      if (messageType === 'SDP_ANSWER') {
        void pc.setRemoteDescription(payload);
        for (const candidate of early) void pc.addIceCandidate(candidate);
      } else if (pc.signalingState === 'stable') void pc.addIceCandidate(payload);
      else early.push(payload);
    });
    void opened.then(async () => send('SDP_OFFER', await offer));
    await pc.setLocalDescription(await offer);
    const tookMs = (await shown) - startedAt;
    pc.close();
    socket.close();
    return tookMs;
  };
}

globalThis.bench = {
  'floor: ticket from token-url': road(async ({ channel, clientId }) => {
    const body = JSON.stringify({ channel, clientId });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('/token', { method: 'POST', headers, body });
    return response.json() as Promise<Ticket>;
  }),
  'floor: ticket in the page': road(({ ticket }) => Promise.resolve(ticket)),
};
