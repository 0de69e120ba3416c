import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers';
import { KvsError } from './errors.js';
import type { AwsCredentials, TokenCallback } from './ticket.js';

const ID = /^([a-z]{2,}(?:-[a-z0-9]+)+):[0-9a-f-]{36}$/;
const callbacks = new Map<string, TokenCallback>();

/**
 * A token callback that gives unauthenticated visitors the credentials of a Cognito identity pool. One per
 * pool and page, so that all its cameras share one identity.
 *
 * @throws {KvsError} `bad-configuration`
 */
export function credentialsOfIdentityPool(identityPoolId: string): TokenCallback {
  const known = callbacks.get(identityPoolId);
  if (known) return known;
  const region = ID.exec(identityPoolId)?.[1];
  if (!region) {
    throw new KvsError('bad-configuration', `"${identityPoolId}" is no identity pool id`, {
      hint: 'It looks like us-west-2:00000000-0000-0000-0000-000000000000.',
    });
  }
  const provider = fromCognitoIdentityPool({ identityPoolId, clientConfig: { region } });
  const callback = (): Promise<AwsCredentials> => provider();
  callbacks.set(identityPoolId, callback);
  return callback;
}
