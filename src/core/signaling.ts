import { Role } from 'amazon-kinesis-video-streams-webrtc/lib/Role.js';
import { SignalingClient } from 'amazon-kinesis-video-streams-webrtc/lib/SignalingClient.js';
import { KvsError, toKvsError } from './errors.js';
import { onAbort, reasonOf } from './lifetime.js';
import { Pace } from './pace.js';
import type { ViewerTicket } from './ticket.js';

/** What the service or the camera says to a viewer. */
export type SignalingEvent =
  | { readonly type: 'answer'; readonly answer: RTCSessionDescriptionInit }
  | { readonly type: 'candidate'; readonly candidate: RTCIceCandidateInit }
  /** Something we sent was not taken (STATUS_RESPONSE). */
  | { readonly type: 'refused'; readonly what: string; readonly status: string; readonly errorType: string }
  /** The service will close this socket within a minute (GO_AWAY). */
  | { readonly type: 'go-away' }
  /** A relay is going down: its ICE servers are not to be used again (RECONNECT_ICE_SERVER). */
  | { readonly type: 'reconnect-ice-server' };

/** An open socket to the channel. Closes itself when its signal aborts. */
export interface Signaling {
  sendOffer(offer: RTCSessionDescriptionInit): void;
  sendCandidate(candidate: RTCIceCandidate): void;
  /** Resolves when the socket is gone without our doing. */
  readonly lost: Promise<KvsError>;
}

const PROBE_TIMEOUT_MS = 5_000;
/** The service takes 20 a second on a connection (quota page). */
const CANDIDATES_PER_SECOND = 18;
/** Characters of base64 that the service takes in one message. */
const PAYLOAD_LIMIT = 10_000;

/**
 * Connects as viewer with a ticket. `listener` hears nothing any more once `signal` has aborted.
 *
 * @throws {KvsError} `access-denied` when the service refused the handshake, `signaling-lost` when it
 * could not be reached
 */
export async function openSignaling(
  ticket: Pick<ViewerTicket, 'signalingUrl'> & { readonly clientId: string },
  listener: (event: SignalingEvent) => void,
  signal: AbortSignal,
): Promise<Signaling> {
  signal.throwIfAborted();
  const client = new SignalingClient({
    role: Role.VIEWER,
    clientId: ticket.clientId,
    // The ticket's URL is signed already; the client only insists on having these.
    channelARN: 'in-the-ticket',
    region: 'in-the-ticket',
    channelEndpoint: ticket.signalingUrl,
    requestSigner: { getSignedURL: () => Promise.resolve(ticket.signalingUrl) },
  });
  onAbort(signal, () => client.close());
  const hear = (event: SignalingEvent | null): void => {
    if (event && !signal.aborted) listener(event);
  };
  hearFrames(client, hear);
  client.on('sdpAnswer', (answer: unknown) => hear(readAnswer(answer)));
  client.on('iceCandidate', (candidate: unknown) => hear(readCandidate(candidate)));
  client.on('statusResponse', (status: unknown) => hear(readStatus(status)));
  await opened(client, ticket.signalingUrl, signal);
  const lost = closeOf(client, signal);
  const pace = new Pace(CANDIDATES_PER_SECOND);
  onAbort(signal, () => pace.stop());
  void lost.then(() => pace.stop());
  return {
    sendOffer: (offer) => {
      requireRoom(offer);
      client.sendSdpOffer(offer as RTCSessionDescription, undefined, 'offer');
    },
    sendCandidate: (candidate) => pace.run(() => client.sendIceCandidate(candidate, undefined, 'candidate')),
    lost,
  };
}

/**
 * Hears what the KVS client drops, notices without a payload, and keeps from it what it throws on: JSON that
 * is no object.
 */
function hearFrames(client: SignalingClient, hear: (event: SignalingEvent | null) => void): void {
  const take = client['onMessage'];
  client['onMessage'] = (event: MessageEvent<unknown>) => {
    if (!isObject(event.data)) return;
    hear(readNotice(event.data));
    take(event);
  };
}

/** Resolves when the socket is closed by the other side. */
function closeOf(client: SignalingClient, signal: AbortSignal): Promise<KvsError> {
  const socket = client['websocket'];
  return new Promise((resolve) => {
    const onClose = ({ code }: CloseEvent): void =>
      resolve(new KvsError('signaling-lost', `The signaling connection was closed (${code})`));
    socket?.addEventListener('close', onClose, { signal });
  });
}

function opened(client: SignalingClient, url: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(reasonOf(signal)));
    let isOver = false;
    // Chromium tells of what the page's policy forbids by 'error', and by no 'close' after it.
    const onEnd = (): void => {
      if (!isOver) void whyClosed(url, signal).then(reject, reject);
      isOver = true;
    };
    client.once('close', onEnd);
    client.once('open', () => {
      isOver = true;
      forget();
      resolve();
    });
    client.on('error', (thrown: unknown) => {
      // An event is the socket's; an error means that none was made.
      if (thrown instanceof Error) reject(toKvsError(thrown, 'signaling-lost', 'The page may not connect'));
      else onEnd();
    });
    client.open();
  });
}

function requireRoom(offer: RTCSessionDescriptionInit): void {
  const length = Math.ceil(JSON.stringify(offer).length / 3) * 4;
  if (length <= PAYLOAD_LIMIT) return;
  throw new KvsError('bad-configuration', `The offer has ${length} characters; KVS takes ${PAYLOAD_LIMIT}`, {
    hint: 'Name fewer codecs in the codecs attribute.',
  });
}

/** A host that answers HTTP has refused us; one that does not is out of reach. */
async function whyClosed(url: string, signal: AbortSignal): Promise<KvsError> {
  // Of what is signed nothing goes along.
  const origin = new URL('/', url).href.replace(/^ws/, 'http');
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]);
    await fetch(origin, { mode: 'no-cors', cache: 'no-store', credentials: 'omit', signal: within });
  } catch (cause) {
    return new KvsError('signaling-lost', 'The signaling service could not be reached', { cause });
  }
  return new KvsError('access-denied', 'The signaling service refused the connection');
}

function readAnswer(value: unknown): SignalingEvent | null {
  const { type, sdp } = fieldsOf(value);
  return type === 'answer' && typeof sdp === 'string' ? { type: 'answer', answer: { type, sdp } } : null;
}

function readCandidate(value: unknown): SignalingEvent | null {
  const { candidate, sdpMid, sdpMLineIndex } = fieldsOf(value);
  // An empty one only says that there are no more.
  if (typeof candidate !== 'string' || candidate === '') return null;
  const mid = typeof sdpMid === 'string' ? sdpMid : null;
  const index = typeof sdpMLineIndex === 'number' ? sdpMLineIndex : mid === null ? 0 : null;
  return { type: 'candidate', candidate: { candidate, sdpMid: mid, sdpMLineIndex: index } };
}

function readStatus(value: unknown): SignalingEvent | null {
  const { correlationId, statusCode, errorType } = fieldsOf(value);
  return {
    type: 'refused',
    what: textOf(correlationId),
    status: textOf(statusCode),
    errorType: textOf(errorType),
  };
}

function isObject(data: unknown): data is string {
  return typeof data === 'string' && data.trimStart().startsWith('{');
}

/** What the KVS client drops: messages without a payload. */
function readNotice(data: string): SignalingEvent | null {
  if (data.includes('"GO_AWAY"')) return { type: 'go-away' };
  if (data.includes('"RECONNECT_ICE_SERVER"')) return { type: 'reconnect-ice-server' };
  return null;
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
