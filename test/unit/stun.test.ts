import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stunServers } from '../../src/core/stun.js';

describe('the STUN server of a region', () => {
  const cases: readonly (readonly [string, string | undefined, string | undefined])[] = [
    ['us-west-2', undefined, 'stun:stun.kinesisvideo.us-west-2.amazonaws.com:443'],
    [
      'us-west-2',
      'https://r-1.kinesisvideo.us-west-2.amazonaws.com',
      'stun:stun.kinesisvideo.us-west-2.amazonaws.com:443',
    ],
    ['cn-north-1', undefined, 'stun:stun.kinesisvideo.cn-north-1.amazonaws.com.cn:443'],
    [
      'us-west-2',
      'https://kinesisvideo-fips.us-west-2.amazonaws.com',
      'stuns:stun.kinesisvideo-fips.us-west-2.amazonaws.com:443',
    ],
    ['us-gov-west-1', undefined, 'stuns:stun.kinesisvideo-fips.us-gov-west-1.amazonaws.com:443'],
    ['us-west-2', 'https://kinesisvideo.us-west-2.api.aws', 'stun:stun.kinesisvideo.us-west-2.api.aws:443'],
    [
      'us-west-2',
      'https://kinesisvideo-fips.us-west-2.api.aws',
      'stuns:stun.kinesisvideo-fips.us-west-2.api.aws:443',
    ],
    [
      'us-gov-west-1',
      'https://kinesisvideo.us-gov-west-1.api.aws',
      'stuns:stun.kinesisvideo-fips.us-gov-west-1.api.aws:443',
    ],
    ['us-west-2', 'http://127.0.0.1:4601', undefined],
  ];
  for (const [region, endpoint, expected] of cases) {
    it(`is ${expected} in ${region} by ${endpoint ?? 'the default endpoint'}`, () => {
      assert.equal(stunServers(region, endpoint)[0]?.urls, expected);
    });
  }
});
