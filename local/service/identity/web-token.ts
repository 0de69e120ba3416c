import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** What an OpenID token of an identity pool says. */
export interface Claims {
  /** Identity id. */
  readonly sub: string;
  /** Pool id. */
  readonly aud: string;
  readonly amr: readonly string[];
  readonly iss: string;
  /** Epoch seconds. */
  readonly exp: number;
  readonly iat: number;
}

// The real one signs with RSA and publishes the key; nobody but this STS reads tokens here.
const KEY = randomBytes(32);

/** A JSON Web Token that {@link readWebToken} knows again. */
export function writeWebToken(claims: Claims): string {
  const [head, body] = [{ alg: 'HS256', typ: 'JWS' }, claims].map((part) => encode(JSON.stringify(part)));
  return `${head}.${body}.${signatureOf(`${head}.${body}`)}`;
}

/** The claims of a token that was made here; `undefined` for any other. */
export function readWebToken(token: string): Claims | undefined {
  const [head = '', body = '', signature = ''] = token.split('.');
  const [given, expected] = [signature, signatureOf(`${head}.${body}`)].map((text) => Buffer.from(text));
  if (!given || !expected || given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return undefined;
  }
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as Claims;
}

function signatureOf(text: string): string {
  return createHmac('sha256', KEY).update(text).digest('base64url');
}

function encode(text: string): string {
  return Buffer.from(text).toString('base64url');
}
