import { authenticate, authorize } from './access.js';
import { checkArn, checkName } from './account.js';
import type { Account } from './account.js';
import type { Channel } from './channel.js';
import { authError, errorOf, invalidArgument, limitExceeded, notFound, ServiceError } from './errors.js';
import type { Credential, Role } from './options.js';
import { readPresigned, readQuery } from './received.js';
import type { ReceivedRequest } from './received.js';

/** Whom a handshake lets in, and where. */
export interface Admission {
  readonly channel: Channel;
  readonly clientId?: string;
}

/** What IAM calls connecting in a role. */
export const CONNECT_ACTIONS = { MASTER: 'ConnectAsMaster', VIEWER: 'ConnectAsViewer' } as const;

/** The error types KVS answers a handshake with (fact sheet section 3, "Handshake result"). */
const HANDSHAKE_ERRORS = {
  400: 'InvalidArgumentException',
  403: 'AccessDeniedException',
  404: 'ResourceNotFoundException',
} as const;

/** Checks a handshake from signature to viewer slot; throws the ServiceError to refuse it with. */
export function admit(request: ReceivedRequest, role: Role, account: Account): Admission {
  const parameters = uniqueParameters(request);
  const credential = authenticateSigned(request, account);
  const arn = parameters.get('X-Amz-ChannelARN') ?? '';
  checkArn(arn, 'X-Amz-ChannelARN');
  const clientId = parameters.get('X-Amz-ClientId');
  checkClientId(clientId, role);
  authorize(credential, CONNECT_ACTIONS[role], { arn, name: arn.split('/')[1] ?? '' });
  const channel = account.byArn(arn);
  if (!channel) throw notFound(arn);
  refuseOnRequest(channel, role);
  const rate = account.settings.limits.connectsPerSecond;
  if (!channel.rates.take(CONNECT_ACTIONS[role], rate)) {
    throw limitExceeded(`More than ${rate} connections per second to the channel`);
  }
  if (clientId === undefined) return { channel };
  if (role === 'VIEWER') channel.room.checkSlot(clientId);
  return { channel, clientId };
}

/** The channel a handshake names, whatever else is wrong with it; for booking refusals. */
export function channelNamed(request: ReceivedRequest, account: Account): Channel | undefined {
  try {
    return account.byArn(uniqueParameters(request).get('X-Amz-ChannelARN') ?? '');
  } catch {
    return undefined;
  }
}

function uniqueParameters(request: ReceivedRequest): Map<string, string> {
  const query = readQuery(request.target);
  const parameters = new Map(query);
  if (parameters.size === query.length) return parameters;
  throw invalidArgument('A query parameter is given twice');
}

// The handshake knows one type for all that the auth layer refuses.
function authenticateSigned(request: ReceivedRequest, account: Account): Credential {
  try {
    return authenticate(readPresigned(request), account);
  } catch (error) {
    throw error instanceof ServiceError ? authError('AccessDeniedException', error.message) : error;
  }
}

function checkClientId(clientId: string | undefined, role: Role): void {
  if (clientId === undefined) {
    if (role === 'MASTER') return;
    throw invalidArgument('X-Amz-ClientId is required to connect as a viewer');
  }
  checkName(clientId, 'X-Amz-ClientId');
  if (role === 'VIEWER' && /^aws_/i.test(clientId))
    throw invalidArgument('X-Amz-ClientId must not begin with AWS_');
}

function refuseOnRequest(channel: Channel, role: Role): void {
  const fault = channel.faults.use('refuse-handshake', (candidate) => (candidate.role ?? role) === role);
  if (fault) throw errorOf(fault.errorType ?? HANDSHAKE_ERRORS[fault.status], fault.status);
}
