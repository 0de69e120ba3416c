import { createHmac, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ATTRIBUTE, MAGIC_COOKIE, type Attribute } from './attributes.js';

/** Methods this server knows: RFC 8489 section 18.2, RFC 8656 section 17. */
export const METHOD = {
  binding: 0x001,
  allocate: 0x003,
  refresh: 0x004,
  send: 0x006,
  data: 0x007,
  createPermission: 0x008,
  channelBind: 0x009,
} as const;

/** Message classes in the order of their two bits (RFC 8489 section 5). */
const KINDS = ['request', 'indication', 'success', 'error'] as const;

/** What a message is for: asks, tells, or answers. */
export type MessageKind = (typeof KINDS)[number];

/** The parts every STUN message has, on its way in or out. */
export interface StunContent {
  readonly method: number;
  readonly kind: MessageKind;
  /** 12 bytes; an answer repeats those of its request. */
  readonly transactionId: Buffer;
  /** Of a received message: those before MESSAGE-INTEGRITY, as later ones are not protected. */
  readonly attributes: readonly Attribute[];
}

/** A received message with what is needed to check and to answer it. */
export interface StunMessage extends StunContent {
  /** Where MESSAGE-INTEGRITY begins, or `null` if there is none. */
  readonly integrityAt: number | null;
  /** Whether a (correct) FINGERPRINT came along. */
  readonly fingerprint: boolean;
}

/** How to close a message that is sent: signed, fingerprinted, both or neither. */
export interface Seal {
  readonly key?: Buffer | undefined;
  readonly fingerprint?: boolean | undefined;
}

const HEADER_BYTES = 20;
const INTEGRITY_BYTES = 24;
const FINGERPRINT_BYTES = 8;
const FINGERPRINT_MASK = 0x5354554e;

/** Writes a message (RFC 8489 section 5), with MESSAGE-INTEGRITY and FINGERPRINT as the seal asks. */
export function encodeMessage(content: StunContent, seal: Seal = {}): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(typeBits(content.method, KINDS.indexOf(content.kind)));
  header.writeUInt32BE(MAGIC_COOKIE, 4);
  content.transactionId.copy(header, 8);
  let packet = withLength(Buffer.concat([header, ...content.attributes.map(encodeAttribute)]));
  if (seal.key !== undefined) {
    const value = integrity(packet, packet.length, seal.key);
    packet = withLength(
      Buffer.concat([packet, encodeAttribute({ type: ATTRIBUTE.messageIntegrity, value })]),
    );
  }
  return seal.fingerprint === true ? withFingerprint(packet) : packet;
}

/** Reads a message; `null` if it is malformed or its FINGERPRINT is wrong (RFC 8489 section 6.3: drop). */
export function decodeMessage(packet: Buffer): StunMessage | null {
  if (!isStunHeader(packet)) return null;
  const type = packet.readUInt16BE(0);
  const attributes: Attribute[] = [];
  let integrityAt: number | null = null;
  let fingerprint = false;
  let at = HEADER_BYTES;
  while (at < packet.length) {
    const attribute = decodeAttribute(packet, at);
    if (attribute === null || fingerprint) return null;
    if (attribute.type === ATTRIBUTE.fingerprint) {
      if (!hasFingerprint(packet, at, attribute.value)) return null;
      fingerprint = true;
    } else if (attribute.type === ATTRIBUTE.messageIntegrity) integrityAt ??= at;
    else if (integrityAt === null) attributes.push(attribute);
    at += 4 + padded(attribute.value.length);
  }
  const kind = KINDS[((type >> 7) & 2) | ((type >> 4) & 1)] ?? 'request';
  const transactionId = packet.subarray(8, HEADER_BYTES);
  return { method: methodBits(type), kind, transactionId, attributes, integrityAt, fingerprint };
}

/** Checks MESSAGE-INTEGRITY (RFC 8489 section 14.5); a message without it never passes. */
export function isSignedWith(packet: Buffer, { integrityAt }: StunMessage, key: Buffer): boolean {
  if (integrityAt === null) return false;
  const received = packet.subarray(integrityAt + 4, integrityAt + INTEGRITY_BYTES);
  const expected = integrity(packet, integrityAt, key);
  return received.length === expected.length && timingSafeEqual(received, expected);
}

/** Rounds up to the 4-byte boundary of STUN attributes and of ChannelData on streams. */
export function padded(length: number): number {
  return (length + 3) & ~3;
}

function isStunHeader(packet: Buffer): boolean {
  return (
    packet.length >= HEADER_BYTES &&
    packet.readUInt16BE(0) < 0x4000 &&
    packet.readUInt32BE(4) === MAGIC_COOKIE &&
    packet.readUInt16BE(2) % 4 === 0 &&
    packet.readUInt16BE(2) === packet.length - HEADER_BYTES
  );
}

function encodeAttribute({ type, value }: Attribute): Buffer {
  const bytes = Buffer.alloc(4 + padded(value.length));
  bytes.writeUInt16BE(type);
  bytes.writeUInt16BE(value.length, 2);
  value.copy(bytes, 4);
  return bytes;
}

function decodeAttribute(packet: Buffer, at: number): Attribute | null {
  const length = packet.readUInt16BE(at + 2);
  if (at + 4 + padded(length) > packet.length) return null;
  return { type: packet.readUInt16BE(at), value: packet.subarray(at + 4, at + 4 + length) };
}

// The class bits sit in the middle of the method bits: RFC 8489 figure 3.
function typeBits(method: number, kind: number): number {
  const spread = (method & 0x0f) | ((method & 0x70) << 1) | ((method & 0xf80) << 2);
  return spread | ((kind & 1) << 4) | ((kind & 2) << 7);
}

function methodBits(type: number): number {
  return (type & 0x0f) | ((type & 0xe0) >> 1) | ((type & 0x3e00) >> 2);
}

function withLength(packet: Buffer, following = 0): Buffer {
  packet.writeUInt16BE(packet.length + following - HEADER_BYTES, 2);
  return packet;
}

function integrity(packet: Buffer, end: number, key: Buffer): Buffer {
  const covered = withLength(Buffer.from(packet.subarray(0, end)), INTEGRITY_BYTES);
  return createHmac('sha1', key).update(covered).digest();
}

function fingerprintOf(packet: Buffer, end: number): Buffer {
  const covered = withLength(Buffer.from(packet.subarray(0, end)), FINGERPRINT_BYTES);
  const value = Buffer.alloc(4);
  value.writeUInt32BE((crc32(covered) ^ FINGERPRINT_MASK) >>> 0);
  return value;
}

function hasFingerprint(packet: Buffer, at: number, value: Buffer): boolean {
  return fingerprintOf(packet, at).equals(value);
}

function withFingerprint(packet: Buffer): Buffer {
  const value = fingerprintOf(packet, packet.length);
  return withLength(Buffer.concat([packet, encodeAttribute({ type: ATTRIBUTE.fingerprint, value })]));
}
