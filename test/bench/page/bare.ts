import { firstFrame } from './wish.js';

/** What a server lets a viewer in with. */
export interface Ticket {
  readonly signalingUrl: string;
  readonly iceServers: RTCIceServer[];
}

/** A `<video>` in the page that shows a camera, and nothing besides. */
export interface BareViewer {
  readonly video: HTMLVideoElement;
  readonly pc: RTCPeerConnection;
  /** Resolves with the time at which the first frame is on the screen. */
  readonly shown: Promise<number>;
  close(): void;
}

/**
 * The least that shows a camera from a ticket: no library, no recovery, no errors, and every step as early as
 * it may be. Nothing that has to show a camera every day could leave out so much.
 */
export function openBare(
  ticket: Promise<Ticket>,
  iceTransportPolicy: RTCIceTransportPolicy = 'all',
): BareViewer {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', iceTransportPolicy });
  // Picture and sound together, as a person wants them: the browser keeps them in step.
  const tracks = ['video', 'audio'].map(
    (kind) => pc.addTransceiver(kind, { direction: 'recvonly' }).receiver.track,
  );
  const offer = pc.createOffer();
  const video = document.createElement('video');
  Object.assign(video, { muted: true, autoplay: true, srcObject: new MediaStream(tracks) });
  document.body.append(video);
  const shown = firstFrame(video);
  const socket = connect(pc, offer, ticket);
  const close = (): void => {
    pc.close();
    video.remove();
    void socket.then((opened) => opened.close());
  };
  return { video, pc, shown, close };
}

async function connect(
  pc: RTCPeerConnection,
  offer: Promise<RTCSessionDescriptionInit>,
  ticket: Promise<Ticket>,
): Promise<WebSocket> {
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
    const payload = JSON.parse(atob(messagePayload ?? '')) as RTCSessionDescriptionInit & RTCIceCandidateInit;
    if (messageType === 'SDP_ANSWER') {
      void pc.setRemoteDescription(payload);
      for (const candidate of early) void pc.addIceCandidate(candidate);
    } else if (pc.signalingState === 'stable') void pc.addIceCandidate(payload);
    else early.push(payload);
  });
  void opened.then(async () => send('SDP_OFFER', await offer));
  await pc.setLocalDescription(await offer);
  return socket;
}

/** A ticket from the site's token server. */
export async function fetchTicket(channel: string, clientId: string): Promise<Ticket> {
  const body = JSON.stringify({ channel, clientId });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('/token', { method: 'POST', headers, body });
  return response.json() as Promise<Ticket>;
}
