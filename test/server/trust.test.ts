import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { startService, type LocalService } from '../../local/service/index.js';
import {
  createTokenHandler,
  KvsError,
  type TokenHandlerOptions,
  type Verdict,
  type ViewerTicket,
} from '../../src/server/index.js';

const SECRETS = {
  accessKeyId: 'AKIDPLANTED0001',
  secretAccessKey: 'planted/secret+0123456789012345678901234',
  sessionToken: 'planted-session-token-0123456789',
};
const powerless = { ...SECRETS, accessKeyId: 'AKIDPOWERLESS', allow: { actions: ['ConnectAsMaster'] } };

let service: LocalService;
let arn: string;
before(async () => {
  const limits = { throttleCalls: false };
  const iceServers = (): object[] => [
    { Uris: ['turn:relay.example:443'], Username: 'u', Password: 'planted-ice-password', Ttl: 300 },
  ];
  service = await startService({ credentials: [SECRETS, powerless], limits, iceServers } as never);
  arn = service.createChannel('front-door');
});
after(() => service.stop());

const wish = { channel: 'front-door', clientId: 'guard-7', reason: 'connect' };

function ask(body: unknown, headers: Record<string, string> = {}, method = 'POST'): Request {
  return new Request('https://portal.example/api/kvs/token', {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

function handlerOf(
  verdict: Verdict | TokenHandlerOptions['authorize'],
  more: Partial<TokenHandlerOptions> = {},
): ReturnType<typeof createTokenHandler> {
  return createTokenHandler({
    region: 'us-west-2',
    endpoint: service.endpoint,
    credentials: SECRETS,
    authorize: typeof verdict === 'function' ? verdict : () => verdict,
    ...more,
  });
}

interface Answer extends ViewerTicket {
  readonly code?: string;
  readonly message?: string;
  readonly retryAfter?: number;
}

async function read(response: Response): Promise<Answer & { readonly status: number }> {
  return { status: response.status, ...((await response.json()) as Answer) };
}

describe('what a viewer may ask', () => {
  const types = [
    'text/plain',
    'application/jsonp',
    'text/plain; application/json',
    'multipart/form-data',
    '',
  ];
  for (const type of types) {
    it(`is not read as "${type}"`, async () => {
      let asked = false;
      const handle = handlerOf(() => (asked = true));
      const { status } = await read(await handle(ask(wish, { 'content-type': type })));
      assert.deepEqual([status, asked], [415, false]);
    });
  }

  it('is read as JSON with a charset', async () => {
    const response = await handlerOf(true)(ask(wish, { 'content-type': 'Application/JSON; charset=utf-8' }));
    assert.equal(response.status, 200);
  });

  it('is read no further than a wish can be long', { timeout: 5_000 }, async () => {
    let sent = 0;
    let isCancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1_024;
        controller.enqueue(new Uint8Array(1_024).fill(0x20));
      },
      cancel: () => void (isCancelled = true),
    });
    const request = new Request('https://portal.example/', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    const { status } = await read(await handlerOf(true)(request));
    assert.equal(status, 413);
    assert.ok(isCancelled && sent <= 16_384, `${sent} bytes were taken`);
  });

  const neither = [
    'front-door/../gate',
    'front door',
    'front-door\n',
    'channel/front-door/1580000000000',
    'arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door',
    'arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1/2',
    'arn:aws:kinesisvideo:us-west-2:123456789012:stream/front-door/1580000000000',
    'arn:aws:s3:us-west-2:123456789012:channel/front-door/1580000000000',
    ' arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1580000000000',
    'x'.repeat(257),
    '',
    ['front-door'],
    { toString: 'front-door' },
    null,
  ];
  for (const channel of neither) {
    it(`is no channel that is neither name nor ARN: ${JSON.stringify(channel).slice(0, 70)}`, async () => {
      let asked = false;
      const { status } = await read(await handlerOf(() => (asked = true))(ask({ ...wish, channel })));
      assert.deepEqual([status, asked], [400, false]);
    });
  }

  for (const clientId of ['', 'AWS_x', 'a b', 'a/b', 'x'.repeat(257), 7, null]) {
    it(`is no client id of ${JSON.stringify(clientId).slice(0, 30)}`, async () => {
      const { status } = await read(await handlerOf(true)(ask({ ...wish, clientId })));
      assert.equal(status, 400);
    });
  }

  it('reaches authorize with no more fields than are known, and with a known reason', async () => {
    const seen: unknown[] = [];
    const handle = handlerOf((_, wanted) => void seen.push(wanted));
    await handle(
      ask({ ...wish, reason: '<script>', region: 'eu-west-1', isAdmin: true, endpoint: 'http://x' }),
    );
    assert.deepEqual(seen, [{ ...wish, reason: 'connect', region: 'eu-west-1' }]);
  });
});

describe('what is signed', () => {
  const regionIn = ({ signalingUrl }: ViewerTicket): string | undefined =>
    new URL(signalingUrl).searchParams.get('X-Amz-Credential')?.split('/')[2];

  it('is of the server’s region, whatever the viewer names', async () => {
    const ticket = await read(await handlerOf(true)(ask({ ...wish, region: 'eu-west-1' })));
    assert.equal(regionIn(ticket), 'us-west-2');
  });

  it('is nothing where neither server, ARN nor grant says the region, though the viewer does', async () => {
    const before = process.env['AWS_REGION'];
    delete process.env['AWS_REGION'];
    try {
      const handle = handlerOf(true, { region: undefined });
      const { status, code } = await read(await handle(ask({ ...wish, region: 'us-west-2' })));
      assert.deepEqual([status, code], [400, 'bad-configuration']);
    } finally {
      if (before !== undefined) process.env['AWS_REGION'] = before;
    }
  });

  it('is not for an ARN of another region than the server is set to', async () => {
    const elsewhere = arn.replace('us-west-2', 'eu-west-1');
    const { status, code } = await read(await handlerOf(true)(ask({ ...wish, channel: elsewhere })));
    assert.deepEqual([status, code], [400, 'bad-configuration']);
  });

  it('is for the whole ARN that was allowed', async () => {
    const ticket = await read(await handlerOf(true, { region: undefined })(ask({ ...wish, channel: arn })));
    assert.equal(new URL(ticket.signalingUrl).searchParams.get('X-Amz-ChannelARN'), arn);
  });

  it('is nothing for a grant whose channel was looked up and not found', async () => {
    const cameras: Record<string, string> = { gate: 'gate' };
    const handle = handlerOf((_, { channel }) => ({
      channel: cameras[channel] as string,
      sessionExpiresAt: Date.now() + 60_000,
    }));
    assert.equal((await read(await handle(ask(wish)))).status, 403);
  });

  it('is nothing for a grant that says nothing', async () => {
    for (const grant of [
      { sessionExpiresAt: undefined },
      { region: undefined, clientId: undefined },
    ] as Verdict[]) {
      assert.equal((await read(await handlerOf(grant)(ask(wish)))).status, 403);
    }
  });

  it('holds the client id inside the signature', async () => {
    const { signalingUrl } = await read(await handlerOf(true)(ask(wish)));
    const forged = new WebSocket(signalingUrl.replace('guard-7', 'guard-8'));
    await new Promise((resolve) => forged.addEventListener('error', resolve, { once: true }));
    assert.equal(service.channel('front-door').refused.at(-1)?.status, 403);
  });
});

describe('how long it is signed for', () => {
  const secondsOf = ({ signalingUrl }: ViewerTicket): number =>
    Number(new URL(signalingUrl).searchParams.get('X-Amz-Expires'));

  it('is 299 seconds, however long the right to watch', async () => {
    const ticket = await read(await handlerOf({ sessionExpiresAt: Date.now() + 8 * 3_600_000 })(ask(wish)));
    assert.equal(secondsOf(ticket), 299);
  });

  it('is no longer than the right to watch', async () => {
    const end = Date.now() + 30_000;
    const ticket = await read(await handlerOf({ sessionExpiresAt: new Date(end).toISOString() })(ask(wish)));
    assert.ok(secondsOf(ticket) >= 28 && secondsOf(ticket) <= 30, `${secondsOf(ticket)}`);
    assert.ok(Number(ticket.expiresAt) <= end);
  });

  it('is not at all when the right to watch has ended', async () => {
    const { status, code } = await read(await handlerOf({ sessionExpiresAt: Date.now() - 1 })(ask(wish)));
    assert.deepEqual([status, code], [403, 'session-expired']);
  });

  for (const [what, sessionExpiresAt] of [
    ['is no time', 'soon'],
    ['would be another time in the browser', '2099-01-01T00:00:00'],
  ] as const) {
    it(`is not at all when the end ${what}`, async () => {
      const errors: unknown[] = [];
      const onError = (error: unknown): void => void errors.push(error);
      for (const more of [{}, { maxSessionSeconds: 600 }]) {
        const handle = handlerOf({ sessionExpiresAt }, { ...more, onError });
        assert.equal((await read(await handle(ask(wish)))).status, 400);
        assert.match(String(errors.pop()), /sessionExpiresAt/);
      }
    });
  }

  it('ends with the right to watch, however long it took to get there', async () => {
    let credentialsAt = 0;
    const slowly = async (): Promise<typeof SECRETS> => {
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      credentialsAt = Date.now();
      return SECRETS;
    };
    const end = Date.now() + 30_000;
    const handle = handlerOf({ sessionExpiresAt: end }, { credentials: slowly });
    const seconds = secondsOf(await read(await handle(ask(wish))));
    assert.ok(credentialsAt + seconds * 1_000 <= end, `${seconds}`);
  });

  it('wants a cap that is one', () => {
    for (const maxSessionSeconds of [Number.NaN, 0, -1, '600s' as never])
      assert.throws(() => handlerOf(true, { maxSessionSeconds }), /maxSessionSeconds/);
  });

  it('is capped by the server, which a grant may only shorten', async () => {
    const more = { maxSessionSeconds: 600 };
    const endOf = async (verdict: Verdict): Promise<number> => {
      const { sessionExpiresAt } = await read(await handlerOf(verdict, more)(ask(wish)));
      return Math.round((new Date(sessionExpiresAt ?? Number.NaN).getTime() - Date.now()) / 1_000);
    };
    assert.ok(Math.abs((await endOf(true)) - 600) <= 2);
    assert.ok(Math.abs((await endOf({ sessionExpiresAt: Date.now() + 86_400_000 })) - 600) <= 2);
    assert.ok(Math.abs((await endOf({ sessionExpiresAt: Date.now() + 60_000 })) - 60) <= 2);
  });
});

describe('what a viewer is told', () => {
  it('is nothing of an authorize that throws', async () => {
    const errors: unknown[] = [];
    const handle = handlerOf(
      () => {
        throw new Error('database at 10.0.0.7 is down');
      },
      { onError: (error) => errors.push(error) },
    );
    const { status, code, message } = await read(await handle(ask(wish)));
    assert.deepEqual([status, code, message], [500, 'token-failed', 'It could not be decided']);
    assert.match(String(errors[0]), /10\.0\.0\.7/);
  });

  it('is nothing of an authorize that rejects', async () => {
    const handle = handlerOf(() => Promise.reject(new TypeError('user is undefined')));
    const text = await (await handle(ask(wish))).text();
    assert.doesNotMatch(text, /undefined|TypeError/);
  });

  const worded = [
    ['access-denied', 403],
    ['channel-busy', 429],
    ['channel-not-found', 404],
    ['token-failed', 500],
  ] as const;
  for (const [code, status] of worded) {
    it(`is ${status} ${code} when authorize throws that, in its words, with the time to wait`, async () => {
      const handle = handlerOf(() => {
        throw new KvsError(code, 'Visiting hours begin at two', { retryAfterMs: 1_500 });
      });
      const response = await handle(ask(wish));
      assert.equal(response.headers.get('retry-after'), '2');
      assert.deepEqual(await read(response), {
        status,
        code,
        message: 'Visiting hours begin at two',
        retryAfter: 2,
      });
    });
  }

  it('is the same when the error is of kvs-elements/core, which has a class of its own', async () => {
    const copy = '../../src/core/errors.js?of-core';
    const core = (await import(copy)) as { KvsError: typeof KvsError };
    assert.notEqual(core.KvsError, KvsError);
    const handle = handlerOf(() => {
      throw new core.KvsError('channel-busy', 'Three guards watch already', { retryAfterMs: 60_000 });
    });
    assert.deepEqual(await read(await handle(ask(wish))), {
      status: 429,
      code: 'channel-busy',
      message: 'Three guards watch already',
      retryAfter: 60,
    });
  });

  it('is nothing of an error that only looks like one', async () => {
    for (const code of ['toString', 'no-such-code', undefined, 7]) {
      const handle = handlerOf(() => {
        throw Object.assign(new Error('at 10.0.0.7'), { name: 'KvsError', code });
      });
      const { status, message } = await read(await handle(ask(wish)));
      assert.deepEqual([status, message], [500, 'It could not be decided']);
    }
  });

  it('holds no secret, nor does what the operator hears; and nothing is printed', async () => {
    const errors: unknown[] = [];
    const printed: unknown[][] = [];
    const kept = { log: console.log, warn: console.warn, error: console.error, info: console.info };
    for (const name of Object.keys(kept) as (keyof typeof kept)[]) {
      console[name] = (...words: unknown[]) => void printed.push(words);
    }
    const answers: string[] = [];
    try {
      const onError = (error: unknown): void => void errors.push(error);
      const troubles: Partial<TokenHandlerOptions>[] = [
        { credentials: powerless },
        { credentials: { ...SECRETS, secretAccessKey: `${SECRETS.secretAccessKey}x` } },
        { endpoint: 'http://127.0.0.1:1' },
        { region: undefined },
        { credentials: () => Promise.reject(new Error(`no ${SECRETS.secretAccessKey}`)) },
      ];
      for (const trouble of troubles) {
        const response = await handlerOf(true, { onError, ...trouble })(
          ask({ ...wish, channel: 'front-door' }),
        );
        assert.notEqual(response.status, 200);
        answers.push(await response.text());
      }
    } finally {
      Object.assign(console, kept);
    }
    assert.equal(errors.length, 5);
    const all = [...answers, inspect(errors, { depth: 8, showHidden: true })].join('\n');
    for (const secret of Object.values(SECRETS)) assert.ok(!all.includes(secret), secret);
    assert.deepEqual(printed, []);
  });
});

describe('pages of other origins', () => {
  const preflight = { origin: 'https://other.example', 'access-control-request-method': 'POST' };
  const opened = (headers: Headers): string[] =>
    [...headers.keys()].filter((name) => name.startsWith('access-control'));

  it('are not let in by default', async () => {
    const before = await handlerOf(true)(ask('', preflight, 'OPTIONS'));
    assert.deepEqual([before.status, opened(before.headers)], [405, []]);
    const response = await handlerOf(true)(ask(wish, { origin: 'https://other.example' }));
    assert.deepEqual(opened(response.headers), []);
  });

  it('are let in by name, with their cookies, and no others', async () => {
    const handle = handlerOf(true, { origins: ['https://other.example'] });
    const before = await handle(ask('', preflight, 'OPTIONS'));
    assert.equal(before.status, 204);
    assert.equal(before.headers.get('access-control-allow-headers'), 'content-type, authorization');
    const response = await handle(ask(wish, { origin: 'https://other.example' }));
    assert.equal(response.headers.get('access-control-allow-origin'), 'https://other.example');
    assert.equal(response.headers.get('access-control-allow-credentials'), 'true');
    assert.equal(response.headers.get('vary'), 'origin');
    for (const origin of ['https://other.example.evil', 'http://other.example', 'null']) {
      assert.deepEqual(opened((await handle(ask(wish, { origin }))).headers), [], origin);
      assert.equal((await handle(ask('', { ...preflight, origin }, 'OPTIONS'))).status, 405, origin);
    }
  });

  it('see refusals as well, so that the element can say why', async () => {
    const handle = handlerOf(false, { origins: ['https://other.example'] });
    const response = await handle(ask(wish, { origin: 'https://other.example' }));
    assert.equal(response.status, 403);
    assert.equal(response.headers.get('access-control-allow-origin'), 'https://other.example');
  });

  for (const origin of ['*', 'other.example', 'https://other.example/', 'null', '']) {
    it(`are not listed as "${origin}"`, () => {
      assert.throws(() => handlerOf(true, { origins: [origin] }), TypeError);
    });
  }
});
