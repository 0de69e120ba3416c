import {
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import {
  GetIceServerConfigCommand,
  KinesisVideoSignalingClient,
  type IceServer,
} from '@aws-sdk/client-kinesis-video-signaling';
import { KvsError, type KvsErrorCode } from './errors.js';
import { signViewerUrl, SIGNED_URL_TTL_SECONDS } from './presign.js';
import { stunServers } from './stun.js';
import type { AwsCredentials, EarlyTicket, ViewerTicket } from './ticket.js';

/** What a ticket is made from. */
export interface ViewerTicketRequest {
  /** Channel name or ARN. */
  readonly channel: string;
  readonly region?: string | undefined;
  readonly clientId: string;
  /** The signer; the environment's own when left out (Node only). */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>) | undefined;
  /** Another control plane than the region's. */
  readonly endpoint?: string | undefined;
  /** Epoch milliseconds after which the URL may not be used; 299 s from its signing at most, and by default. */
  readonly endsAt?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Channel {
  readonly arn: string;
  readonly wss: string;
  readonly https: string;
}

interface KnownChannel {
  readonly channel: Channel;
  readonly until: number;
}

const ENDPOINTS_KEPT_MS = 10 * 3_600_000;
const MOST_KNOWN = 1_000;
const MARGIN_SECONDS = 15;
const CHANNEL_ARN = /^arn:[a-z\d-]+:kinesisvideo:([a-z0-9-]+):/;
const known = new Map<string, KnownChannel>();
const providers = new WeakMap<object, number>();
let providerCount = 0;
/** The environment's signer, and connections, for all: a ticket that began with new ones would ask for both anew. */
let kept: Partial<Pick<KinesisVideoClient['config'], 'credentials' | 'requestHandler'>> = {};
// What the service's Date header taught about this machine's clock; signing needs it too.
let clockOffsetMs = 0;
/** A signature's date may be off by 5 minutes. */
const CLOCK_TOLERANCE_MS = 4 * 60_000;

/**
 * Makes a ticket with AWS credentials: looks the channel up (only what is not known yet; an ARN needs no
 * DescribeSignalingChannel), then gets ICE servers and signs at the same time.
 *
 * @throws {KvsError} `bad-configuration`, `access-denied`, `channel-not-found`, `token-failed`
 */
export function createViewerTicket(request: ViewerTicketRequest): Promise<ViewerTicket> {
  return withChannel(request, async (channel, region, isKnown) => {
    const { signalingUrl, ice } = await begin(channel, request, region, isKnown);
    const { iceServers, lifeSeconds } = await ice;
    // Viewers compare it with their own clocks, which know nothing of this one's error.
    const expiresAt = Date.now() + clockOffsetMs + lifeSeconds * 1_000;
    return { signalingUrl, iceServers, clientId: request.clientId, expiresAt };
  });
}

/**
 * The same, but does not wait for the ICE servers: the socket can open meanwhile. Endpoints that are known from
 * before are not relied upon until the service has answered by them.
 *
 * @throws {KvsError} as `createViewerTicket`; so does the promise of the ICE servers
 */
export function createEarlyTicket(request: ViewerTicketRequest): Promise<EarlyTicket> {
  return withChannel(request, async (channel, region, isKnown) => {
    const { signalingUrl, ice } = await begin(channel, request, region, isKnown);
    const iceServers = ice.then((answer) => answer.iceServers);
    // Awaited later, or not at all when the camera is not wanted any more.
    iceServers.catch(() => {});
    return { signalingUrl, iceServers, clientId: request.clientId };
  });
}

async function withChannel<T>(
  request: ViewerTicketRequest,
  use: (channel: Channel, region: string, isKnown: boolean) => Promise<T>,
): Promise<T> {
  const region = request.region || CHANNEL_ARN.exec(request.channel)?.[1];
  if (!region) {
    throw new KvsError('bad-configuration', `The region of channel "${request.channel}" is not known`, {
      hint: 'Set the region, or give the channel as an ARN.',
    });
  }
  const key = [request.channel, signerOf(request), region, request.endpoint ?? ''].join('\n');
  const cached = known.get(key);
  try {
    if (cached && cached.until > Date.now()) return await use(cached.channel, region, true);
  } catch (thrown) {
    request.signal?.throwIfAborted();
    // Else what was cached may be what failed: the channel may have been made anew since.
    if (isThrottled(thrown)) throw thrown;
  }
  known.delete(key);
  const signedWithMs = clockOffsetMs;
  const useNew = async (): Promise<T> => {
    const channel = await lookUp(request, region);
    const result = await use(channel, region, false);
    // Where each viewer has a signer, each makes an entry.
    for (const oldest of known.keys()) {
      if (known.size < MOST_KNOWN) break;
      known.delete(oldest);
    }
    known.set(key, { channel, until: Date.now() + ENDPOINTS_KEPT_MS });
    return result;
  };
  try {
    return await useNew().catch((thrown: unknown) => {
      // Somebody has set the clock since the service was last heard, and now it was heard again.
      if (Math.abs(clockOffsetMs - signedWithMs) > CLOCK_TOLERANCE_MS) return useNew();
      throw thrown;
    });
  } catch (thrown) {
    request.signal?.throwIfAborted();
    throw translate(thrown);
  }
}

/** Takes over what a client learns of the time; one that has no answer knows no better than when it was made. */
function learningTime<T>(
  { config }: { readonly config: { readonly systemClockOffset: number } },
  answer: Promise<T>,
): Promise<T> {
  const before = clockOffsetMs;
  return answer.finally(() => {
    if (config.systemClockOffset !== before) clockOffsetMs = config.systemClockOffset;
  });
}

/** Who signs, for telling accounts apart: two of them may have channels of one name. An ARN says it itself. */
function signerOf({ channel, credentials }: ViewerTicketRequest): string {
  if (channel.startsWith('arn:') || !credentials) return '';
  if (typeof credentials !== 'function') return credentials.accessKeyId;
  const number = providers.get(credentials) ?? (providerCount += 1);
  providers.set(credentials, number);
  return `provider ${number}`;
}

/** What a ticket is made of; the URL needs no answer of the service. */
interface Begun {
  readonly signalingUrl: string;
  readonly ice: Promise<{ readonly iceServers: RTCIceServer[]; readonly lifeSeconds: number }>;
}

async function begin(
  channel: Channel,
  request: ViewerTicketRequest,
  region: string,
  isKnown: boolean,
): Promise<Begun> {
  const { clientId, endpoint, signal } = request;
  const client = new KinesisVideoSignalingClient(settings(request, region, channel.https));
  keep(client.config, request);
  const getIce = new GetIceServerConfigCommand({
    ChannelARN: channel.arn,
    ClientId: clientId,
    Service: 'TURN',
  });
  const asked = learningTime(client, client.send(getIce, signal ? { abortSignal: signal } : {}));
  const ice = asked.then(
    ({ IceServerList = [] }) => ({
      iceServers: [...stunServers(region, endpoint ?? channel.https), ...IceServerList.map(toIceServer)],
      lifeSeconds: lifeOf(IceServerList, ttlOf(request)),
    }),
    (thrown: unknown) => {
      signal?.throwIfAborted();
      throw translate(thrown);
    },
  );
  ice.catch(() => {});
  // What was learned hours ago, the endpoints and the time, has to be confirmed.
  if (isKnown) await ice;
  const credentials = await client.config.credentials();
  const signalingUrl = await signViewerUrl({
    endpoint: channel.wss,
    channelArn: channel.arn,
    clientId,
    region,
    credentials,
    signingDate: new Date(Date.now() + clockOffsetMs),
    ttlSeconds: ttlOf(request),
    sha256: client.config.sha256,
  });
  return { signalingUrl, ice };
}

/** Seconds for which a URL that is signed now may be used. */
function ttlOf({ endsAt = Infinity }: ViewerTicketRequest): number {
  const leftSeconds = Math.floor((endsAt - Date.now()) / 1_000);
  if (leftSeconds < 1) throw new KvsError('session-expired', 'The right to watch has ended already');
  return Math.min(SIGNED_URL_TTL_SECONDS, leftSeconds);
}

function lifeOf(servers: readonly IceServer[], ttlSeconds: number): number {
  const lives = [SIGNED_URL_TTL_SECONDS, ...servers.map(({ Ttl }) => Ttl ?? Infinity)];
  return Math.min(ttlSeconds, ...lives.map((seconds) => seconds - MARGIN_SECONDS));
}

function lookUp(request: ViewerTicketRequest, region: string): Promise<Channel> {
  const client = new KinesisVideoClient(settings(request, region, request.endpoint));
  keep(client.config, request);
  return learningTime(client, findChannel(client, request));
}

async function findChannel(client: KinesisVideoClient, request: ViewerTicketRequest): Promise<Channel> {
  const options = request.signal ? { abortSignal: request.signal } : {};
  const describe = async (): Promise<string | undefined> => {
    const answer = await client.send(
      new DescribeSignalingChannelCommand({ ChannelName: request.channel }),
      options,
    );
    return answer.ChannelInfo?.ChannelARN;
  };
  const arn = request.channel.startsWith('arn:') ? request.channel : await describe();
  const { ResourceEndpointList = [] } = await client.send(
    new GetSignalingChannelEndpointCommand({
      ChannelARN: arn,
      SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: 'VIEWER' },
    }),
    options,
  );
  const find = (protocol: string): string | undefined =>
    ResourceEndpointList.find(({ Protocol }) => Protocol === protocol)?.ResourceEndpoint;
  const [wss, https] = [find('WSS'), find('HTTPS')];
  if (arn && wss && https) return { arn, wss, https };
  throw new KvsError('token-failed', 'The service named no endpoints for the channel');
}

function settings(request: ViewerTicketRequest, region: string, endpoint: string | undefined) {
  return {
    region,
    maxAttempts: 2,
    systemClockOffset: clockOffsetMs,
    ...kept,
    ...(request.credentials && { credentials: withDate(request.credentials) }),
    ...(endpoint && { endpoint }),
  };
}

/** The clients ask for a date, which JSON does not have. */
function withDate(signer: AwsCredentials | (() => Promise<AwsCredentials>)): typeof signer {
  if (typeof signer === 'function') return async () => dated(await signer());
  return dated(signer);
}

function dated(keys: AwsCredentials): AwsCredentials {
  return keys.expiration ? { ...keys, expiration: new Date(keys.expiration) } : keys;
}

/** A signer that was handed over is asked for each ticket: whether what it gives may be kept is its own to know. */
function keep({ credentials, requestHandler }: Required<typeof kept>, request: ViewerTicketRequest): void {
  kept = { requestHandler, ...(!request.credentials && { credentials }), ...kept };
}

function toIceServer({ Uris, Username, Password }: IceServer): RTCIceServer {
  return {
    urls: Uris ?? [],
    ...(Username !== undefined && { username: Username }),
    ...(Password !== undefined && { credential: Password }),
  };
}

const CODES: Readonly<Record<string, KvsErrorCode>> = {
  ResourceNotFoundException: 'channel-not-found',
  ClientLimitExceededException: 'token-failed',
  InvalidArgumentException: 'bad-configuration',
};

/** Whether the service is asked too often: to ask more would make it worse. */
function isThrottled(thrown: unknown): boolean {
  const { cause } = Object(thrown) as { readonly cause?: unknown };
  return (Object(cause) as { readonly name?: unknown }).name === 'ClientLimitExceededException';
}

function translate(thrown: unknown): KvsError {
  if (thrown instanceof KvsError) return thrown;
  const { name, message, $metadata } = thrown as Error & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  const code = CODES[name] ?? (status === 401 || status === 403 ? 'access-denied' : 'token-failed');
  const what = status ? `KVS answered ${status} ${name}: ${message}` : `KVS could not be asked: ${message}`;
  return new KvsError(code, what, { cause: thrown });
}
