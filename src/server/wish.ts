import type { TokenReason } from '../core/ticket.js';
import { isClientId } from '../core/ticket.js';
import { isChannel, isRegion } from './ticket.js';

/** What a viewer asks for. Nothing in it is to be trusted. */
export interface Wish {
  /** Channel name or ARN, as the viewer has it. */
  readonly channel: string;
  /** Only for `authorize` to look at: the server, an ARN or a grant says where to sign. */
  readonly region?: string;
  readonly clientId: string;
  readonly reason: TokenReason;
}

/** Why a request is not listened to: an HTTP status, and words for whoever made it. */
export class Unreadable {
  readonly status: number;
  readonly message: string;

  constructor(status: number, message: string) {
    this.status = status;
    this.message = message;
  }
}

const LONGEST_BODY_BYTES = 4_096;
const REASONS: readonly TokenReason[] = ['connect', 'reconnect', 'ice-refresh'];

/** Reads what a viewer asks for, no further than a wish can be long. */
export async function readWish(request: Request): Promise<Wish | Unreadable> {
  // A browser sends this type across origins only after it has asked whether it may.
  const [type = ''] = (request.headers.get('content-type') ?? '').split(';');
  if (type.trim().toLowerCase() !== 'application/json') return new Unreadable(415, 'Send application/json');
  const text = await readText(request);
  if (text === null) return new Unreadable(413, 'The request is too long');
  const { channel, region, clientId, reason } = parse(text);
  if (!isChannel(channel)) return new Unreadable(400, 'channel is no channel name or ARN');
  if (!isClientId(clientId)) return new Unreadable(400, 'clientId is no client id');
  if (region !== undefined && !isRegion(region)) return new Unreadable(400, 'region is no AWS region');
  return {
    channel,
    clientId,
    reason: REASONS.find((known) => known === reason) ?? 'connect',
    ...(region !== undefined && { region }),
  };
}

/** The body; null when it is longer than any wish. What is beyond that is not waited for. */
async function readText({ body }: Request): Promise<string | null> {
  const decoder = new TextDecoder();
  let length = 0;
  let text = '';
  // Left early, the loop cancels the stream.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > LONGEST_BODY_BYTES) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    // What is no JSON has none of the fields.
    return {};
  }
}
