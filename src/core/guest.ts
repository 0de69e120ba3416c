import type { AwsCredentials } from './ticket.js';

/** An identity pool, and where it is asked. */
export interface IdentityPool {
  readonly id: string;
  readonly region: string;
  /** Origin of the identity service. */
  readonly cognito: string;
  /** Origin of the token service. */
  readonly sts: string;
}

const STS_VERSION = '2011-06-15';
const SESSION_NAME = 'kvs-elements';
const KEY = 'kvs-elements:identity:';

/**
 * Cognito's basic flow for a guest: an identity, a web token for it, the role for the token. None of the three
 * calls is signed, so none of AWS's code is needed.
 *
 * Rejects with an error whose `name` is AWS's own.
 */
export async function takeRole(pool: IdentityPool, roleArn: string): Promise<AwsCredentials> {
  const form = new URLSearchParams({
    Action: 'AssumeRoleWithWebIdentity',
    Version: STS_VERSION,
    RoleArn: roleArn,
    RoleSessionName: SESSION_NAME,
    WebIdentityToken: await webToken(pool),
  });
  const response = await fetch(pool.sts, { method: 'POST', body: form, credentials: 'omit' });
  const read = elementsOf(await response.text());
  if (!response.ok) throw refusal(read('Code') ?? String(response.status), read('Message'));
  return {
    accessKeyId: read('AccessKeyId') ?? missing('AccessKeyId'),
    secretAccessKey: read('SecretAccessKey') ?? missing('SecretAccessKey'),
    sessionToken: read('SessionToken') ?? missing('SessionToken'),
    expiration: new Date(read('Expiration') ?? missing('Expiration')),
  };
}

async function webToken(pool: IdentityPool): Promise<string> {
  const known = recall(pool);
  try {
    if (known) return await tokenOf(pool, known);
  } catch (thrown) {
    // Only an identity that is gone is a reason for a new one.
    if ((thrown as Error).name !== 'ResourceNotFoundException') throw thrown;
  }
  const { IdentityId = missing('IdentityId') } = await askCognito(pool, 'GetId', { IdentityPoolId: pool.id });
  remember(pool, IdentityId);
  return tokenOf(pool, IdentityId);
}

async function tokenOf(pool: IdentityPool, IdentityId: string): Promise<string> {
  const { Token = missing('Token') } = await askCognito(pool, 'GetOpenIdToken', { IdentityId });
  return Token;
}

async function askCognito(
  { cognito }: IdentityPool,
  operation: string,
  input: object,
): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(cognito, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(input),
    credentials: 'omit',
  });
  const output = (await response.json()) as Readonly<Record<string, string>>;
  if (!response.ok) throw refusal(output['__type'] ?? String(response.status), output['message']);
  return output;
}

/** Reads elements that hold text. No parser: a page may forbid that by Trusted Types, and AWS nests nothing in these. */
function elementsOf(xml: string): (name: string) => string | undefined {
  return (name) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

function refusal(type: string, message = type): Error {
  // Some answers have the model's name before the type.
  return Object.assign(new Error(message), { name: type.replace(/^.*#/, '') });
}

function missing(what: string): never {
  throw new Error(`The answer has no ${what}`);
}

/** A tab stays the same guest: Cognito keeps each identity, and gives out few new ones a second. */
function recall({ id }: IdentityPool): string | null {
  try {
    return sessionStorage.getItem(KEY + id);
  } catch {
    return null;
  }
}

function remember({ id }: IdentityPool, identityId: string): void {
  try {
    sessionStorage.setItem(KEY + id, identityId);
  } catch {
    // A page may have no storage (a sandboxed frame): then each load is somebody new.
  }
}
