import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { KvsError, toKvsError } from '../../src/core/errors.js';
import { addLogSink, Log, type LogEntry } from '../../src/core/log.js';
import { redact } from '../../src/core/redact.js';

const SIGNED =
  'wss://v-1.kinesisvideo.us-west-2.amazonaws.com/?X-Amz-Credential=ASIAPLANTEDSECRETXX%2F20250304' +
  '&X-Amz-Security-Token=FwoG%2Fplanted-secret%2Bplanted-secret%3D%3D&X-Amz-Signature=planted-secret';

const SECRETS: readonly (readonly [string, string])[] = [
  [
    'a signed URL',
    'wss://v-1.kinesisvideo.us-west-2.amazonaws.com/?X-Amz-Signature=planted-secret&X-Amz-Date=1',
  ],
  ['a loose signature', 'X-Amz-Signature=planted-secret was refused'],
  ['a session token', 'X-Amz-Security-Token=planted-secret'],
  ['a session token in a header', 'x-amz-security-token:planted/secret/planted-secret/x'],
  ['a user in a URL', 'turn://me:planted-secret@relay.example'],
  ['a user in a TURN URL', "'turn:me:planted-secret@relay.example:443?transport=udp' is not valid"],
  ['a user alone', 'turns:planted-secret@relay.example'],
  ['a user of a STUN server', 'stuns:planted-secret:p@ss@relay.example'],
  ['a user in an encoded URL', encodeURIComponent('https://me:planted-secret@relay.example')],
  ['a user in an encoded TURN URL', encodeURIComponent('"turn:me:planted-secret@relay.example"')],
  ['a bearer', 'authorization: Bearer planted-secret-of-some-length'],
  ['an access key', 'credential AKIAPLANTEDSECRETXX is unknown'],
  ['a JWT', 'token eyJplantedsecret.eyJplantedsecret.plantedsecret'],
  ['a long opaque word', `token ${'planted-secret-'.repeat(4)}`],
  ['an ICE password in JSON', '{"urls":["turn:x"],"credential":"planted-secret"}'],
  ['a secret key in JSON', 'cannot parse {"secretAccessKey": "planted-secret","x":1}'],
  ['a session token that is printed', "{ sessionToken: 'planted-secret' }"],
  ['a password in prose', "password='planted-secret' is wrong"],
  ['an ICE password in SDP', 'a=ice-pwd:planted-secret'],
  ['a signature in a header', 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=planted-secret'],
  ['an encoded signed URL', encodeURIComponent(`"${SIGNED}"`)],
  ['a signed URL, encoded twice', encodeURIComponent(encodeURIComponent(SIGNED))],
  ['the rest of an encoded signed URL', encodeURIComponent(SIGNED.slice(SIGNED.indexOf('?')))],
  ['an encoded access key', `url%3DAKIAPLANTEDSECRETXX is unknown`],
  ['an encoded JWT', 'token%3DeyJplantedsecret.eyJplantedsecret.plantedsecret'],
  ['an encoded bearer', encodeURIComponent('authorization: Bearer planted-secret-of-some-length')],
  ['an encoded ICE password in JSON', encodeURIComponent('{"urls":"x","credential":"planted-secret"}')],
  ['an AWS secret', 'key wJalrXUtnFEMI/K7MDENG/bPxRfiCYPLANTEDSECRETKEY'],
];

describe('redact', () => {
  for (const [name, text] of SECRETS) {
    it(`removes ${name}`, () => assert.doesNotMatch(redact(text), /planted-?secret/i));
  }

  it('reads no more than the beginning of a very long text, which would take it seconds', () => {
    const text = redact(`no JSON: ${'turn:ws:'.repeat(20_000)}`);
    assert.match(text, /^no JSON: turn:ws:/);
    assert.ok(text.length < 10_000, `${text.length}`);
  });

  it('leaves what an engineer needs', () => {
    const plain =
      'KVS answered 404 for arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1580000000000 at wss://v-1.example/';
    assert.equal(redact(plain), plain);
    const long = 'arn:aws:kinesisvideo:us-west-2:123456789012:channel/TheFrontDoorOfPlant7/1580000000000';
    assert.equal(redact(long), long);
    const servers =
      'turn:relay.example:443?transport=udp, stun:stun.example:443 and https%3A%2F%2Fcam.example%2F';
    assert.equal(redact(servers), servers);
    assert.match(
      redact('turn:me:secret@relay.example:443 is not valid'),
      /^turn:.*@relay\.example:443 is not valid$/,
    );
  });
});

describe('KvsError', () => {
  for (const [name, text] of SECRETS) {
    it(`never holds ${name}`, () => {
      const error = new KvsError('token-failed', text, { hint: text, cause: new TypeError(text) });
      const seen = [
        error.message,
        error.hint,
        error.stack,
        (error.cause as Error).message,
        (error.cause as Error).stack,
      ];
      assert.doesNotMatch(seen.join('\n'), /planted-?secret/i);
    });
  }

  it('keeps the name of what was thrown underneath', () => {
    const { cause, code, retryable } = new KvsError('token-failed', 'x', { cause: new TypeError('y') });
    assert.equal((cause as Error).name, 'TypeError');
    assert.equal((cause as Error).message, 'y');
    assert.deepEqual([code, retryable], ['token-failed', true]);
  });

  it('wraps what is thrown, whatever it is', () => {
    for (const thrown of [undefined, null, 7, 'no', {}, new Error('no'), Object.create(null)]) {
      assert.equal(toKvsError(thrown, 'token-failed', 'The callback failed').code, 'token-failed');
    }
    const known = new KvsError('channel-busy', 'x');
    assert.equal(toKvsError(known, 'token-failed', 'y'), known);
  });
});

describe('Log', () => {
  it('freezes and redacts its entries, and keeps the last 500', () => {
    const log = new Log('front-door', 'viewer-1');
    for (const [, text] of SECRETS) log.add('warn', 'x', { text });
    assert.doesNotMatch(JSON.stringify(log.entries()), /planted-?secret/i);
    assert.ok(log.entries().every((entry) => Object.isFrozen(entry) && Object.isFrozen(entry.detail)));
    for (let n = 0; n < 600; n += 1) log.add('debug', 'step', { n });
    assert.deepEqual([log.entries().length, log.entries()[499]?.detail], [500, { n: 599 }]);
  });

  it('survives a sink that throws', () => {
    const reported = mock.fn();
    // Node has none; browsers do.
    Object.assign(globalThis, { reportError: reported });
    const heard: LogEntry[] = [];
    const undo = [
      addLogSink(() => {
        throw new Error('sink');
      }),
      addLogSink((entry) => heard.push(entry)),
    ];
    new Log('front-door', 'viewer-1').add('info', 'live');
    undo.forEach((remove) => remove());
    new Log('front-door', 'viewer-1').add('info', 'live');
    assert.deepEqual([heard.length, reported.mock.callCount()], [1, 1]);
  });
});
