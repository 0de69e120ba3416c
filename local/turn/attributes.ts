import { isIPv4 } from 'node:net';

/** An IP address and a port, as they travel in STUN addresses. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** One type-length-value of a STUN message, without its padding. */
export interface Attribute {
  readonly type: number;
  readonly value: Buffer;
}

/** Attribute types this server reads or writes: RFC 8489 section 18.3, RFC 8656 section 18. */
export const ATTRIBUTE = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  unknownAttributes: 0x000a,
  channelNumber: 0x000c,
  lifetime: 0x000d,
  xorPeerAddress: 0x0012,
  data: 0x0013,
  realm: 0x0014,
  nonce: 0x0015,
  xorRelayedAddress: 0x0016,
  requestedAddressFamily: 0x0017,
  requestedTransport: 0x0019,
  xorMappedAddress: 0x0020,
  software: 0x8022,
  fingerprint: 0x8028,
} as const;

/** The fixed word of every STUN header and the mask of XOR addresses (RFC 8489 section 5). */
export const MAGIC_COOKIE = 0x2112a442;

const FAMILY_IPV4 = 0x01;
const FAMILY_IPV6 = 0x02;
const understood = new Set<number>(Object.values(ATTRIBUTE));

/** Tells which attributes a request must not be answered without: RFC 8489 section 6.3, error 420. */
export function unknownRequired(attributes: readonly Attribute[]): number[] {
  return attributes.map(({ type }) => type).filter((type) => type < 0x8000 && !understood.has(type));
}

/** Finds the first attribute of a type; only the first one counts (RFC 8489 section 14). */
export function find(attributes: readonly Attribute[], type: number): Buffer | undefined {
  return attributes.find((attribute) => attribute.type === type)?.value;
}

/** Builds an attribute whose value is text, such as REALM. */
export function text(type: number, value: string): Attribute {
  return { type, value: Buffer.from(value) };
}

/** Builds an attribute whose value is one 32-bit word, such as LIFETIME. */
export function word(type: number, value: number): Attribute {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return { type, value: bytes };
}

/** Builds ERROR-CODE (RFC 8489 section 14.8). */
export function errorCode(code: number, reason: string): Attribute {
  const head = Buffer.from([0, 0, Math.floor(code / 100), code % 100]);
  return { type: ATTRIBUTE.errorCode, value: Buffer.concat([head, Buffer.from(reason)]) };
}

/** Builds an XOR address (RFC 8489 section 14.2); the transaction id masks IPv6 addresses. */
export function xorAddress(type: number, { address, port }: Endpoint, transactionId: Buffer): Attribute {
  const family = isIPv4(address) ? FAMILY_IPV4 : FAMILY_IPV6;
  const head = Buffer.from([0, family, 0, 0]);
  head.writeUInt16BE(port ^ (MAGIC_COOKIE >>> 16), 2);
  const bytes = family === FAMILY_IPV4 ? ipv4Bytes(address) : ipv6Bytes(address);
  return { type, value: Buffer.concat([head, masked(bytes, transactionId)]) };
}

/** Reads an XOR address; `null` if its family or its length is wrong. */
export function readXorAddress(value: Buffer, transactionId: Buffer): Endpoint | null {
  const length = value[1] === FAMILY_IPV4 ? 8 : 20;
  if (value.length !== length || (value[1] !== FAMILY_IPV4 && value[1] !== FAMILY_IPV6)) return null;
  const port = value.readUInt16BE(2) ^ (MAGIC_COOKIE >>> 16);
  const bytes = masked(value.subarray(4), transactionId);
  return { address: length === 8 ? bytes.join('.') : ipv6Text(bytes), port };
}

function masked(bytes: Buffer, transactionId: Buffer): Buffer {
  const mask = Buffer.alloc(16);
  mask.writeUInt32BE(MAGIC_COOKIE);
  transactionId.copy(mask, 4);
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index] ?? 0)));
}

function ipv4Bytes(address: string): Buffer {
  return Buffer.from(address.split('.').map(Number));
}

function groups(part: string): string[] {
  return part === '' ? [] : part.split(':');
}

function ipv6Bytes(address: string): Buffer {
  // The URL parser writes every spelling of an IPv6 address as hexadecimal groups with one `::` at most.
  const plain = new URL(`http://[${address.split('%')[0] ?? ''}]`).hostname.slice(1, -1);
  const [left = '', right] = plain.split('::');
  const tail = right === undefined ? [] : groups(right);
  const zeros = Array.from({ length: 8 - groups(left).length - tail.length }, () => '0');
  const bytes = Buffer.alloc(16);
  [...groups(left), ...zeros, ...tail].forEach((group, at) =>
    bytes.writeUInt16BE(parseInt(group, 16), at * 2),
  );
  return bytes;
}

function ipv6Text(bytes: Buffer): string {
  const all = [0, 2, 4, 6, 8, 10, 12, 14].map((at) => bytes.readUInt16BE(at).toString(16));
  return new URL(`http://[${all.join(':')}]`).hostname.slice(1, -1);
}
