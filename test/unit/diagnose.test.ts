import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeOffset, serverTime } from '../../src/core/diagnose-clock.js';
import { checkStun, checkTurn, transportOf } from '../../src/core/diagnose-ice.js';
import { formatReport, verdictOf, type DiagnosticReport } from '../../src/core/diagnose-report.js';
import { Examination, found, type DiagnosticStep, type Verdict } from '../../src/core/diagnose-step.js';
import { KvsError } from '../../src/core/errors.js';

const MINUTE = 60_000;

const stepOf = (name: DiagnosticStep['name'], verdict: Verdict, advice = ''): DiagnosticStep => ({
  name,
  verdict,
  durationMs: 12,
  message: `about ${name}`,
  advice,
});

describe('the clock', () => {
  const offsets: readonly (readonly [string, number, boolean, Verdict, RegExp])[] = [
    ['is right', 900, true, 'ok', /clock is right/],
    ['may be off a little', -59_000, true, 'ok', /59 s behind the server’s/],
    ['is worth a warning from a minute on', 61_000, true, 'warn', /61 s ahead of the server’s/],
    ['is worth no more where a server signs', 6 * MINUTE, false, 'warn', /360 s ahead/],
    ['is fatal where the browser signs', -6 * MINUTE, true, 'fail', /360 s behind/],
  ];
  for (const [what, offsetMs, signsHere, verdict, message] of offsets) {
    it(what, () => {
      const finding = judgeOffset(offsetMs, signsHere);
      assert.equal(finding.verdict, verdict);
      assert.match(finding.message, message);
      assert.equal(finding.advice === '', verdict === 'ok');
    });
  }

  it('of a server is read from its answer, with the age of a cached one', () => {
    const date = 'Sun, 01 Dec 2019 00:00:00 GMT';
    const at = Date.UTC(2019, 11, 1) + 500;
    assert.equal(serverTime(new Headers({ date })), at);
    assert.equal(serverTime(new Headers({ date, age: '90' })), at + 90_000);
    assert.equal(serverTime(new Headers({ date: 'yesterday' })), null);
    assert.equal(serverTime(new Headers()), null);
  });
});

describe('a TURN URL', () => {
  const urls: readonly (readonly [string, 'udp' | 'tcp' | null])[] = [
    ['turn:relay.example:443?transport=udp', 'udp'],
    ['turn:relay.example', 'udp'],
    ['turn:relay.example:3478?transport=tcp', 'tcp'],
    ['turns:relay.example:443?transport=tcp', 'tcp'],
    ['TURNS:relay.example', 'tcp'],
    ['turns:relay.example:443?transport=udp', null],
    ['stun:relay.example:443', null],
  ];
  for (const [url, transport] of urls) {
    it(`${url} is reached over ${transport ?? 'nothing that browsers use'}`, () =>
      assert.equal(transportOf(url), transport));
  }
});

describe('the name of a server', () => {
  /** Finds nothing, at once. */
  class NoNetwork extends EventTarget {
    createDataChannel(): void {}
    close(): void {}
    async setLocalDescription(): Promise<void> {
      this.dispatchEvent(Object.assign(new Event('icecandidateerror'), { errorCode: 701 }));
      this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: null }));
    }
  }

  it('is told without the user in its URL', async (t) => {
    Object.assign(globalThis, { RTCPeerConnection: NoNetwork });
    t.after(() => Reflect.deleteProperty(globalThis, 'RTCPeerConnection'));
    const urls = ['turn:me:p@ss:word@relay.example:443', 'turn:me@other.example?transport=udp', 'stun:a?b@c'];
    const { signal } = new AbortController();
    const stun = await checkStun([{ urls }], 1_000, signal);
    assert.match(stun.message, /^No answer from stun:c \(/);
    await assert.rejects(checkTurn([{ urls }], 'udp', 1_000, signal), (error: Error) => {
      assert.match(error.message, /no answer from turn:relay\.example:443, turn:other\.example \(/);
      return true;
    });
  });
});

describe('a report', () => {
  it('is good when the camera can be seen and nothing is wrong', () => {
    assert.equal(verdictOf([stepOf('stun', 'skipped'), stepOf('camera', 'ok')]), 'ok');
  });

  it('warns when the camera can be seen and something is wrong', () => {
    assert.equal(verdictOf([stepOf('turn-udp', 'fail'), stepOf('camera', 'ok')]), 'warn');
    assert.equal(verdictOf([stepOf('codecs', 'warn'), stepOf('camera', 'ok')]), 'warn');
  });

  it('fails when the camera cannot be seen, whatever the reason', () => {
    assert.equal(verdictOf([stepOf('camera', 'fail')]), 'fail');
    assert.equal(verdictOf([stepOf('token', 'fail'), stepOf('camera', 'skipped')]), 'fail');
    assert.equal(verdictOf([]), 'fail');
  });

  it('reads well in a support ticket', () => {
    const report: DiagnosticReport = {
      startedAt: Date.UTC(2024, 0, 2, 3, 4, 5),
      durationMs: 1234,
      channel: 'front-door',
      region: null,
      userAgent: 'Browser/1',
      online: true,
      steps: [stepOf('token', 'ok'), stepOf('camera', 'fail', 'Switch it on.')],
      verdict: 'fail',
    };
    assert.equal(
      formatReport(report),
      [
        'Camera front-door: no picture comes',
        '2024-01-02T03:04:05.000Z, took 1234 ms',
        'region not told, browser online',
        'Browser/1',
        '',
        '[ok]   token              12 ms  about token',
        '[FAIL] camera             12 ms  about camera',
        '                                 → Switch it on.',
      ].join('\n'),
    );
  });
});

describe('an examination', () => {
  const failing = (): never => {
    throw new KvsError('token-failed', 'No token', { hint: 'Look at the server.' });
  };

  it('names the check at the root of what it skips', async () => {
    const exam = new Examination(new AbortController().signal);
    const token = exam.start('token', failing);
    const signaling = exam.after(token, [], 'signaling', () => found('ok', 'never said'));
    const camera = exam.after(exam.start('webrtc', fine), [signaling], 'camera', fine);
    assert.deepEqual((await token).step.advice, 'Look at the server.');
    for (const { step } of await Promise.all([signaling, camera])) {
      assert.equal(step.verdict, 'skipped');
      assert.equal(step.message, 'Not checked: "token" has to pass first');
    }
  });

  it('goes on when a check breaks, and says nothing of what it held', async () => {
    const broken = (): never => {
      throw new TypeError('planted-secret');
    };
    const { step } = await new Examination(new AbortController().signal).start('clock', broken);
    assert.deepEqual([step.verdict, step.message], ['fail', 'The check itself failed: TypeError']);
    assert.doesNotMatch(JSON.stringify(step), /planted/);
  });

  it('takes the secrets out of whatever a check says', async () => {
    const secret = 'wss://v-1.example/?X-Amz-Signature=planted-secret';
    const { step } = await new Examination(new AbortController().signal).start('signaling', () =>
      found('warn', `${secret} was late`, `Do not paste ${secret}`),
    );
    assert.match(step.message, /was late/);
    assert.doesNotMatch(JSON.stringify(step), /planted/);
  });

  it('ends what a check has opened when the check is over', async () => {
    const signals: AbortSignal[] = [];
    const keep = (signal: AbortSignal) => {
      signals.push(signal);
      return fine();
    };
    await new Examination(new AbortController().signal).start('stun', keep);
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true],
    );
  });

  const fine = () => found('ok', 'Fine');
});
