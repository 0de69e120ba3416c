import { KvsError } from './errors.js';
import { takeRole, type IdentityPool } from './guest.js';
import { isLoopback, type AwsCredentials, type EarlyTicket, type TokenCallback } from './ticket.js';
import type { TokenSource } from './token.js';

type Wish = Pick<TokenSource, 'identityRoleArn' | 'endpoint'>;

interface Held {
  readonly credentials: Promise<AwsCredentials>;
  /** Who has got them. */
  readonly channels: Set<string>;
  until: number;
}

const POOL_ID = /^([a-z]{2,}(?:-[a-z0-9]+)+):[0-9a-f-]{36}$/;
const ROLE_ARN = /^arn:[a-z-]+:iam::\d{12}:role\/.+$/;
const callbacks = new Map<string, TokenCallback>();

/**
 * A ticket for a guest of a Cognito identity pool, as `ask` gets it with the guest's credentials.
 *
 * @throws {KvsError} as `credentialsOfIdentityPool` and `ask`, with what is behind it; so does the promise of ICE servers
 */
export async function ticketOfIdentityPool(
  id: string,
  wish: Wish,
  ask: (callback: TokenCallback) => Promise<EarlyTicket>,
): Promise<EarlyTicket> {
  const explained = (thrown: unknown): never => {
    throw explain(thrown, wish);
  };
  const ticket = await ask(credentialsOfIdentityPool(id, wish)).catch(explained);
  const iceServers = Promise.resolve(ticket.iceServers).catch(explained);
  // Awaited later, or not at all when the camera is not wanted any more.
  iceServers.catch(() => {});
  return { ...ticket, iceServers };
}

/**
 * A token callback that gives guests the credentials of a Cognito identity pool. One per pool and page, so that
 * all its cameras are one guest.
 *
 * @throws {KvsError} `bad-configuration`
 */
function credentialsOfIdentityPool(id: string, { identityRoleArn, endpoint }: Wish): TokenCallback {
  const key = [id, identityRoleArn, endpoint].join('\n');
  const known = callbacks.get(key);
  if (known) return known;
  const pool = readPool(id, endpoint);
  if (identityRoleArn && !ROLE_ARN.test(identityRoleArn)) {
    throw new KvsError('bad-configuration', `"${identityRoleArn}" is no ARN of a role`, {
      hint: 'It looks like arn:aws:iam::123456789012:role/public-cameras-guest.',
    });
  }
  const ask = identityRoleArn ? () => takeRole(pool, identityRoleArn) : enhancedFlow(pool);
  const callback = shared(() => ask().catch((thrown: unknown) => Promise.reject(translate(thrown, pool))));
  callbacks.set(key, callback);
  return callback;
}

/** Adds to KVS's refusal of a guest what is behind it. */
function explain(thrown: unknown, { identityRoleArn }: Wish): unknown {
  const isKvs = thrown instanceof KvsError && thrown.message.startsWith('KVS answered');
  if (!isKvs || thrown.code !== 'access-denied') return thrown;
  return new KvsError('access-denied', thrown.message, {
    cause: thrown,
    hint: identityRoleArn
      ? `Check that the policy of ${identityRoleArn} lets guests watch this channel.`
      : 'AWS keeps guests of Cognito’s enhanced flow away from KVS, whatever their role allows. Set identity-role-arn and allow the pool’s basic (classic) flow.',
  });
}

function readPool(id: string, endpoint: string | undefined): IdentityPool {
  const region = POOL_ID.exec(id)?.[1];
  if (!region) {
    throw new KvsError('bad-configuration', `"${id}" is no identity pool id`, {
      hint: 'It looks like us-west-2:00000000-0000-0000-0000-000000000000.',
    });
  }
  const url = endpoint ? new URL(endpoint) : undefined;
  // Local KVS answers for all three services; FIPS is wanted of all of them, and a VPC endpoint is KVS's own.
  if (url && isLoopback(url.hostname)) return { id, region, cognito: url.origin, sts: url.origin };
  const fips = url?.hostname.includes('-fips.') ? '-fips' : '';
  const suffix = `${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  return {
    id,
    region,
    cognito: `https://cognito-identity${fips}.${suffix}`,
    sts: `https://sts${fips}.${suffix}`,
  };
}

/** What the official provider does: Cognito takes the pool's own role for the guest. */
function enhancedFlow({ id, region, cognito }: IdentityPool): () => Promise<AwsCredentials> {
  let provider: (() => Promise<AwsCredentials>) | undefined;
  return async () => {
    const { fromCognitoIdentityPool } = await import('@aws-sdk/credential-providers');
    provider ??= fromCognitoIdentityPool({
      identityPoolId: id,
      clientConfig: { region, endpoint: cognito },
    });
    return provider();
  };
}

/** Cameras that ask together get the same; one that asks again could not use what it had. */
function shared(ask: () => Promise<AwsCredentials>): TokenCallback {
  let held: Held | undefined;
  return ({ channel }) => {
    if (!held || held.channels.has(channel) || Date.now() > held.until) held = hold(ask());
    held.channels.add(channel);
    return held.credentials;
  };
}

/** Newcomers get them for the first half of their life. */
function hold(credentials: Promise<AwsCredentials>): Held {
  const held: Held = { credentials, channels: new Set(), until: Infinity };
  const note = (end: number): void => {
    held.until = (Date.now() + end) / 2;
  };
  credentials.then(
    ({ expiration }) => note(expiration ? new Date(expiration).getTime() : 0),
    () => note(0),
  );
  return held;
}

function translate(thrown: unknown, { id, region, cognito, sts }: IdentityPool): KvsError {
  const { name, message } = thrown as Error;
  const refuse = (hint: string): KvsError =>
    new KvsError('access-denied', `AWS refused the guest: ${message}`, { hint, cause: thrown });
  switch (name) {
    case 'ResourceNotFoundException':
      return new KvsError('token-failed', `There is no identity pool ${id}`, {
        hint: `Check the attribute identity-pool-id against the pools of ${region}.`,
        cause: thrown,
      });
    case 'NotAuthorizedException':
      return refuse('Let guests into the pool: AllowUnauthenticatedIdentities.');
    case 'InvalidParameterException':
      if (message.includes('classic')) return refuse('Allow the pool’s basic flow: AllowClassicFlow.');
      break;
    case 'InvalidIdentityPoolConfigurationException':
    case 'AccessDenied':
      return refuse('Check the pool’s role: its trust policy has to name this pool and let guests in.');
    default:
  }
  return new KvsError('token-failed', `The identity pool gave no credentials: ${message}`, {
    hint: `Check that ${cognito} and ${sts} can be reached: the network, connect-src of the page’s policy.`,
    cause: thrown,
  });
}
