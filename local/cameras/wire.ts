import type { IceCandidate } from './peer.js';

/** What a master does with a message it got from the service. */
export type ReceivedMessage =
  | { readonly type: 'offer'; readonly clientId: string; readonly sdp: string }
  | { readonly type: 'candidate'; readonly clientId: string; readonly candidate: IceCandidate }
  | { readonly type: 'refusal'; readonly text: string }
  | { readonly type: 'go-away' }
  | { readonly type: 'reconnect-ice-server' };

/** What a master sends to one viewer. */
export interface SentMessage {
  readonly action: 'SDP_ANSWER' | 'ICE_CANDIDATE';
  readonly clientId: string;
  readonly payload: object;
  readonly correlationId?: string;
}

/** Writes a message as the service takes it, with the keys of the JS SDK or of the C SDK. */
export function encodeMessage(message: SentMessage, casing: 'camel' | 'pascal'): string {
  const payload = Buffer.from(JSON.stringify(message.payload)).toString('base64');
  const { action, clientId, correlationId } = message;
  if (casing === 'camel')
    return JSON.stringify({ action, messagePayload: payload, recipientClientId: clientId, correlationId });
  return JSON.stringify({
    action,
    RecipientClientId: clientId,
    MessagePayload: payload,
    CorrelationId: correlationId,
  });
}

/** Reads a text frame; `undefined` for empty, malformed and unknown ones, which masters ignore. */
export function parseMessage(text: string): ReceivedMessage | undefined {
  const frame = parseObject(text);
  const clientId = typeof frame['senderClientId'] === 'string' ? frame['senderClientId'] : undefined;
  switch (frame['messageType']) {
    case 'SDP_OFFER': {
      const { sdp } = payloadOf(frame);
      return clientId && typeof sdp === 'string' ? { type: 'offer', clientId, sdp } : undefined;
    }
    case 'ICE_CANDIDATE': {
      const candidate = candidateOf(payloadOf(frame));
      return clientId && candidate ? { type: 'candidate', clientId, candidate } : undefined;
    }
    case 'STATUS_RESPONSE':
      return { type: 'refusal', text: JSON.stringify(frame['statusResponse']) };
    case 'GO_AWAY':
      return { type: 'go-away' };
    case 'RECONNECT_ICE_SERVER':
      return { type: 'reconnect-ice-server' };
    default:
      return undefined;
  }
}

function candidateOf(payload: Record<string, unknown>): IceCandidate | undefined {
  const { candidate, sdpMid, sdpMLineIndex } = payload;
  if (typeof candidate !== 'string') return undefined;
  return {
    candidate,
    sdpMid: typeof sdpMid === 'string' ? sdpMid : null,
    sdpMLineIndex: typeof sdpMLineIndex === 'number' ? sdpMLineIndex : null,
  };
}

function payloadOf(frame: Record<string, unknown>): Record<string, unknown> {
  const payload = frame['messagePayload'];
  return typeof payload === 'string' ? parseObject(Buffer.from(payload, 'base64').toString('utf8')) : {};
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
