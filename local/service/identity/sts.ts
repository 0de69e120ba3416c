import { randomUUID } from 'node:crypto';
import type { Account } from '../account.js';
import { ServiceError, toServiceError } from '../errors.js';
import { Reply } from '../http.js';
import type { Call } from '../http.js';
import { pathOf } from '../received.js';
import { escapeXml, StsError } from './errors.js';
import type { IdentityPool } from './pools.js';
import type { Session } from './sessions.js';
import { readWebToken } from './web-token.js';
import type { Claims } from './web-token.js';

const ACTION = 'AssumeRoleWithWebIdentity';
const VERSION = '2011-06-15';
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
const SESSION_SECONDS = 3600;

/** Whether a call is for STS: a form, posted to no path in particular. */
export function isStsCall(call: Call): boolean {
  const type = call.headers['content-type'] ?? '';
  return (
    call.method === 'POST' && pathOf(call) === '/' && type.startsWith('application/x-www-form-urlencoded')
  );
}

/** Answers the one call of STS that needs no signature, as the second half of Cognito's basic flow. */
export function answerStsCall(account: Account, call: Call): Reply {
  const form = new URLSearchParams(Buffer.from(call.body).toString());
  const claims = readWebToken(form.get('WebIdentityToken') ?? '');
  const pool = claims && account.pools.find(claims.aud);
  pool?.ledger.called(ACTION);
  try {
    return assumeRole(account, form, claims, pool);
  } catch (thrown) {
    const { type, status, message } = toServiceError(thrown);
    const error = new StsError(type, status, message);
    pool?.ledger.refused(ACTION, error);
    throw error;
  }
}

function assumeRole(account: Account, form: URLSearchParams, claims?: Claims, pool?: IdentityPool): Reply {
  if (form.get('Action') !== ACTION || form.get('Version') !== VERSION) {
    throw refusal(
      'InvalidAction',
      `Could not find operation ${form.get('Action') ?? ''} for version ${VERSION}`,
    );
  }
  const need = (name: string): string => form.get(name) ?? missing(name);
  const [roleArn, sessionName] = [need('RoleArn'), need('RoleSessionName')];
  if (!SESSION_NAME.test(sessionName)) {
    throw refusal('ValidationError', `The session name ${sessionName} is not valid`);
  }
  need('WebIdentityToken');
  if (!claims || !pool) throw refusal('InvalidIdentityToken', 'The ID Token provided is not a valid JWT.');
  if (claims.exp * 1000 <= account.settings.now()) {
    throw refusal(
      'ExpiredTokenException',
      'Token expired: current date/time is after the expiration date/time',
    );
  }
  const { role, sessionSeconds = SESSION_SECONDS } = pool.options;
  const isTrusted = !claims.amr.includes('unauthenticated') || role?.trustsGuests !== false;
  if (!role || pool.roleArn !== roleArn || !isTrusted) {
    throw refusal('AccessDenied', `Not authorized to perform sts:${ACTION}`, 403);
  }
  const principal = `arn:aws:sts::${account.settings.accountId}:assumed-role/${role.name}/${sessionName}`;
  const lifeSeconds = Math.min(sessionSeconds, readDuration(form));
  const session = account.sessions.open({ lifeSeconds, principal, ...(role.allow && { allow: role.allow }) });
  return new Reply('text/xml', documentOf(session, principal, claims));
}

function readDuration(form: URLSearchParams): number {
  const seconds = Number(form.get('DurationSeconds') ?? SESSION_SECONDS);
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= SESSION_SECONDS) return seconds;
  throw refusal(
    'ValidationError',
    'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
  );
}

function documentOf(session: Session, arn: string, { sub, aud }: Claims): string {
  const credentials = {
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    SessionToken: session.sessionToken,
    Expiration: session.expiration.toISOString().replace('.000Z', 'Z'),
  };
  const result = [
    element('SubjectFromWebIdentityToken', sub),
    element('Audience', aud),
    `<AssumedRoleUser>${element('Arn', arn)}${element('AssumedRoleId', `AROALOCAL:${arn.split('/').at(-1)}`)}</AssumedRoleUser>`,
    `<Credentials>${Object.entries(credentials)
      .map(([name, text]) => element(name, text))
      .join('')}</Credentials>`,
    element('Provider', 'cognito-identity.amazonaws.com'),
  ].join('');
  return (
    `<${ACTION}Response xmlns="https://sts.amazonaws.com/doc/${VERSION}/"><${ACTION}Result>${result}</${ACTION}Result>` +
    `<ResponseMetadata>${element('RequestId', randomUUID())}</ResponseMetadata></${ACTION}Response>`
  );
}

function element(name: string, text: string): string {
  return `<${name}>${escapeXml(text)}</${name}>`;
}

function missing(name: string): never {
  throw refusal('ValidationError', `1 validation error detected: Value null at '${name}' must not be null`);
}

function refusal(type: string, text: string, status = 400): ServiceError {
  return new ServiceError(type, status, text);
}
