import type { IncomingHttpHeaders } from 'node:http';
import { authError, invalidArgument } from './errors.js';
import { ALGORITHM, canonicalText, parseTimestamp, sha256 } from './sigv4.js';
import type { QueryParameters } from './sigv4.js';

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, as in the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** What a request claims about who signed it; nothing of it is checked yet. */
export interface SignatureClaim {
  readonly accessKeyId: string;
  readonly date: Date;
  readonly region: string;
  readonly service: string;
  /** Of a presigned URL. */
  readonly expiresSeconds?: number;
  readonly sessionToken?: string;
  readonly signature: string;
  /** Built from what was received; the signature has to fit it. */
  readonly canonicalRequest: string;
}

/** Decodes a query; throws InvalidArgumentException on broken escapes. */
export function readQuery(target: string): QueryParameters {
  const start = target.indexOf('?');
  if (start < 0) return [];
  const pairs = target.slice(start + 1).split('&');
  return pairs.filter(Boolean).map((pair) => {
    const [key = '', ...value] = pair.split('=');
    return [decode(key), decode(value.join('='))] as const;
  });
}

/** Reads the signature of a presigned WebSocket URL. */
export function readPresigned(request: ReceivedRequest): SignatureClaim {
  const query = readQuery(request.target);
  const parameters = new Map(query);
  const need = (key: string): string => parameters.get(key) ?? incomplete(key);
  if (!parameters.has('X-Amz-Signature')) throw missing();
  if (need('X-Amz-Algorithm') !== ALGORITHM) throw unsupported();
  const sessionToken = parameters.get('X-Amz-Security-Token');
  return {
    ...readCredential(need('X-Amz-Credential'), need('X-Amz-Date')),
    ...(sessionToken === undefined ? {} : { sessionToken }),
    expiresSeconds: readExpires(need('X-Amz-Expires')),
    signature: need('X-Amz-Signature'),
    canonicalRequest: canonicalText({
      method: request.method,
      path: pathOf(request),
      query: query.filter(([key]) => key !== 'X-Amz-Signature'),
      headers: signedHeaders(request, need('X-Amz-SignedHeaders')),
      bodyHash: sha256(''),
    }),
  };
}

/** Reads the signature of a call's `authorization` header. */
export function readAuthorization(request: ReceivedRequest): SignatureClaim {
  const authorization = request.headers.authorization;
  if (!authorization) throw missing();
  const [algorithm, ...rest] = authorization.trim().split(/\s+/);
  if (algorithm !== ALGORITHM) throw unsupported();
  const parts = new Map(
    rest
      .join('')
      .split(',')
      .map((part) => splitOnce(part)),
  );
  const need = (key: string): string => parts.get(key) ?? incomplete(key);
  const sessionToken = headerText(request, 'x-amz-security-token');
  const date = headerText(request, 'x-amz-date') ?? incomplete('X-Amz-Date');
  return {
    ...readCredential(need('Credential'), date),
    ...(sessionToken === undefined ? {} : { sessionToken }),
    signature: need('Signature'),
    canonicalRequest: canonicalText({
      method: request.method,
      path: pathOf(request),
      query: readQuery(request.target),
      headers: signedHeaders(request, need('SignedHeaders')),
      bodyHash: sha256(request.body),
    }),
  };
}

/** Path of a request without its query. */
export function pathOf(request: ReceivedRequest): string {
  return request.target.split('?', 1)[0] || '/';
}

function readCredential(
  credential: string,
  date: string,
): Pick<SignatureClaim, 'accessKeyId' | 'date' | 'region' | 'service'> {
  const [accessKeyId, day, region, service, ending, ...more] = credential.split('/');
  const time = parseTimestamp(date);
  if (!accessKeyId || !region || !service || ending !== 'aws4_request' || more.length > 0) {
    return incomplete('Credential');
  }
  if (!time || day !== date.slice(0, 8)) return incomplete('Date');
  return { accessKeyId, date: time, region, service };
}

function readExpires(text: string): number {
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  // A week is the longest any AWS service takes.
  return seconds >= 1 && seconds <= 604_800 ? seconds : incomplete('X-Amz-Expires');
}

function signedHeaders(request: ReceivedRequest, list: string): Map<string, string> {
  const names = list.split(';');
  if (!names.includes('host')) return incomplete('SignedHeaders');
  return new Map(names.map((name) => [name, headerText(request, name) ?? '']));
}

function headerText(request: ReceivedRequest, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value.join(',') : value;
  return text?.trim().replaceAll(/\s+/g, ' ');
}

function splitOnce(part: string): [string, string] {
  const at = part.indexOf('=');
  return [part.slice(0, at), part.slice(at + 1)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidArgument('The query string is not well encoded');
  }
}

function incomplete(what: string): never {
  throw authError('IncompleteSignatureException', `The signature lacks a valid '${what}'`);
}

function missing(): Error {
  return authError('MissingAuthenticationTokenException', 'Missing Authentication Token');
}

function unsupported(): Error {
  return authError('IncompleteSignatureException', `Unsupported AWS 'algorithm', expected ${ALGORITHM}`);
}
