import { invalidArgument } from './errors.js';
import type { ServiceError } from './errors.js';
import type { Role } from './options.js';

/** What peers send each other (fact sheet section 4). */
export type PayloadType = 'SDP_OFFER' | 'SDP_ANSWER' | 'ICE_CANDIDATE';

/** One message on its way between peers. */
export interface Envelope {
  readonly from: Role;
  /** Absent from a master that gave no ClientId. */
  readonly senderClientId?: string;
  /** Absent when the recipient is the master. */
  readonly recipientClientId?: string;
  readonly type: PayloadType;
  readonly payload: string;
}

/** A frame as read, nothing but its shape checked. */
export interface Frame {
  readonly action: unknown;
  readonly payload: unknown;
  readonly recipientClientId: unknown;
  /** Where a failure is reported to; without a valid one failures are silent. */
  readonly correlationId?: string;
}

/** Client ids, channel names and correlation ids. */
export const NAME = /^[a-zA-Z0-9_.-]{1,256}$/;

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Reads a text frame in either key casing; what is no JSON object comes out empty. */
export function readFrame(text: string): Frame {
  const record = parseObject(text);
  const correlationId = record['correlationId'] ?? record['CorrelationId'];
  return {
    action: record['action'],
    payload: record['messagePayload'] ?? record['MessagePayload'],
    recipientClientId: record['recipientClientId'] ?? record['RecipientClientId'],
    ...(typeof correlationId === 'string' && NAME.test(correlationId) ? { correlationId } : {}),
  };
}

/** Narrows an `action` to the three a client may send; throws InvalidArgumentException. */
export function readAction(action: unknown): PayloadType {
  if (action === 'SDP_OFFER' || action === 'SDP_ANSWER' || action === 'ICE_CANDIDATE') return action;
  throw invalidArgument('Unknown action');
}

/** Checks a payload: base64, and not longer than allowed; throws InvalidArgumentException. */
export function readPayload(payload: unknown, maxLength: number): string {
  if (typeof payload !== 'string' || payload === '' || !BASE64.test(payload)) {
    throw invalidArgument('MessagePayload has to be base64 text');
  }
  if (payload.length > maxLength) {
    throw invalidArgument(`MessagePayload is longer than ${maxLength} characters`);
  }
  return payload;
}

/** Checks the recipient a master names; throws InvalidArgumentException. */
export function readRecipient(recipient: unknown): string {
  if (typeof recipient === 'string' && NAME.test(recipient)) return recipient;
  throw invalidArgument('RecipientClientId is required and must be a valid client id');
}

/** The frame a peer gets; only a master learns who sent it. */
export function deliveredText({ from, type, payload, senderClientId }: Envelope): string {
  const sender = from === 'VIEWER' ? senderClientId : undefined;
  return JSON.stringify({ messagePayload: payload, messageType: type, senderClientId: sender });
}

/** The frame that reports a failed send to its sender. */
export function statusText(error: ServiceError, correlationId: string): string {
  return JSON.stringify({
    messageType: 'STATUS_RESPONSE',
    messagePayload: '',
    statusResponse: {
      correlationId,
      success: false,
      errorType: error.type,
      statusCode: String(error.status),
      description: error.message,
    },
  });
}

/** A frame of the service's own: GO_AWAY or RECONNECT_ICE_SERVER. */
export function noticeText(messageType: string, messagePayload?: string): string {
  return JSON.stringify({ messageType, messagePayload });
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}
