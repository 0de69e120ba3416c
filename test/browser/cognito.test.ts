import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers';
import { expect } from 'chai';
import '../../src/index.js';
import { desk, newCamera, newName, seen, viewers } from './support/desk.js';
import { overheard } from './support/overheard.js';
import { addCamera, clear, heard, nextError, paintedIdentity, reaches, until } from './support/page.js';

interface Pool {
  readonly id: string;
  readonly roleArn: string;
  readonly identities: number;
  readonly calls: Readonly<Record<string, number>>;
}

const WATCH = [
  'DescribeSignalingChannel',
  'GetSignalingChannelEndpoint',
  'GetIceServerConfig',
  'ConnectAsViewer',
];

const loaded = (name: RegExp): string[] =>
  performance
    .getEntriesByType('resource')
    .map((entry) => entry.name)
    .filter((url) => name.test(url));

const newPool = (options: object = {}): Promise<Pool> =>
  desk('create-identity-pool', {
    role: { name: 'public-cameras-guest', allow: { actions: WATCH } },
    ...options,
  });
const poolNow = ({ id }: Pool): Promise<Pool> => desk('identity-pool', { id });

describe('a Cognito identity pool', () => {
  let where: { endpoint: string; region: string };
  before(async () => {
    where = await desk<typeof where>('credentials');
  });
  afterEach(clear);

  /** Attributes of a camera that guests of a pool may watch. */
  const guestOf = (
    pool: Pick<Pool, 'id'>,
    channel: string,
    roleArn?: string,
  ): Readonly<Record<string, string>> => ({
    channel,
    region: where.region,
    endpoint: where.endpoint,
    'identity-pool-id': pool.id,
    ...(roleArn && { 'identity-role-arn': roleArn }),
  });

  it('shows a camera by attributes alone, and makes nine cameras one guest', async () => {
    expect(loaded(/core\/(?:cognito|guest|aws)\.ts/)).to.deep.equal([]);
    const pool = await newPool({ allowClassicFlow: true });
    const others = Array.from({ length: 8 }, () => newName('empty'));
    const [channel] = await Promise.all([
      newCamera('barn'),
      ...others.map((name) => desk('create-channel', { channel: name })),
    ]);
    const camera = addCamera(guestOf(pool, channel, pool.roleArn));
    const heardOf = overheard(camera);
    for (const name of others) addCamera({ ...guestOf(pool, name, pool.roleArn), loading: 'eager' });
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('barn');
    await Promise.all([channel, ...others].map((name) => viewers(name, 1, 10_000)));
    const { calls, identities } = await poolNow(pool);
    expect({ calls, identities }).to.deep.equal({
      calls: { GetId: 1, GetOpenIdToken: 1, AssumeRoleWithWebIdentity: 1 },
      identities: 1,
    });
    expect(loaded(/core\/guest\.ts/)).not.to.deep.equal([]);
    expect(heardOf()).to.include('["kvs-firstframe"');
    expect(heardOf()).not.to.match(/ASIA[A-Z2-7]|eyJ\w|X-Amz-(?:Signature|Security)|secretAccessKey/i);
  });

  it('takes the official provider as it is', async () => {
    const pool = await newPool({ logins: { 'accounts.example.com': ['token-of-ann'] } });
    const channel = await newCamera('gate');
    const { region, endpoint } = where;
    const getToken = fromCognitoIdentityPool({
      identityPoolId: pool.id,
      clientConfig: { region, endpoint },
      logins: { 'accounts.example.com': 'token-of-ann' },
    });
    const camera = addCamera({ channel, region, endpoint }, { getToken });
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('gate');
    expect((await poolNow(pool)).identities).to.equal(1);
  });

  it('keeps the picture when the credentials expire, and gets new ones for the next connection', async () => {
    const pool = await newPool({ allowClassicFlow: true, sessionSeconds: 4 });
    const channel = await newCamera('workshop');
    const camera = addCamera(guestOf(pool, channel, pool.roleArn));
    await reaches(camera, 'live');
    const expiredAt = Date.now() + 5_000;
    const states: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    await until(() => Date.now() > expiredAt, 'the credentials expire', 8_000);
    expect(states).to.deep.equal([]);
    const isBack = heard(camera, 'kvs-statechange', ({ state }) => state === 'live');
    camera.reconnect();
    await isBack;
    expect(states).not.to.include('denied');
    expect((await seen(channel)).refused).to.deep.equal([]);
    const { calls } = await poolNow(pool);
    expect(calls).to.deep.equal({ GetId: 1, GetOpenIdToken: 2, AssumeRoleWithWebIdentity: 2 });
  });

  it('says what is wrong with the pool, and what to do', async () => {
    const channel = newName('nobody');
    await desk('create-channel', { channel });
    const refusalOf = async (pool: Pick<Pool, 'id'>, roleArn?: string): Promise<string[]> => {
      const camera = addCamera(guestOf(pool, channel, roleArn));
      const { code, hint } = await nextError(camera);
      camera.remove();
      return [code, hint];
    };
    const elsewhere = { id: `${where.region}:00000000-0000-0000-0000-000000000000` };
    const role = 'arn:aws:iam::123456789012:role/public-cameras-guest';
    const unknown = `Check the attribute identity-pool-id against the pools of ${where.region}.`;
    expect(await refusalOf(elsewhere, role)).to.deep.equal(['token-failed', unknown]);
    expect(await refusalOf(elsewhere)).to.deep.equal(['token-failed', unknown]);
    const closed = await newPool({ allowUnauthenticated: false, allowClassicFlow: true });
    for (const roleArn of [role, undefined]) {
      const [code, hint] = await refusalOf(closed, roleArn);
      expect([code, hint]).to.deep.equal([
        'access-denied',
        'Let guests into the pool: AllowUnauthenticatedIdentities.',
      ]);
    }
    const [code, hint] = await refusalOf(await newPool(), role);
    expect([code, hint]).to.deep.equal(['access-denied', 'Allow the pool’s basic flow: AllowClassicFlow.']);
    const narrowed = await refusalOf(await newPool());
    expect(narrowed[0]).to.equal('access-denied');
    expect(narrowed[1]).to.match(/Set identity-role-arn/);
    expect((await refusalOf({ id: 'nonsense' }))[0]).to.equal('bad-configuration');
    const open = await newPool({ allowClassicFlow: true });
    expect((await refusalOf(open, 'arn:aws:iam::123456789012:role/others'))[1]).to.match(/trust policy/);
  });

  it('uses the enhanced flow without a role, where that is enough', async () => {
    const pool = await newPool({ narrowsGuests: false });
    const channel = newName('nobody');
    await desk('create-channel', { channel });
    addCamera(guestOf(pool, channel));
    await viewers(channel, 1);
    expect((await poolNow(pool)).calls).to.deep.equal({ GetId: 1, GetCredentialsForIdentity: 1 });
  });
});
