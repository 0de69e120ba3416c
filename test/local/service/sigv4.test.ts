import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { authenticate } from '../../../local/service/access.js';
import { settle } from '../../../local/service/options.js';
import { readPresigned } from '../../../local/service/received.js';
import type { SignatureClaim } from '../../../local/service/received.js';
import { parseTimestamp, presignQuery, presignUrl, sign, timestamp } from '../../../local/service/sigv4.js';
import type { SigningCredentials } from '../../../local/service/sigv4.js';

const date = new Date('2019-12-01T00:00:00Z');
const region = 'us-west-2';
const secretAccessKey = 'FakeSecretKey';

/** Expects a URL to carry this signature, and the service to take it on that day, and no other. */
function expectSignature(
  url: string,
  expected: string,
  credentials: SigningCredentials,
  service = 'kinesisvideo',
): void {
  const { pathname, search, searchParams, host } = new URL(url);
  assert.equal(searchParams.get('X-Amz-Signature'), expected);
  const settings = settle({ credentials: [credentials], now: () => date.getTime() });
  const keys = { settings, credential: () => credentials };
  const claimOf = (query: string): SignatureClaim =>
    readPresigned({ method: 'GET', target: pathname + query, headers: { host }, body: new Uint8Array() });
  const claim = claimOf(search);
  assert.equal(sign(claim.canonicalRequest, { date, region, service }, secretAccessKey), expected);
  if (service === 'kinesisvideo') assert.equal(authenticate(claim, keys), credentials);
  else assert.throws(() => authenticate(claim, keys), /correct service/);
  const forged = claimOf(search.replace(expected, '0'.repeat(64)));
  assert.throws(() => authenticate(forged, keys), { status: 403 });
}

describe('presignQuery', () => {
  const withToken = {
    accessKeyId: 'AKIA4F7WJQR7FMMWMNXI',
    secretAccessKey,
    sessionToken: 'FakeSessionToken',
  };
  const { sessionToken, ...withoutToken } = withToken;
  const rows = [
    ['a token', '', undefined, withToken, 'fc268038be276315822b4f73eafd28ee3a5632a2a35fdb0a88db9a42b13d6c92'],
    [
      'no token',
      '',
      undefined,
      withoutToken,
      'be1e78950d956a8a9a1997417099ddbd7455619f3d08c4ad20e1e272179ca695',
    ],
    [
      'a path',
      '/path/path/path',
      undefined,
      withToken,
      '0bf3df6ca23d8d82f688e8dbfb90d69e74843d40038541b1721c545eef7612a4',
    ],
    [
      'a service',
      '',
      'firehose',
      withToken,
      'f15308513d21a381d38b7607a0439f25fc2e6c9f5ff56a48c1664b486e6234d5',
    ],
  ] as const;

  for (const [name, path, service, credentials, expected] of rows) {
    it(`signs and verifies as the KVS SDK does with ${name}`, () => {
      const scope = service ? { date, region, service } : { date, region };
      const parameters = [['X-Amz-TestParam', 'test-param-value']] as const;
      const url = presignQuery(`wss://kvs.awsamazon.com${path}`, parameters, scope, credentials);
      expectSignature(url, expected, credentials, service);
    });
  }

  it('sorts the whole query', () => {
    const url = presignQuery(
      'wss://kvs.awsamazon.com',
      [['X-Amz-TestParam', 'v']],
      { date, region },
      withToken,
    );
    const keys = [...new URL(url).searchParams.keys()];
    const sorted = [...keys];
    sorted.sort();
    assert.deepEqual(keys, sorted);
    assert.equal(new URL(url).searchParams.get('X-Amz-Security-Token'), sessionToken);
  });
});

describe('presignUrl', () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey };
  const channelArn = 'arn:aws:kinesisvideo:us-west-2:123456789012:channel/demo-channel/1580000000000';
  const viewer = {
    endpoint: 'wss://v-0123abcd.kinesisvideo.us-west-2.amazonaws.com',
    channelArn,
    clientId: 'viewer-1',
    region,
    date,
  };

  it('signs for a viewer with temporary credentials', () => {
    const temporary = { ...credentials, sessionToken: 'Fake/Session+Token==' };
    const url = presignUrl({ ...viewer, credentials: temporary });
    expectSignature(url, 'ccafdc9288428467dbdc7821786c78a1b0eb2e6fe446806a03b4cbe0999ca4c1', temporary);
  });

  it('signs for a viewer with long-lived credentials', () => {
    const url = presignUrl({ ...viewer, credentials });
    expectSignature(url, '2b1a5c8eb320f280621d1db87f89ae47e21c4757f6ab8a26703a9f900f6bf157', credentials);
  });

  it('signs for a master', () => {
    const endpoint = 'wss://m-0123abcd.kinesisvideo.us-west-2.amazonaws.com';
    const url = presignUrl({ endpoint, channelArn, region, date, credentials });
    expectSignature(url, 'e611984d5e5c8ab1779b56ece88d4b238692784481c70d88dcf889b4ae6d7e20', credentials);
  });

  it('keeps the port in the signed host, whatever the scheme', () => {
    const expected = 'd5357f01197ca7b32b4e5a71bf24f6f512f66afb58d68cdb49cdaedbe44c742c';
    for (const endpoint of ['wss://127.0.0.1:8443', 'ws://127.0.0.1:8443']) {
      expectSignature(presignUrl({ ...viewer, endpoint, credentials }), expected, credentials);
    }
  });

  it('refuses an endpoint with a query or another scheme', () => {
    for (const endpoint of ['https://v.example', 'wss://v.example?a=b']) {
      assert.throws(() => presignUrl({ ...viewer, endpoint, credentials }), TypeError);
    }
  });
});

describe('timestamp', () => {
  it('comes back through parseTimestamp', () => {
    assert.equal(timestamp(date), '20191201T000000Z');
    assert.deepEqual(parseTimestamp(timestamp(date)), date);
    for (const text of ['', '2019-12-01', '20191301T000000Z']) assert.equal(parseTimestamp(text), undefined);
  });
});
