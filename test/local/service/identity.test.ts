import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DescribeSignalingChannelCommand, KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { fromCognitoIdentityPool, fromWebToken } from '@aws-sdk/credential-providers';
import type { IdentityPoolOptions, LocalService } from '../../../local/service/index.js';
import type { AwsCredentials } from '../../../src/core/ticket.js';
import { Clock, connect, named, refusal, start, urlOf } from './support.js';

const role = {
  name: 'public-cameras-guest',
  allow: { actions: ['DescribeSignalingChannel', 'ConnectAsViewer'] },
};
const PROVIDER = 'accounts.example.com';

/** The official provider, told nothing but where the service is. */
function providerOf(
  service: LocalService,
  identityPoolId: string,
  logins?: Record<string, string>,
): () => Promise<AwsCredentials> {
  const { endpoint, region } = service;
  const clientConfig = { endpoint, region, maxAttempts: 1 };
  return fromCognitoIdentityPool({ identityPoolId, clientConfig, ...(logins && { logins }) });
}

/** Asks the control plane with whatever keys. */
function describeCamera(service: LocalService, credentials: AwsCredentials): Promise<unknown> {
  const { endpoint, region } = service;
  const client = new KinesisVideoClient({ endpoint, region, credentials, maxAttempts: 1 });
  return client.send(new DescribeSignalingChannelCommand({ ChannelName: 'camera' }));
}

/** One call as any page could make it. */
async function call(service: LocalService, operation: string, body: object): Promise<Record<string, string>> {
  const response = await fetch(service.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityService.${operation}`,
    },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, string>;
  const type = response.headers.get('x-amzn-errortype');
  assert.equal(type ?? undefined, response.ok ? undefined : `${answer['__type']}:`);
  return { ...answer, status: String(response.status) };
}

/** The basic flow, its second half by the official provider. */
async function takeRole(
  service: LocalService,
  IdentityPoolId: string,
  roleArn: string,
): Promise<AwsCredentials> {
  const { IdentityId } = await call(service, 'GetId', { IdentityPoolId });
  const { Token = '' } = await call(service, 'GetOpenIdToken', { IdentityId });
  const { endpoint, region } = service;
  const clientConfig = { endpoint, region, maxAttempts: 1 };
  return fromWebToken({ roleArn, webIdentityToken: Token, clientConfig })();
}

async function pool(
  options: IdentityPoolOptions,
  now?: () => number,
): Promise<{ service: Awaited<ReturnType<typeof start>>; id: string }> {
  const service = await start(now && { now });
  return { service, id: service.createIdentityPool({ role, ...options }) };
}

describe('the identity service, asked for what no header can say', () => {
  for (const IdentityPoolId of ['us-west-2:…', 'a\nb', 'ä'.repeat(60), '\u0000']) {
    it(`refuses the pool ${JSON.stringify(IdentityPoolId.slice(0, 12))}, and lives on`, async () => {
      await using service = await start();
      const { status, message } = await call(service, 'GetId', { IdentityPoolId });
      assert.equal(status, '400');
      assert.ok(message?.includes(IdentityPoolId.slice(0, 12)), message);
      assert.equal((await call(service, 'GetId', {}))['status'], '400');
    });
  }
});

describe('the identity service, asked by the official provider', () => {
  it('gives who has signed in temporary keys that open control plane and signaling', async () => {
    const { service, id } = await pool({ logins: { [PROVIDER]: ['token-of-ann'] } });
    await using _ = service;
    const provider = providerOf(service, id, { [PROVIDER]: 'token-of-ann' });
    const before = Date.now();
    const keys = await provider();
    assert.match(keys.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
    const lifeMs = keys.expiration!.getTime() - before;
    assert.ok(lifeMs >= 3_600_000 && lifeMs < 3_605_000, `${lifeMs}`);
    await describeCamera(service, keys);
    (await connect(service, 'VIEWER', { credentials: keys })).socket.terminate();
    assert.notEqual((await provider()).accessKeyId, keys.accessKeyId);
    const { identities, calls, refused } = service.identityPool(id);
    // Who signs in again is the same identity.
    assert.deepEqual([identities, calls['GetCredentialsForIdentity'], refused], [1, 2, []]);
  });

  it('checks the session token, and lets the role do no more than its policy', async () => {
    const { service, id } = await pool({ narrowsGuests: false });
    await using _ = service;
    const keys = await providerOf(service, id)();
    const other = await providerOf(service, id)();
    const mixed = { ...keys, sessionToken: other.sessionToken! };
    await assert.rejects(describeCamera(service, mixed), named('UnrecognizedClientException', 403));
    assert.equal((await refusal(urlOf(service, 'VIEWER', { credentials: mixed }))).status, 403);
    const asMaster = await refusal(urlOf(service, 'MASTER', { credentials: keys }));
    assert.match(asMaster.body, /assumed-role\/public-cameras-guest\/CognitoIdentityCredentials is not auth/);
  });

  it('keeps guests of the enhanced flow away from KVS, as AWS does', async () => {
    const { service, id } = await pool({});
    await using _ = service;
    const keys = await providerOf(service, id)();
    await assert.rejects(describeCamera(service, keys), (error) => {
      named('AccessDeniedException', 403)(error);
      assert.match(
        String(error),
        /because no session policy allows the kinesisvideo:DescribeSignalingChannel action$/,
      );
      return true;
    });
    assert.equal((await refusal(urlOf(service, 'VIEWER', { credentials: keys }))).status, 403);
  });

  it('lets guests take the role at STS, where the pool allows the basic flow', async () => {
    const { service, id } = await pool({ allowClassicFlow: true });
    await using _ = service;
    const { roleArn = '' } = service.identityPool(id);
    const keys = await takeRole(service, id, roleArn);
    assert.match(keys.accessKeyId, /^ASIA/);
    assert.ok(Math.abs(keys.expiration!.getTime() - Date.now() - 3_600_000) < 5_000);
    await describeCamera(service, keys);
    (await connect(service, 'VIEWER', { credentials: keys })).socket.terminate();
    await assert.rejects(takeRole(service, id, `${roleArn}-of-others`), named('AccessDenied', 403));
    const { refused } = service.identityPool(id);
    assert.deepEqual(
      refused.map(({ operation, errorType }) => [operation, errorType]),
      [['AssumeRoleWithWebIdentity', 'AccessDenied']],
    );
  });

  it('refuses a token that it did not make, or that is older than ten minutes', async () => {
    const clock = new Clock();
    const { service, id } = await pool({ allowClassicFlow: true }, clock.now);
    await using _ = service;
    const { roleArn = '' } = service.identityPool(id);
    const { IdentityId } = await call(service, 'GetId', { IdentityPoolId: id });
    const { Token = '' } = await call(service, 'GetOpenIdToken', { IdentityId });
    const { endpoint, region } = service;
    const ask = (webIdentityToken: string): Promise<unknown> =>
      fromWebToken({ roleArn, webIdentityToken, clientConfig: { endpoint, region, maxAttempts: 1 } })();
    await assert.rejects(ask(`${Token}x`), named('InvalidIdentityTokenException', 400));
    await ask(Token);
    clock.advance(600_000);
    await assert.rejects(ask(Token), named('ExpiredTokenException', 400));
  });

  it('refuses keys that have expired, as KVS does', async () => {
    const clock = new Clock();
    const { service, id } = await pool({ narrowsGuests: false, sessionSeconds: 60 }, clock.now);
    await using _ = service;
    const keys = await providerOf(service, id)();
    (await connect(service, 'VIEWER', { credentials: keys, now: clock.now })).socket.terminate();
    clock.advance(61_000);
    const late = urlOf(service, 'VIEWER', { credentials: keys, now: clock.now });
    const { status, body } = await refusal(late);
    assert.equal(status, 403);
    assert.match(body, /The security token included in the request is expired/);
  });

  it('refuses in the words of the service', async () => {
    const { service, id } = await pool({ allowUnauthenticated: false });
    await using _ = service;
    const elsewhere = 'us-west-2:00000000-0000-0000-0000-000000000000';
    const refused = async (identityPoolId: string): Promise<string> =>
      providerOf(service, identityPoolId)().then(() => 'let in', String);
    assert.equal(
      await refused(elsewhere),
      `ResourceNotFoundException: IdentityPool '${elsewhere}' not found.`,
    );
    assert.equal(
      await refused(id),
      'NotAuthorizedException: Unauthenticated access is not supported for this identity pool.',
    );
    assert.match(await refused('nonsense'), /^InvalidParameterException: 1 validation error detected/);
    const bare = service.createIdentityPool();
    assert.equal(
      await refused(bare),
      'InvalidIdentityPoolConfigurationException: Invalid identity pool configuration. ' +
        'Check assigned IAM roles for this pool.',
    );
    const { IdentityId } = await call(service, 'GetId', { IdentityPoolId: bare });
    assert.deepEqual(await call(service, 'GetOpenIdToken', { IdentityId }), {
      __type: 'InvalidParameterException',
      message: 'Basic (classic) flow is not enabled, please use enhanced flow.',
      status: '400',
    });
    assert.equal((await call(service, 'ListIdentityPools', {}))['__type'], 'UnknownOperationException');
  });

  it('gives out 25 identities a second and no more', async () => {
    const clock = new Clock();
    const { service, id } = await pool({}, clock.now);
    await using _ = service;
    const ask = (): Promise<Record<string, string>> => call(service, 'GetId', { IdentityPoolId: id });
    const answers = await Promise.all(Array.from({ length: 26 }, ask));
    const refused = answers.filter(({ status }) => status !== '200');
    assert.deepEqual(refused, [
      { __type: 'TooManyRequestsException', message: 'Rate exceeded', status: '400' },
    ]);
    assert.equal(service.identityPool(id).identities, 25);
    clock.advance(1_000);
    assert.equal((await ask())['status'], '200');
  });

  it('answers a page of this machine, and no other', async () => {
    const { service } = await pool({});
    await using _ = service;
    const ask = (origin: string): Promise<Response> =>
      fetch(service.endpoint, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers':
            'amz-sdk-invocation-id,amz-sdk-request,content-type,x-amz-target,x-amz-user-agent',
        },
      });
    assert.equal((await ask('https://example.com')).status, 403);
    const preflight = await ask('http://localhost:5173');
    assert.equal(preflight.headers.get('access-control-allow-origin'), '*');
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /x-amz-target/);
  });
});
