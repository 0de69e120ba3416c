import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentials } from './ticket.js';

/** Seconds for which KVS accepts a signed URL; the value of the service's own SDK. */
export const SIGNED_URL_TTL_SECONDS = 299;

/** What a viewer's signed URL says, and who signs it. */
export interface ViewerUrlRequest {
  /** `wss://` endpoint of the channel for viewers; `ws://` only works for a local service. */
  readonly endpoint: string;
  readonly channelArn: string;
  readonly clientId: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
  readonly signingDate: Date;
  /** Seconds for which the URL may be used. */
  readonly ttlSeconds?: number;
  /** SHA-256 as the AWS clients have it in `client.config.sha256`. */
  readonly sha256: ConstructorParameters<typeof SignatureV4>[0]['sha256'];
}

/** Signs the URL with which a viewer connects, as ConnectAsViewer of the KVS WebRTC guide describes it. */
export function signViewerUrl(request: ViewerUrlRequest): Promise<string> {
  const { channelArn, clientId, ...how } = request;
  return signUrl(how, { 'X-Amz-ChannelARN': channelArn, 'X-Amz-ClientId': clientId });
}

/** Signs a WebSocket URL with the query that it will carry. */
export async function signUrl(
  how: Omit<ViewerUrlRequest, 'channelArn' | 'clientId'>,
  query: Record<string, string>,
  service = 'kinesisvideo',
): Promise<string> {
  const { protocol, host, pathname } = new URL(how.endpoint);
  const { credentials, region, sha256, signingDate, ttlSeconds = SIGNED_URL_TTL_SECONDS } = how;
  const signer = new SignatureV4({
    service,
    region,
    credentials,
    sha256,
    uriEscapePath: false,
  });
  const signed = await signer.presign(
    { method: 'GET', protocol, hostname: host, path: pathname, query, headers: { host } },
    { expiresIn: ttlSeconds, signingDate },
  );
  const pairs = Object.entries(signed.query ?? {}).map(([key, value]) => [key, String(value)] as const);
  const sorted = pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return `${protocol}//${host}${pathname}?${sorted.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`;
}
