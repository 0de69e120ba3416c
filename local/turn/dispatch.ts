import {
  ATTRIBUTE,
  errorCode,
  find,
  readXorAddress,
  text,
  unknownRequired,
  type Attribute,
} from './attributes.js';
import { authenticate, type Authority, type Identity } from './authentication.js';
import { decodeChannelData, frameKind } from './framing.js';
import type { Client, Reception } from './listeners.js';
import { decodeMessage, encodeMessage, METHOD, type MessageKind, type StunMessage } from './message.js';
import type { DropReason, Observation } from './observation.js';
import { Refusal } from './refusal.js';
import { answerBinding, handleRequest, isTurnRequest, type Outcome, type TurnState } from './requests.js';

/** What a dispatcher works with. */
export interface DispatchOptions extends TurnState {
  readonly authority: Authority;
  readonly observation: Observation;
}

/** Reads every packet of every client and does what it asks; never throws, whatever arrives. */
export class Dispatcher implements Reception {
  readonly #options: DispatchOptions;

  constructor(options: DispatchOptions) {
    this.#options = options;
  }

  received(client: Client, packet: Buffer): void {
    const kind = frameKind(packet);
    if (kind === 'stun') this.#stun(client, packet);
    else if (kind === 'channel') this.#channelData(client, packet);
    else this.dropped('malformed');
  }

  gone(client: Client): void {
    this.#options.table.end(client);
  }

  dropped(why: DropReason): void {
    this.#options.observation.dropped(why);
  }

  #stun(client: Client, packet: Buffer): void {
    const message = decodeMessage(packet);
    if (message === null) this.dropped('malformed');
    else if (message.kind === 'indication') this.#indication(client, message);
    else if (message.kind === 'request' && isKnown(message.method))
      void this.#request(client, packet, message);
    else this.dropped('malformed');
  }

  #channelData(client: Client, packet: Buffer): void {
    const frame = decodeChannelData(packet);
    const allocation = this.#options.table.find(client);
    if (frame === null) this.dropped('malformed');
    else if (allocation === undefined) this.dropped('permission');
    else allocation.sendOnChannel(frame.channel, frame.payload);
  }

  #indication(client: Client, { method, attributes, transactionId }: StunMessage): void {
    // A binding indication is a keep-alive (RFC 8489 section 3) and needs nothing.
    if (method === METHOD.binding) return;
    const address = find(attributes, ATTRIBUTE.xorPeerAddress);
    const payload = find(attributes, ATTRIBUTE.data);
    const peer = address === undefined ? null : readXorAddress(address, transactionId);
    if (method !== METHOD.send || peer === null || payload === undefined) return this.dropped('malformed');
    const allocation = this.#options.table.find(client);
    if (allocation === undefined) this.dropped('permission');
    else allocation.sendTo(peer, payload);
  }

  async #request(client: Client, packet: Buffer, message: StunMessage): Promise<void> {
    const { observation } = this.#options;
    let identity: Identity | undefined;
    try {
      if (message.method !== METHOD.binding) identity = this.#authenticate(client, packet, message);
      const outcome = await this.#outcome(client, message, identity);
      if (outcome === null) return;
      answer(client, message, 'success', outcome, identity);
      observation.succeeded();
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500);
      const attributes = [errorCode(refusal.code, refusal.message), ...refusal.attributes];
      answer(client, message, 'error', attributes, identity);
      observation.refused(refusal.code);
    }
  }

  #authenticate(client: Client, packet: Buffer, message: StunMessage): Identity {
    const owner = this.#options.table.find(client)?.ownership.username;
    return authenticate(this.#options.authority, packet, message, owner);
  }

  async #outcome(client: Client, message: StunMessage, identity: Identity | undefined): Promise<Outcome> {
    const unknown = unknownRequired(message.attributes);
    if (unknown.length > 0) throw new Refusal(420, [unknownAttributes(unknown)]);
    if (identity === undefined) return answerBinding(client, message);
    return handleRequest(this.#options, { client, message, identity });
  }
}

function isKnown(method: number): boolean {
  return method === METHOD.binding || isTurnRequest(method);
}

function answer(
  client: Client,
  { method, transactionId, fingerprint }: StunMessage,
  kind: MessageKind,
  attributes: readonly Attribute[],
  identity: Identity | undefined,
): void {
  const content = {
    method,
    kind,
    transactionId,
    attributes: [...attributes, text(ATTRIBUTE.software, 'kvs-local')],
  };
  client.send(encodeMessage(content, { key: identity?.key, fingerprint }));
}

function unknownAttributes(types: readonly number[]): Attribute {
  const value = Buffer.alloc(types.length * 2);
  types.forEach((type, at) => value.writeUInt16BE(type, at * 2));
  return { type: ATTRIBUTE.unknownAttributes, value };
}
