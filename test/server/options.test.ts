import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createTokenHandler } from '../../src/server/index.js';

const authorize = (): boolean => true;
const keys = { accessKeyId: 'AKIDSERVER', secretAccessKey: 'server-secret-planted' };

/** Whoever writes JavaScript has no compiler that looks at these. */
const make = (options: object): unknown => createTokenHandler({ authorize, ...options });

describe('the options of createTokenHandler', () => {
  const wrong: Readonly<Record<string, readonly unknown[]>> = {
    region: ['US-WEST-2', '', 'us', 7, null],
    endpoint: ['nonsense', '', 'kinesisvideo.us-west-2.amazonaws.com', 'ftp://127.0.0.1', 'https://', null],
    credentials: [
      {},
      null,
      '',
      { ...keys, secretAccessKey: '' },
      { accessKeyId: 'A' },
      Promise.resolve(keys),
    ],
    maxSessionSeconds: [[5], true, 0.5, '600', null],
    origins: [new Set(), 'https://portal.example', {}, null],
    onError: ['x', {}, null],
    authorize: ['x', {}, null, undefined],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const [index, value] of values.entries()) {
      it(`are refused with wrong ${name} (${index + 1})`, () => {
        assert.throws(
          () => make({ [name]: value }),
          (error) => error instanceof TypeError && error.message.includes(name),
        );
      });
    }
    it(`are refused with wrong ${name} that is inherited`, () => {
      const inherited = Object.create({ authorize, [name]: values[0] }) as { authorize: typeof authorize };
      assert.throws(() => createTokenHandler(inherited), TypeError);
    });
  }

  it('are refused with names that are none, and say which there are', () => {
    const misspelt = { maxSessionSecond: 600, credential: keys, region: 'us-west-2', Origins: undefined };
    assert.throws(
      () => make(misspelt),
      (error) =>
        error instanceof TypeError &&
        ['maxSessionSecond,', 'credential,', 'Origins', 'maxSessionSeconds', 'onError'].every((name) =>
          error.message.includes(name),
        ),
    );
  });

  it('are refused without a word of a secret', () => {
    assert.throws(
      () => make({ credentials: { ...keys, accessKeyId: '' } }),
      (error) => error instanceof TypeError && !error.message.includes(keys.secretAccessKey),
    );
  });

  const right: readonly object[] = [
    {},
    { region: undefined, endpoint: undefined, credentials: undefined, maxSessionSeconds: undefined },
    { origins: undefined, onError: undefined },
    { region: 'us-gov-west-1', endpoint: 'http://127.0.0.1:4600', credentials: () => Promise.resolve(keys) },
    { endpoint: 'https://kinesisvideo.us-west-2.api.aws/', credentials: { ...keys, expiration: new Date() } },
    { maxSessionSeconds: 1, origins: Object.freeze(['https://portal.example']), onError: () => {} },
    { maxSessionSeconds: Infinity, origins: [] },
  ];
  for (const [index, options] of right.entries()) {
    it(`are taken where they are right (${index + 1})`, () => assert.ok(make(options)));
  }
});
