import { createHash, createHmac } from 'node:crypto';

/** What a caller signs with; `sessionToken` comes with temporary (STS) credentials only. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Whom, where and when a signature is good for. */
export interface SigningScope {
  readonly date: Date;
  readonly region: string;
  /** `kinesisvideo` unless said otherwise. */
  readonly service?: string;
}

/** Query parameters in the clear: neither encoded nor sorted. */
export type QueryParameters = readonly (readonly [key: string, value: string])[];

/** One request in the form both signer and verifier hash. */
export interface CanonicalRequest {
  readonly method: string;
  /** As sent: KVS has no path that would need encoding. */
  readonly path: string;
  readonly query: QueryParameters;
  /** Signed headers by lower-case name, values already trimmed. */
  readonly headers: ReadonlyMap<string, string>;
  readonly bodyHash: string;
}

/** What {@link presignUrl} signs. */
export interface PresignOptions {
  /** `ws://` or `wss://` with host, maybe port and path; no query. */
  readonly endpoint: string;
  readonly channelArn: string;
  /** Left out by a master, required from a viewer. */
  readonly clientId?: string;
  readonly region: string;
  readonly credentials: SigningCredentials;
  /** Default: now. */
  readonly date?: Date;
  /** Default: 299, as every KVS client asks for. */
  readonly expiresSeconds?: number;
}

/** The only algorithm KVS takes. */
export const ALGORITHM = 'AWS4-HMAC-SHA256';

/** Signs the WebSocket URL a master or viewer connects with (fact sheet section 3, "Presign"). */
export function presignUrl(options: PresignOptions): string {
  const parameters: [string, string][] = [['X-Amz-ChannelARN', options.channelArn]];
  if (options.clientId !== undefined) parameters.push(['X-Amz-ClientId', options.clientId]);
  const scope = { date: options.date ?? new Date(), region: options.region };
  return presignQuery(options.endpoint, parameters, scope, options.credentials, options.expiresSeconds);
}

/** Signs any WebSocket endpoint with any parameters; {@link presignUrl} is what KVS clients need. */
export function presignQuery(
  endpoint: string,
  parameters: QueryParameters,
  scope: SigningScope,
  credentials: SigningCredentials,
  expiresSeconds = 299,
): string {
  const { protocol, host, path } = splitEndpoint(endpoint);
  const query: [string, string][] = [
    ...parameters.map(([key, value]): [string, string] => [key, value]),
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scopeText(scope)}`],
    ['X-Amz-Date', timestamp(scope.date)],
    ['X-Amz-Expires', String(expiresSeconds)],
    ['X-Amz-SignedHeaders', 'host'],
  ];
  if (credentials.sessionToken) query.push(['X-Amz-Security-Token', credentials.sessionToken]);
  const headers = new Map([['host', host]]);
  const text = canonicalText({ method: 'GET', path, query, headers, bodyHash: sha256('') });
  query.push(['X-Amz-Signature', sign(text, scope, credentials.secretAccessKey)]);
  return `${protocol}://${host}${path}?${canonicalQuery(query)}`;
}

/** Signs a POST with a JSON body; returns the headers to send with it. */
export function signHeaders(
  url: string,
  body: string,
  scope: SigningScope,
  credentials: SigningCredentials,
): Record<string, string> {
  const { host, pathname } = new URL(url);
  const headers = new Map([
    ['content-type', 'application/json'],
    ['host', host],
    ['x-amz-date', timestamp(scope.date)],
  ]);
  if (credentials.sessionToken) headers.set('x-amz-security-token', credentials.sessionToken);
  const text = canonicalText({ method: 'POST', path: pathname, query: [], headers, bodyHash: sha256(body) });
  const signature = sign(text, scope, credentials.secretAccessKey);
  const names = signedNames(headers);
  const credential = `${credentials.accessKeyId}/${scopeText(scope)}`;
  const authorization = `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...Object.fromEntries(headers), authorization };
}

/** The hexadecimal signature of a canonical request's text. */
export function sign(canonicalRequest: string, scope: SigningScope, secretAccessKey: string): string {
  const text = [ALGORITHM, timestamp(scope.date), scopeText(scope), sha256(canonicalRequest)].join('\n');
  let key: Uint8Array = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of scopeText(scope).split('/')) key = hmac(key, part);
  return hmac(key, text).toString('hex');
}

/** The text that is hashed and signed. */
export function canonicalText(request: CanonicalRequest): string {
  const headers = sorted(request.headers.keys(), compare);
  return [
    request.method,
    request.path,
    canonicalQuery(request.query),
    ...headers.map((name) => `${name}:${request.headers.get(name) ?? ''}`),
    '',
    signedNames(request.headers),
    request.bodyHash,
  ].join('\n');
}

/** `20191201T000000Z`, as signatures write time. */
export function timestamp(date: Date): string {
  return date
    .toISOString()
    .replace(/\.\d{3}Z$/, 'Z')
    .replaceAll(/[:-]/g, '');
}

/** Reads what {@link timestamp} writes; `undefined` when it is not such a time. */
export function parseTimestamp(text: string): Date | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** Hexadecimal SHA-256. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function splitEndpoint(endpoint: string): { protocol: string; host: string; path: string } {
  const parts = /^(wss?):\/\/([^/?#]+)(\/[^?#]*)?$/.exec(endpoint);
  if (!parts) throw new TypeError('The endpoint must start with ws:// or wss:// and have no query');
  return { protocol: parts[1] ?? '', host: parts[2] ?? '', path: parts[3] ?? '/' };
}

function scopeText({ date, region, service = 'kinesisvideo' }: SigningScope): string {
  return `${timestamp(date).slice(0, 8)}/${region}/${service}/aws4_request`;
}

function canonicalQuery(query: QueryParameters): string {
  const encoded = query.map(([key, value]) => [encodeStrictly(key), encodeStrictly(value)] as const);
  return sorted(encoded, ([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([key, value]) => `${key}=${value}`)
    .join('&');
}

function sorted<T>(items: Iterable<T>, order: (a: T, b: T) => number): T[] {
  const copy = [...items];
  copy.sort(order);
  return copy;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function signedNames(headers: ReadonlyMap<string, string>): string {
  return sorted(headers.keys(), compare).join(';');
}

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: Uint8Array, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
