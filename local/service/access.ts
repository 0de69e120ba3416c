import { authError } from './errors.js';
import type { Credential } from './options.js';
import type { SignatureClaim } from './received.js';
import { sign, timestamp } from './sigv4.js';

/** Where keys are looked up, and by which clock and region they are checked. */
export interface KeyRing {
  readonly settings: { readonly region: string; readonly now: () => number };
  credential(accessKeyId: string): Credential | undefined;
}

const SKEW_MS = 300_000;

/**
 * Finds the key a request was signed with and checks everything about the signature.
 *
 * Throws the auth layer's 403 errors (fact sheet section 1, "Errors").
 */
export function authenticate(claim: SignatureClaim, keys: KeyRing): Credential {
  const { settings } = keys;
  const now = settings.now();
  const credential = keys.credential(claim.accessKeyId);
  if (!credential || credential.sessionToken !== claim.sessionToken) throw unrecognized();
  checkScope(claim, settings.region);
  checkClock(claim, now);
  const { date, region, service } = claim;
  const expected = sign(claim.canonicalRequest, { date, region, service }, credential.secretAccessKey);
  if (expected !== claim.signature) {
    throw invalid(
      'The request signature we calculated does not match the signature you provided. ' +
        'Check your AWS Secret Access Key and signing method.',
    );
  }
  if (credential.expiration && credential.expiration.getTime() <= now) {
    throw authError('ExpiredTokenException', 'The security token included in the request is expired');
  }
  return credential;
}

/** What an action is done to: an existing channel, one by name only, or the account. */
export interface Resource {
  readonly name?: string;
  readonly arn?: string;
}

/** Throws AccessDeniedException 403 unless the key may do this. */
export function authorize(credential: Credential, action: string, resource: Resource): void {
  const { actions, channels } = credential.allow ?? {};
  const isAllowed =
    lists(actions, action) && (channels ?? ['*']).some((pattern) => covers(pattern, resource));
  const isLeftOver = lists(credential.sessionPolicy, action);
  if (isAllowed && isLeftOver) return;
  throw authError(
    'AccessDeniedException',
    `User: ${credential.principal ?? credential.accessKeyId} is not authorized to perform: kinesisvideo:${action} ` +
      `on resource: ${resource.arn ?? resource.name ?? '*'}` +
      (isLeftOver ? '' : ` because no session policy allows the kinesisvideo:${action} action`),
  );
}

function lists(actions: readonly string[] | undefined, action: string): boolean {
  return (actions ?? ['*']).some((pattern) => matches(pattern.replace(/^kinesisvideo:/, ''), action));
}

function checkScope({ region, service }: SignatureClaim, expected: string): void {
  if (region !== expected) throw invalid('Credential should be scoped to a valid region.');
  if (service !== 'kinesisvideo')
    throw invalid("Credential should be scoped to correct service: 'kinesisvideo'.");
}

function checkClock({ date, expiresSeconds = Infinity }: SignatureClaim, now: number): void {
  const signed = date.getTime();
  const text = timestamp(date);
  const clock = timestamp(new Date(now));
  if (now > signed + Math.min(SKEW_MS, expiresSeconds * 1000)) {
    const earliest = timestamp(new Date(now - SKEW_MS));
    throw invalid(`Signature expired: ${text} is now earlier than ${earliest} (${clock} - 5 min.)`);
  }
  if (signed > now + SKEW_MS) {
    const latest = timestamp(new Date(now + SKEW_MS));
    throw invalid(`Signature not yet current: ${text} is still later than ${latest} (${clock} + 5 min.)`);
  }
}

function covers(pattern: string, { name, arn }: Resource): boolean {
  return [name, arn, name === undefined && arn === undefined ? '*' : undefined].some(
    (text) => text !== undefined && matches(pattern, text),
  );
}

function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.\\^$+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`).test(text);
}

function unrecognized(): Error {
  return authError('UnrecognizedClientException', 'The security token included in the request is invalid.');
}

function invalid(text: string): Error {
  return authError('InvalidSignatureException', text);
}
