import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** A TURN user name and its password, good until the second written in the name. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** What an ephemeral user name says. */
export interface Username {
  readonly user: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** Makes ephemeral credentials of the form `<expiry seconds>:<user>` (draft-uberti-behave-turn-rest). */
export function mintCredentials(secret: string, user: string, expiresAtSeconds: number): Credentials {
  const username = `${expiresAtSeconds}:${user}`;
  return { username, password: passwordOf(secret, username) };
}

/** Derives the password that belongs to a user name. */
export function passwordOf(secret: string, username: string): string {
  return createHmac('sha1', secret).update(username).digest('base64');
}

/** Reads an ephemeral user name; `null` if it is not one. */
export function parseUsername(username: string): Username | null {
  const match = /^(\d{1,12}):(.+)$/s.exec(username);
  if (match?.[1] === undefined || match[2] === undefined) return null;
  return { user: match[2], expiresAt: Number(match[1]) * 1000 };
}

/** Derives the key of MESSAGE-INTEGRITY for long-term credentials (RFC 8489 section 9.2.2). */
export function longTermKey(username: string, realm: string, password: string): Buffer {
  return createHash('md5').update(`${username}:${realm}:${password}`).digest();
}

/** Hands out nonces that carry their own expiry, so none need be remembered (RFC 8489 section 9.2). */
export class Nonces {
  readonly #key = randomBytes(16);
  readonly #now: () => number;
  readonly #lifetimeMs: number;

  constructor(now: () => number, lifetimeMs: number) {
    this.#now = now;
    this.#lifetimeMs = lifetimeMs;
  }

  /** Makes a nonce that is fresh from now on. */
  issue(): string {
    const expiry = (this.#now() + this.#lifetimeMs).toString(16);
    return `${expiry}-${this.#mac(expiry)}`;
  }

  /** Whether a nonce is from here and not yet stale. */
  isFresh(nonce: string): boolean {
    const [expiry = '', mac = ''] = nonce.split('-');
    const expected = Buffer.from(this.#mac(expiry));
    const received = Buffer.from(mac);
    return (
      received.length === expected.length &&
      timingSafeEqual(received, expected) &&
      parseInt(expiry, 16) > this.#now()
    );
  }

  #mac(expiry: string): string {
    return createHmac('sha256', this.#key).update(expiry).digest('hex').slice(0, 24);
  }
}
