import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KinesisVideoClient } from '@aws-sdk/client-kinesis-video';
import { signUrl, signViewerUrl } from '../../src/core/presign.js';

const region = 'us-west-2';
const signingDate = new Date('2019-12-01T00:00:00Z');
const secretAccessKey = 'FakeSecretKey';
const { sha256 } = new KinesisVideoClient({ region }).config;
const signatureOf = (url: string): string | null => new URL(url).searchParams.get('X-Amz-Signature');

describe('signUrl', () => {
  const accessKeyId = 'AKIA4F7WJQR7FMMWMNXI';
  const withToken = { accessKeyId, secretAccessKey, sessionToken: 'FakeSessionToken' };
  const host = 'wss://kvs.awsamazon.com';
  const rows = [
    [
      'a token',
      host,
      withToken,
      undefined,
      'fc268038be276315822b4f73eafd28ee3a5632a2a35fdb0a88db9a42b13d6c92',
    ],
    [
      'no token',
      host,
      { accessKeyId, secretAccessKey },
      undefined,
      'be1e78950d956a8a9a1997417099ddbd7455619f3d08c4ad20e1e272179ca695',
    ],
    [
      'a path',
      `${host}/path/path/path`,
      withToken,
      undefined,
      '0bf3df6ca23d8d82f688e8dbfb90d69e74843d40038541b1721c545eef7612a4',
    ],
    [
      'another service',
      host,
      withToken,
      'firehose',
      'f15308513d21a381d38b7607a0439f25fc2e6c9f5ff56a48c1664b486e6234d5',
    ],
  ] as const;
  for (const [name, endpoint, credentials, service, signature] of rows) {
    it(`signs with ${name} as the KVS SDK does`, async () => {
      const query = { 'X-Amz-TestParam': 'test-param-value' };
      const url = await signUrl({ endpoint, credentials, region, signingDate, sha256 }, query, service);
      assert.equal(signatureOf(url), signature);
    });
  }
});

describe('signViewerUrl', () => {
  const plain = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey };
  const host = 'wss://v-0123abcd.kinesisvideo.us-west-2.amazonaws.com';
  const channelArn = 'arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo-channel/1580000000000';
  const sign = (endpoint: string, credentials: typeof plain): Promise<string> =>
    signViewerUrl({ endpoint, channelArn, clientId: 'viewer-1', region, credentials, signingDate, sha256 });

  it('signs with a session token', async () => {
    const url = await sign(host, { ...plain, sessionToken: 'Fake/Session+Token==' } as typeof plain);
    assert.equal(signatureOf(url), 'ccafdc9288428467dbdc7821786c78a1b0eb2e6fe446806a03b4cbe0999ca4c1');
  });

  it('signs without one', async () => {
    assert.equal(
      signatureOf(await sign(host, plain)),
      '2b1a5c8eb320f280621d1db87f89ae47e21c4757f6ab8a26703a9f900f6bf157',
    );
  });

  it('signs the port of the host', async () => {
    const signature = 'd5357f01197ca7b32b4e5a71bf24f6f512f66afb58d68cdb49cdaedbe44c742c';
    assert.equal(signatureOf(await sign('wss://127.0.0.1:8443', plain)), signature);
  });

  it('keeps ws:// for a local service, under the same signature', async () => {
    const url = await sign('ws://127.0.0.1:8443', plain);
    assert.ok(url.startsWith('ws://127.0.0.1:8443/?'));
    assert.equal(signatureOf(url), 'd5357f01197ca7b32b4e5a71bf24f6f512f66afb58d68cdb49cdaedbe44c742c');
  });

  it('sorts and encodes the query as the service reads it', async () => {
    const url = await sign(host, { ...plain, sessionToken: 'Fake/Session+Token==' } as typeof plain);
    const keys = [...new URL(url).searchParams.keys()];
    assert.deepEqual(keys, [...keys].sort());
    assert.match(url, /X-Amz-Security-Token=Fake%2FSession%2BToken%3D%3D/);
  });
});
