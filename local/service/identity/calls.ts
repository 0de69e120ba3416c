import type { Account } from '../account.js';
import { Reply } from '../http.js';
import type { Call } from '../http.js';
import { Input } from '../input.js';
import { IdentityError, invalidParameter, toIdentityError } from './errors.js';
import type { Identity, IdentityPool } from './pools.js';
import { writeWebToken } from './web-token.js';

interface Asked {
  readonly account: Account;
  readonly input: Input;
}

interface IdentityOperation {
  /** Default quota in calls per second, account and region (Cognito Developer Guide, "Quotas"). */
  readonly perSecond: number;
  /** Whose call it is; throws ResourceNotFoundException. */
  readonly locate: (asked: Asked) => { readonly pool: IdentityPool; readonly identity?: Identity };
  readonly run: (asked: Asked, pool: IdentityPool, identity: Identity | undefined) => object;
}

const TARGET = 'AWSCognitoIdentityService.';
const ID = /^[\w-]+:[0-9a-f-]+$/;
const TOKEN_SECONDS = 600;
const SESSION_SECONDS = 3600;

/** The calls that a visitor makes; none of them is signed. */
const OPERATIONS: Readonly<Record<string, IdentityOperation>> = {
  GetId: {
    perSecond: 25,
    locate: ({ account, input }) => ({ pool: account.pools.need(readId(input, 'IdentityPoolId')) }),
    run: ({ input }, pool) => ({ IdentityId: pool.admit(input.map('Logins')).id }),
  },
  GetCredentialsForIdentity: { perSecond: 200, locate: locateIdentity, run: giveCredentials },
  GetOpenIdToken: { perSecond: 200, locate: locateIdentity, run: giveToken },
};

/** Whether a call is for the identity service. */
export function isIdentityCall({ headers }: Call): boolean {
  return String(headers['x-amz-target'] ?? '').startsWith(TARGET);
}

/** Answers a call to the Cognito identity service: JSON 1.1, the operation in `X-Amz-Target`. */
export function answerIdentityCall(account: Account, call: Call): Reply {
  const name = String(call.headers['x-amz-target']).slice(TARGET.length);
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  let pool: IdentityPool | undefined;
  try {
    if (!operation) throw new IdentityError('UnknownOperationException', '');
    const asked = { account, input: Input.parse(call.body) };
    const located = operation.locate(asked);
    pool = located.pool;
    pool.ledger.called(name);
    throttle(account, name, operation.perSecond);
    const output = operation.run(asked, pool, located.identity);
    return new Reply('application/x-amz-json-1.1', JSON.stringify(output));
  } catch (thrown) {
    const error = toIdentityError(thrown);
    pool?.ledger.refused(name, error);
    throw error;
  }
}

function throttle(account: Account, name: string, perSecond: number): void {
  if (!account.settings.limits.throttleCalls || account.rates.take(`cognito ${name}`, perSecond)) return;
  throw new IdentityError('TooManyRequestsException', 'Rate exceeded');
}

function locateIdentity({ account, input }: Asked): { pool: IdentityPool; identity: Identity } {
  const identity = account.pools.needIdentity(readId(input, 'IdentityId'));
  return { pool: identity.pool, identity };
}

function readId(input: Input, field: 'IdentityPoolId' | 'IdentityId'): string {
  const id = input.needText(field);
  if (id.length <= 55 && ID.test(id)) return id;
  throw invalidParameter(
    `1 validation error detected: Value '${id.slice(0, 300)}' at '${field[0]?.toLowerCase()}${field.slice(1)}' ` +
      String.raw`failed to satisfy constraint: Member must satisfy regular expression pattern: [\w-]+:[0-9a-f-]+`,
  );
}

/** The enhanced flow: Cognito takes the role for the visitor, and narrows what a guest may do with it. */
function giveCredentials({ account, input }: Asked, pool: IdentityPool, identity?: Identity): object {
  const { role, narrowsGuests = true, sessionSeconds = SESSION_SECONDS } = pool.options;
  if (!identity) throw invalidParameter('IdentityId is required');
  pool.prove(identity, input.map('Logins'));
  if (input.text('CustomRoleArn') !== undefined) throw invalidParameter('No custom roles here');
  if (!role || (identity.isGuest && role.trustsGuests === false)) {
    throw new IdentityError(
      'InvalidIdentityPoolConfigurationException',
      'Invalid identity pool configuration. Check assigned IAM roles for this pool.',
    );
  }
  const session = account.sessions.open({
    lifeSeconds: sessionSeconds,
    principal: `arn:aws:sts::${account.settings.accountId}:assumed-role/${role.name}/CognitoIdentityCredentials`,
    ...(role.allow && { allow: role.allow }),
    // No action of KVS is on the list that guests are kept to.
    ...(identity.isGuest && narrowsGuests && { sessionPolicy: [] }),
  });
  return {
    IdentityId: identity.id,
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: session.expiration.getTime() / 1000,
    },
  };
}

/** The first half of the basic flow: with this token the visitor takes the role at STS, and is not narrowed. */
function giveToken({ account, input }: Asked, pool: IdentityPool, identity?: Identity): object {
  if (!identity) throw invalidParameter('IdentityId is required');
  const logins = input.map('Logins');
  pool.prove(identity, logins);
  if (!pool.options.allowClassicFlow) {
    throw invalidParameter('Basic (classic) flow is not enabled, please use enhanced flow.');
  }
  const iat = Math.floor(account.settings.now() / 1000);
  const amr = identity.isGuest ? ['unauthenticated'] : ['authenticated', ...logins.keys()];
  const claims = { sub: identity.id, aud: pool.id, amr, iss: 'https://cognito-identity.amazonaws.com', iat };
  return { IdentityId: identity.id, Token: writeWebToken({ ...claims, exp: iat + TOKEN_SECONDS }) };
}
