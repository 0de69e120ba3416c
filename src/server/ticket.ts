import { createViewerTicket } from '../core/aws.js';
import { KvsError } from '../core/errors.js';
import { epochMs, isClientId, type AwsCredentials, type ViewerTicket } from '../core/ticket.js';

/** Who may watch what, as the server has decided it. */
export interface TicketOptions {
  /** Channel name or ARN. */
  readonly channel: string;
  /** AWS region; by default the ARN's, else `AWS_REGION` of the environment. */
  readonly region?: string | undefined;
  /** The viewer's id, 1 to 256 of `[a-zA-Z0-9_.-]`; inside the signature, so that nobody can change it. */
  readonly clientId: string;
  /** Who signs: credentials, or a provider of them; by default the environment's. */
  readonly credentials?: AwsCredentials | (() => Promise<AwsCredentials>) | undefined;
  /** Another control plane than the region's. */
  readonly endpoint?: string | undefined;
  /**
   * The right to watch ends here, though the connection could go on: epoch milliseconds or ISO 8601 with a time
   * zone. The signature ends no later; the elements end the picture.
   */
  readonly sessionExpiresAt?: number | string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const CHANNEL_NAME = /^[a-zA-Z0-9_.-]{1,256}$/;
const CHANNEL_ARN = /^arn:[a-z\d-]+:kinesisvideo:([a-z0-9-]+):\d{12}:channel\/[a-zA-Z0-9_.-]{1,256}\/\d+$/;
const REGION = /^[a-z]{2,}(?:-[a-z0-9]+)+$/;

/**
 * Makes the ticket with which one viewer connects once: looks the channel up (the answer is kept for hours),
 * gets ICE servers and signs the URL. Needs kinesisvideo:DescribeSignalingChannel (names only),
 * GetSignalingChannelEndpoint, GetIceServerConfig and ConnectAsViewer.
 *
 * @throws {KvsError} `bad-configuration`, `access-denied`, `session-expired`, `channel-not-found`, `token-failed`
 */
export async function createTicket(options: TicketOptions): Promise<ViewerTicket> {
  const { channel, clientId, credentials, endpoint, sessionExpiresAt, signal } = options;
  if (!isClientId(clientId)) {
    throw new KvsError('bad-configuration', 'The client id is not valid', {
      hint: 'It has 1 to 256 letters, digits, and the marks _ . - and does not begin with AWS_.',
    });
  }
  const region = regionOf(options);
  const end = readEnd(sessionExpiresAt);
  // Looked at once more when it is signed: until then some seconds may go by.
  if (end - Date.now() < 1_000) throw new KvsError('session-expired', 'The right to watch has ended already');
  const ticket = await createViewerTicket({
    channel,
    clientId,
    region,
    credentials,
    endpoint,
    signal,
    endsAt: end,
  });
  if (sessionExpiresAt === undefined) return ticket;
  return { ...ticket, expiresAt: Math.min(Number(ticket.expiresAt), end), sessionExpiresAt };
}

/** Where to sign. An ARN says it, and nobody may say otherwise. */
function regionOf({ channel, region }: TicketOptions): string | undefined {
  if (!isChannel(channel)) {
    throw new KvsError('bad-configuration', 'The channel is neither a channel name nor an ARN of one');
  }
  if (region !== undefined && !isRegion(region)) {
    throw new KvsError('bad-configuration', 'The region is no AWS region');
  }
  const ofArn = CHANNEL_ARN.exec(channel)?.[1];
  if (!ofArn) return region ?? environmentRegion();
  if (region && region !== ofArn) {
    throw new KvsError('bad-configuration', `The ARN is of ${ofArn}, the region is ${region}`);
  }
  return ofArn;
}

function readEnd(value: TicketOptions['sessionExpiresAt']): number {
  if (value === undefined) return Infinity;
  const time = epochMs(value);
  if (Number.isFinite(time)) return time;
  throw new KvsError(
    'bad-configuration',
    'sessionExpiresAt is neither epoch milliseconds (not seconds) nor ISO 8601 with a time zone',
    {
      hint: 'A Date has toISOString(); a text without a zone needs a Z for UTC, or an offset such as +01:00.',
    },
  );
}

/** Where the server runs, as Lambda and the AWS clients say it; unknown where there is no environment. */
function environmentRegion(): string | undefined {
  return globalThis.process?.env['AWS_REGION'];
}

/** Whether a value is a channel's name or its whole ARN. */
export function isChannel(value: unknown): value is string {
  return typeof value === 'string' && (CHANNEL_NAME.test(value) || CHANNEL_ARN.test(value));
}

export function isRegion(value: unknown): value is string {
  return typeof value === 'string' && REGION.test(value);
}
