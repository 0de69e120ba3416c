import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { KvsError } from '../../src/core/errors.js';
import { keyOf, nameOf, parseTarget } from '../../src/core/target.js';

const ARN = 'arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1580000000000';

describe('parseTarget', () => {
  it('takes the region from the ARN', () => {
    assert.equal(parseTarget({ channel: ARN }).region, 'us-west-2');
    assert.equal(
      parseTarget({ channel: ARN.replace('arn:aws:', 'arn:aws-cn:').replace('us-west-2', 'cn-north-1') })
        .region,
      'cn-north-1',
    );
  });

  it('trims what a template left around a name', () => {
    assert.equal(parseTarget({ channel: '  front-door\n' }).channel, 'front-door');
  });

  const bad: readonly (readonly [string, Parameters<typeof parseTarget>[0], RegExp])[] = [
    ['no channel', { channel: ' ' }, /Set the channel attribute/],
    ['a name with a blank', { channel: 'front door' }, /letters, digits/],
    ['a name too long', { channel: 'a'.repeat(257) }, /1 to 256/],
    ['a malformed ARN', { channel: 'arn:aws:kinesisvideo:us-west-2:channel/front-door' }, /looks like arn:/],
    ['an ARN of another service', { channel: ARN.replace('kinesisvideo', 's3') }, /looks like arn:/],
    ['an ARN of a stream', { channel: ARN.replace('channel/', 'stream/') }, /looks like arn:/],
    ['two regions', { channel: ARN, region: 'eu-west-1' }, /Leave the region attribute out/],
    ['a region that is none', { channel: 'front-door', region: 'Oregon' }, /looks like us-west-2/],
    ['a storage session', { channel: 'front-door', mode: 'storage' }, /Leave the mode/],
    ['an endpoint without https://', { channel: 'x', endpoint: 'vpce-1.example.com' }, /https:\/\//],
    ['an endpoint that is a host and a port', { channel: 'x', endpoint: 'vpce-1:443' }, /https:\/\//],
    ['a token-url that is none', { channel: 'x', tokenUrl: 'http://[' }, /such as \/api\/kvs\/token/],
    [
      'unknown token-credentials',
      { channel: 'x', tokenCredentials: 'yes' as 'include' },
      /omit, same-origin, include/,
    ],
    ['a channel that is no text', { channel: {} as string }, /Set the channel attribute/],
    ['a channel that is nothing', {} as { channel: string }, /Set the channel attribute/],
    ['an unknown transport', { channel: 'front-door', transport: 'tcp' as 'relay' }, /auto, relay, direct/],
  ];
  for (const [name, target, hint] of bad) {
    it(`refuses ${name} with a hint`, () => {
      assert.throws(
        () => parseTarget(target),
        (error) => error instanceof KvsError && error.code === 'bad-configuration' && hint.test(error.hint),
      );
    });
  }
});

describe('keyOf', () => {
  it('tells cameras apart by channel, region and control plane only', () => {
    const one = keyOf({ channel: 'front-door', region: 'us-west-2', tokenUrl: '/a' });
    assert.equal(keyOf({ channel: 'front-door', region: 'us-west-2', tokenUrl: '/b' }), one);
    assert.notEqual(keyOf({ channel: 'front-door', region: 'eu-west-1' }), one);
    assert.notEqual(keyOf({ channel: 'front-door', region: 'us-west-2', mode: 'peer' }), one);
  });

  it('knows the name in an ARN', () =>
    assert.deepEqual([nameOf(ARN), nameOf('gate')], ['front-door', 'gate']));
});
