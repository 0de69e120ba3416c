import { ATTRIBUTE, find, text, type Attribute } from './attributes.js';
import { longTermKey, parseUsername, passwordOf, type Nonces } from './credentials.js';
import { isSignedWith, type StunMessage } from './message.js';
import { Refusal, type RefusalCode } from './refusal.js';

/** Who sent a request; its key signs the answer. */
export interface Identity {
  readonly username: string;
  readonly user: string;
  readonly key: Buffer;
}

/** What requests are checked against. */
export interface Authority {
  readonly realm: string;
  readonly secret: string;
  readonly nonces: Nonces;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Checks a request by long-term credentials (RFC 8489 section 9.2.4); throws 400, 401 or 438.
 * The user name that owns the sender's allocation stays good after its expiry: KVS credentials
 * live 300 s and bound the making of an allocation, not the call.
 */
export function authenticate(
  authority: Authority,
  packet: Buffer,
  message: StunMessage,
  owner: string | undefined,
): Identity {
  if (message.integrityAt === null) throw challenge(authority, 401);
  const username = find(message.attributes, ATTRIBUTE.username)?.toString();
  const realm = find(message.attributes, ATTRIBUTE.realm)?.toString();
  const nonce = find(message.attributes, ATTRIBUTE.nonce)?.toString();
  if (username === undefined || realm === undefined || nonce === undefined) throw new Refusal(400);
  if (!authority.nonces.isFresh(nonce)) throw challenge(authority, 438);
  const parsed = parseUsername(username);
  const key = longTermKey(username, authority.realm, passwordOf(authority.secret, username));
  if (parsed === null || !isSignedWith(packet, message, key)) throw challenge(authority, 401);
  if (username !== owner && parsed.expiresAt <= authority.now()) throw challenge(authority, 401);
  return { username, user: parsed.user, key };
}

function challenge({ realm, nonces }: Authority, code: RefusalCode): Refusal {
  const attributes: Attribute[] = [text(ATTRIBUTE.realm, realm), text(ATTRIBUTE.nonce, nonces.issue())];
  return new Refusal(code, attributes);
}
