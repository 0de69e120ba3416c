import { createViewerTicket } from '../core/aws.js';
import { KvsError } from '../core/errors.js';
import type { AwsCredentials, ViewerTicket } from '../core/ticket.js';

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
  /** The right to watch ends here, though the connection could go on: epoch milliseconds or ISO 8601. */
  readonly sessionExpiresAt?: number | string | undefined;
  readonly signal?: AbortSignal | undefined;
}

const CLIENT_ID = /^(?!aws_)[a-z0-9_.-]{1,256}$/i;

/**
 * Makes the ticket with which one viewer connects once: looks the channel up (the answer is kept for hours),
 * gets ICE servers and signs the URL. Needs kinesisvideo:DescribeSignalingChannel (names only),
 * GetSignalingChannelEndpoint, GetIceServerConfig and ConnectAsViewer.
 *
 * @throws {KvsError} `bad-configuration`, `access-denied`, `channel-not-found`, `token-failed`
 */
export async function createTicket(options: TicketOptions): Promise<ViewerTicket> {
  const { sessionExpiresAt, region = environmentRegion(), ...request } = options;
  if (!isClientId(request.clientId)) {
    throw new KvsError('bad-configuration', 'The client id is not valid', {
      hint: 'It has 1 to 256 letters, digits, and the marks _ . - and does not begin with AWS_.',
    });
  }
  const isArn = request.channel.startsWith('arn:');
  const ticket = await createViewerTicket({ ...request, region: isArn ? options.region : region });
  return sessionExpiresAt === undefined ? ticket : { ...ticket, sessionExpiresAt };
}

/** Where the server runs, as Lambda and the AWS clients say it; unknown where there is no environment. */
export function environmentRegion(): string | undefined {
  return globalThis.process?.env['AWS_REGION'];
}

export function isClientId(value: unknown): value is string {
  return typeof value === 'string' && CLIENT_ID.test(value);
}
