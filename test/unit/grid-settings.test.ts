import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { withGridSettings } from '../../src/components/grid-settings.js';

const getToken = (): Promise<never> => Promise.reject(new Error('not to be called'));

describe('what a grid hands down', () => {
  it('fills in what the camera does not say itself', () => {
    const grid = { region: 'us-west-2', endpoint: 'https://kvs.example', latency: 'smooth' } as const;
    const target = withGridSettings({ channel: 'barn', latency: 'low' }, grid);
    assert.equal(target.region, 'us-west-2');
    assert.equal(target.endpoint, 'https://kvs.example');
    assert.equal(target.latency, 'low');
  });

  it('does not mix sources of tokens: a camera with one of its own gets none of the grid’s', () => {
    const grid = { getToken, tokenUrl: '/grid', identityPoolId: 'us-west-2:1' };
    for (const own of [{ tokenUrl: '/own' }, { identityPoolId: 'us-west-2:2' }, { getToken }]) {
      const {
        getToken: callback,
        tokenUrl,
        identityPoolId,
      } = withGridSettings({ channel: 'a', ...own }, grid);
      const given = Object.entries({ getToken: callback, tokenUrl, identityPoolId });
      assert.deepEqual(
        given.filter(([, value]) => value !== undefined),
        Object.entries(own),
      );
    }
    assert.equal(withGridSettings({ channel: 'a' }, grid).getToken, getToken);
  });

  it('is used after a ticket that the page’s server has put into the camera', () => {
    const ticket = { signalingUrl: 'wss://x', iceServers: [] };
    const target = withGridSettings({ channel: 'a', ticket }, { tokenUrl: '/grid' });
    assert.equal(target.ticket, ticket);
    assert.equal(target.tokenUrl, '/grid');
  });

  it('hands a pool down with the role of its guests, and neither to a camera with a source of its own', () => {
    const grid = { identityPoolId: 'us-west-2:1', identityRoleArn: 'arn:aws:iam::123456789012:role/guest' };
    assert.equal(withGridSettings({ channel: 'a' }, grid).identityRoleArn, grid.identityRoleArn);
    assert.equal(withGridSettings({ channel: 'a', tokenUrl: '/own' }, grid).identityRoleArn, undefined);
  });

  it('leaves an ARN its own region', () => {
    const channel = 'arn:aws:kinesisvideo:eu-west-1:123456789012:channel/front-door/1580000000000';
    assert.equal(withGridSettings({ channel }, { region: 'us-west-2' }).region, undefined);
  });
});
