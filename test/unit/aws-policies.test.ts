import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import * as kinesisVideo from '@aws-sdk/client-kinesis-video';
import * as signaling from '@aws-sdk/client-kinesis-video-signaling';
import { startService } from '../../local/service/index.js';
import { createTicket, KvsError } from '../../src/server/index.js';

interface Statement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: string;
  readonly Principal?: unknown;
}

interface Policy {
  readonly Version: string;
  readonly Statement: readonly Statement[];
}

/** Actions of KVS that no client has: a WebSocket is signed for them. */
const SOCKET_ACTIONS = ['ConnectAsViewer'];
const CHANNEL = /^arn:aws:kinesisvideo:[a-z]{2}-[a-z]+-\d:\d{12}:channel\/[\w.*-]+\/\*$/;
const POOL = /^[a-z]{2}-[a-z]+-\d:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const read = (name: string): unknown => JSON.parse(readFileSync(`docs/aws/${name}`, 'utf8'));
const policies = globSync('docs/aws/*-policy.json').map((path) => path.replace(/^.*\//, ''));

/** What the clients of KVS can call, by the names of IAM. */
function actionsOfClients(): string[] {
  const commands = Object.keys({ ...kinesisVideo, ...signaling }).filter((name) =>
    /^[A-Z]\w+Command$/.test(name),
  );
  return [...commands.map((name) => name.replace(/Command$/, '')), ...SOCKET_ACTIONS];
}

/** Whether a server that may do only this brings a viewer into a channel. */
async function letsIn(actions: readonly string[]): Promise<boolean> {
  const keys = { accessKeyId: 'AKIDPOLICY', secretAccessKey: 'policy-secret' };
  await using service = await startService({ credentials: [{ ...keys, allow: { actions } }] });
  service.createChannel('front-door');
  const { endpoint, region } = service;
  try {
    const wish = { channel: 'front-door', clientId: 'guard', region, endpoint, credentials: keys };
    const socket = new WebSocket((await createTicket(wish)).signalingUrl);
    const [type] = await Promise.race(['open', 'error'].map((name) => once(socket, name).then(() => [name])));
    socket.close();
    return type === 'open';
  } catch (error) {
    assert.ok(error instanceof KvsError && error.code === 'access-denied', String(error));
    return false;
  }
}

describe('the IAM policies of the documentation', () => {
  it('are there', () =>
    assert.deepEqual(policies.sort(), ['token-server-policy.json', 'viewer-policy.json']));

  for (const name of policies) {
    it(`${name} allows known actions on channels, and nothing by a wildcard`, () => {
      const { Version, Statement } = read(name) as Policy;
      assert.equal(Version, '2012-10-17');
      for (const { Effect, Action, Resource = '', Principal } of Statement) {
        assert.equal(Effect, 'Allow');
        assert.equal(Principal, undefined);
        assert.match(Resource, CHANNEL);
        for (const action of [Action].flat()) {
          const [service, call = ''] = action.split(':');
          assert.equal(service, 'kinesisvideo');
          assert.ok(actionsOfClients().includes(call), action);
        }
      }
    });

    it(`${name} is enough to let a viewer in, and not without any of its actions`, async () => {
      const actions = (read(name) as Policy).Statement.flatMap(({ Action }) => Action);
      assert.equal(await letsIn(actions), true);
      for (const missing of actions) {
        assert.equal(await letsIn(actions.filter((action) => action !== missing)), false, missing);
      }
    });
  }
});

describe('the identity pool of the documentation', () => {
  it('lets guests of one pool take one role, and no others', () => {
    const [statement, ...more] = (read('identity-pool-trust.json') as Policy).Statement as (Statement & {
      Condition: Record<string, Record<string, string>>;
    })[];
    assert(statement);
    assert.deepEqual(more, []);
    assert.equal(statement.Action, 'sts:AssumeRoleWithWebIdentity');
    assert.deepEqual(statement.Principal, { Federated: 'cognito-identity.amazonaws.com' });
    assert.match(statement.Condition['StringEquals']?.['cognito-identity.amazonaws.com:aud'] ?? '', POOL);
    const { amr } = {
      amr: statement.Condition['ForAnyValue:StringLike']?.['cognito-identity.amazonaws.com:amr'],
    };
    assert.equal(amr, 'unauthenticated');
  });

  it('is made with fields that Cognito knows', () => {
    const pool = read('identity-pool.json');
    assert.deepEqual(pool, {
      IdentityPoolName: 'public-cameras',
      AllowUnauthenticatedIdentities: true,
      AllowClassicFlow: true,
    });
    const { IdentityPoolId, Roles } = read('identity-pool-roles.json') as {
      IdentityPoolId: string;
      Roles: Record<string, string>;
    };
    assert.match(IdentityPoolId, POOL);
    assert.deepEqual(Object.keys(Roles), ['unauthenticated']);
    assert.match(Roles['unauthenticated'] ?? '', /^arn:aws:iam::\d{12}:role\/[\w-]+$/);
  });
});
