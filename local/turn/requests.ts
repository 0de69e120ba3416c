import { isIPv4 } from 'node:net';
import { isOwnAddress } from './addresses.js';
import type { Allocation, Limits } from './allocation.js';
import {
  ATTRIBUTE,
  find,
  readXorAddress,
  word,
  xorAddress,
  type Attribute,
  type Endpoint,
} from './attributes.js';
import type { Identity } from './authentication.js';
import { CHANNELS } from './framing.js';
import type { Client } from './listeners.js';
import { METHOD, type StunMessage } from './message.js';
import { Refusal } from './refusal.js';
import type { AllocationTable } from './table.js';

/** A request whose sender is known. */
export interface TurnRequest {
  readonly client: Client;
  readonly message: StunMessage;
  readonly identity: Identity;
}

/** What requests act on. */
export interface TurnState {
  readonly table: AllocationTable;
  readonly limits: Limits;
}

/** The attributes of a success response, or `null` where no answer is due. */
export type Outcome = readonly Attribute[] | null;

const UDP = 17;
const FAMILY_IPV4 = 1;

/** Tells clients their own address (RFC 8489 section 3); needs no credentials. */
export function answerBinding({ endpoint }: Client, { transactionId }: StunMessage): Outcome {
  return [xorAddress(ATTRIBUTE.xorMappedAddress, endpoint, transactionId)];
}

/** Whether a method is one of TURN's requests, all of which need credentials. */
export function isTurnRequest(method: number): boolean {
  return (
    method === METHOD.allocate ||
    method === METHOD.refresh ||
    method === METHOD.createPermission ||
    method === METHOD.channelBind
  );
}

/** Carries out a TURN request; throws a `Refusal` where RFC 8656 asks for an error. */
export async function handleRequest(state: TurnState, request: TurnRequest): Promise<Outcome> {
  switch (request.message.method) {
    case METHOD.allocate:
      return allocate(state, request);
    case METHOD.refresh:
      return refresh(state, request);
    case METHOD.createPermission:
      return createPermission(state, request);
    default:
      return bindChannel(state, request);
  }
}

// RFC 8656 section 7.2.
async function allocate(state: TurnState, { client, message, identity }: TurnRequest): Promise<Outcome> {
  const { table, limits } = state;
  const { transactionId, attributes } = message;
  if (table.isOpening(client)) return null;
  const existing = table.find(client);
  if (existing?.ownership.transactionId.equals(transactionId)) return allocated(existing, limits);
  if (existing !== undefined) throw new Refusal(437);
  checkTransport(attributes);
  if (table.countOf(identity.user) >= limits.allocationsPerUser) throw new Refusal(486);
  const { username, user } = identity;
  const opened = await table.open({ client, username, user, transactionId }).catch(() => null);
  if (opened === null) throw new Refusal(508);
  return allocated(opened, limits);
}

function checkTransport(attributes: readonly Attribute[]): void {
  const transport = find(attributes, ATTRIBUTE.requestedTransport);
  const family = find(attributes, ATTRIBUTE.requestedAddressFamily);
  if (transport?.length !== 4) throw new Refusal(400);
  if (transport[0] !== UDP) throw new Refusal(442);
  if (family !== undefined && family[0] !== FAMILY_IPV4) throw new Refusal(440);
}

function allocated({ ownership, relayed }: Allocation, limits: Limits): Outcome {
  const { transactionId, client } = ownership;
  return [
    xorAddress(ATTRIBUTE.xorRelayedAddress, relayed, transactionId),
    lifetime(limits.allocationSeconds),
    xorAddress(ATTRIBUTE.xorMappedAddress, client.endpoint, transactionId),
  ];
}

// RFC 8656 section 8.2: every lifetime but 0 gets the usual one.
function refresh({ table, limits }: TurnState, request: TurnRequest): Outcome {
  const allocation = ownAllocation(table, request);
  const wanted = find(request.message.attributes, ATTRIBUTE.lifetime);
  if (wanted !== undefined && wanted.length !== 4) throw new Refusal(400);
  if (wanted?.readUInt32BE() === 0) {
    table.end(request.client);
    return [lifetime(0)];
  }
  allocation.refresh();
  return [lifetime(limits.allocationSeconds)];
}

// RFC 8656 section 10.2: all of the peers or none.
function createPermission({ table }: TurnState, request: TurnRequest): Outcome {
  const allocation = ownAllocation(table, request);
  const { attributes, transactionId } = request.message;
  const values = attributes.filter(({ type }) => type === ATTRIBUTE.xorPeerAddress);
  if (values.length === 0) throw new Refusal(400);
  const peers = values.map(({ value }) => peerOf(value, transactionId));
  peers.forEach(({ address }) => allocation.permit(address));
  return [];
}

// RFC 8656 section 12.2.
function bindChannel({ table }: TurnState, request: TurnRequest): Outcome {
  const allocation = ownAllocation(table, request);
  const { attributes, transactionId } = request.message;
  const number = find(attributes, ATTRIBUTE.channelNumber);
  const address = find(attributes, ATTRIBUTE.xorPeerAddress);
  if (number?.length !== 4 || address === undefined) throw new Refusal(400);
  const channel = number.readUInt16BE();
  const peer = peerOf(address, transactionId);
  if (channel < CHANNELS.first || channel > CHANNELS.last || peer.port === 0) throw new Refusal(400);
  if (!allocation.bindChannel(channel, peer)) throw new Refusal(400);
  return [];
}

function ownAllocation(table: AllocationTable, { client, identity }: TurnRequest): Allocation {
  const allocation = table.find(client);
  if (allocation === undefined) throw new Refusal(437);
  if (allocation.ownership.username !== identity.username) throw new Refusal(441);
  return allocation;
}

function peerOf(value: Buffer, transactionId: Buffer): Endpoint {
  const peer = readXorAddress(value, transactionId);
  if (peer === null) throw new Refusal(400);
  if (!isIPv4(peer.address)) throw new Refusal(443);
  if (!isOwnAddress(peer.address)) throw new Refusal(403);
  return peer;
}

function lifetime(seconds: number): Attribute {
  return word(ATTRIBUTE.lifetime, Math.ceil(seconds));
}
