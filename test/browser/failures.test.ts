import { expect } from 'chai';
import {
  KvsError,
  type KvsCamera,
  type Token,
  type TokenCallback,
  type ViewerTicket,
} from '../../src/index.js';
import { Census } from './support/census.js';
import { told } from './support/console.js';
import { desk, newCamera, newName, seen, viewers } from './support/desk.js';
import { ticketFor } from './support/faults.js';
import {
  addCamera,
  clear,
  heard,
  nextError,
  nextFrame,
  paintedIdentity,
  reaches,
  until,
} from './support/page.js';
import { addGrid } from './support/wall.js';

const tokenUrl = { 'token-url': '/api/token' };

/** What a person reads on the camera. */
const words = (camera: KvsCamera): string =>
  camera.shadowRoot?.querySelector('[part=overlay]')?.textContent ?? '';

async function tokenFor(channel: string, clientId = 'good'): Promise<ViewerTicket> {
  const response = await fetch('/api/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, clientId }),
  });
  return (await response.json()) as ViewerTicket;
}

async function tampered(channel: string): Promise<ViewerTicket> {
  const ticket = await tokenFor(channel, 'tampered');
  const url = new URL(ticket.signalingUrl);
  url.searchParams.set('X-Amz-Signature', '0'.repeat(64));
  return { ...ticket, signalingUrl: url.href };
}

/** Lets the page hear `instead` of each message from the service that is of this type. */
function replacing(type: string, instead: (message: Record<string, unknown>) => object): Disposable {
  const { WebSocket: Socket } = window;
  window.WebSocket = class extends Socket {
    constructor(...values: ConstructorParameters<typeof WebSocket>) {
      super(...values);
      this.addEventListener('message', (event: MessageEvent<unknown>) => {
        const data = String(event.data);
        if (!event.isTrusted || !data.includes(`"${type}"`)) return;
        event.stopImmediatePropagation();
        const message = instead(JSON.parse(data) as Record<string, unknown>);
        this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
      });
    }
  };
  return { [Symbol.dispose]: () => Object.assign(window, { WebSocket: Socket }) };
}

/** Lets minutes be over at once. */
function hurried(): Disposable {
  const { setTimeout: set } = window;
  const hurry = (callback: () => void, ms = 0): number => set(callback, ms > 120_000 ? 100 : ms);
  Object.assign(window, { setTimeout: hurry });
  return { [Symbol.dispose]: () => Object.assign(window, { setTimeout: set }) };
}

describe('a camera that cannot be shown', () => {
  afterEach(clear);

  for (const code of ['channel-not-found', 'codec-unsupported', 'bad-configuration'] as const) {
    it(`for good, once it was live, is tried again after minutes, as nobody may be there to ask: ${code}`, async () => {
      using _ = hurried();
      const channel = await newCamera('gate');
      let refusals = 2;
      const getToken: TokenCallback = async (request) => {
        if (request.reason !== 'connect' && refusals > 0) {
          refusals -= 1;
          throw new KvsError(code, 'Not now');
        }
        return ticketFor(request);
      };
      const camera = addCamera({ channel }, { getToken });
      await reaches(camera, 'live');
      const failed = reaches(camera, 'failed');
      camera.reconnect();
      await failed;
      await reaches(camera, 'live');
      expect(refusals).to.equal(0);
      expect(await paintedIdentity(camera)).to.equal('gate');
    });
  }

  it('for good in a grid, once it was live, is tried again as often as it takes', async () => {
    using _ = hurried();
    const channel = await newCamera('gate');
    let refusals = 0;
    const getToken: TokenCallback = async (request) => {
      if (refusals === 0) return ticketFor(request);
      refusals -= 1;
      throw new KvsError('channel-not-found', 'Not now');
    };
    const grid = addGrid({}, { getToken });
    const camera = addCamera({ channel }, {}, grid);
    await reaches(camera, 'live');
    refusals = 4;
    const failed = reaches(camera, 'failed');
    camera.reconnect();
    await failed;
    await reaches(camera, 'live');
    expect(refusals).to.equal(0);
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  it('for good is left alone, where it never was live or its time to watch is over', async () => {
    using _ = hurried();
    const asked: string[] = [];
    const never: TokenCallback = async () => {
      asked.push('never');
      throw new KvsError('channel-not-found', 'There is none');
    };
    const over: TokenCallback = async (request) => {
      asked.push(request.reason);
      if (request.reason === 'connect') return ticketFor(request);
      throw new KvsError('session-expired', 'Your time is over');
    };
    const cameras = [
      addCamera({ channel: newName('x') }, { getToken: never }),
      addCamera({ channel: await newCamera('gate') }, { getToken: over }),
    ] as const;
    await Promise.all([reaches(cameras[0], 'failed'), reaches(cameras[1], 'live')]);
    const ended = reaches(cameras[1], 'ended');
    cameras[1].reconnect();
    await ended;
    const failedAt = performance.now();
    await until(() => performance.now() - failedAt > 1_000, 'what would be minutes is over');
    expect(asked).to.have.members(['never', 'connect', 'reconnect']);
  });

  for (const [what, options] of [
    ['a token', {}],
    ['a token that is to be asked for later', { retryAfterMs: 400 }],
  ] as const) {
    it(`for want of ${what} makes no peer connection with each try: a browser has so many only`, async () => {
      using census = new Census();
      let refusals = 3;
      const getToken: TokenCallback = async (request) => {
        if (refusals > 0) {
          refusals -= 1;
          throw new KvsError('token-failed', 'The token server is down', options);
        }
        return ticketFor(request);
      };
      const camera = addCamera({ channel: await newCamera('gate') }, { getToken });
      await reaches(camera, 'live');
      expect(await paintedIdentity(camera)).to.equal('gate');
      expect([refusals, census.made.peers]).to.deep.equal([0, 2]);
    });
  }

  it('is offline when it does not answer in time, and live once it does', async () => {
    const channel = await newCamera('front-door', { answers: 'never' });
    const camera = addCamera({ channel, ...tokenUrl, 'connect-timeout': '5000' });
    const error = await nextError(camera, 20_000);
    expect([error.code, error.retryable, camera.state]).to.deep.equal(['camera-offline', true, 'offline']);
    await camera.updateComplete;
    expect(words(camera))
      .to.match(/Camera offline/)
      .and.match(/Try again/);
    // The next try may have begun, and is given up in its turn.
    await viewers(channel, 0, 12_000);
    await desk('behave', { channel, behaviour: { answers: 'always' } });
    camera.shadowRoot?.querySelector<HTMLButtonElement>('[part~=retry]')?.click();
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('front-door');
  });

  it('has the usual time for an attempt where connect-timeout says none', async () => {
    const camera = addCamera({ channel: await newCamera('gate'), ...tokenUrl, 'connect-timeout': '0' });
    const errors: string[] = [];
    camera.addEventListener('kvs-error', ({ code }) => errors.push(code));
    await reaches(camera, 'live');
    expect(errors).to.deep.equal([]);
  });

  it('is refused with a wrong signature, and gives the reason that a browser can know', async () => {
    const channel = await newCamera('barn');
    const camera = addCamera({ channel }, { getToken: () => tampered(channel) });
    const error = await nextError(camera);
    expect([error.code, camera.state]).to.deep.equal(['access-denied', 'denied']);
    expect(error.hint)
      .to.match(/clock/)
      .and.match(/ConnectAsViewer/);
    const { refused, viewers: connected } = await seen(channel);
    expect(refused.at(-1)?.status).to.equal(403);
    expect(connected).to.deep.equal([]);
  });

  it('is refused when the keys are wrong, by the service’s own word', async () => {
    const channel = await newCamera('gate');
    const { endpoint, region } = await desk<{ endpoint: string; region: string }>('credentials');
    const getToken = (): Promise<Token> =>
      Promise.resolve({ accessKeyId: 'AKIDUNKNOWN', secretAccessKey: 'planted-secret' });
    const camera = addCamera({ channel, region, endpoint }, { getToken });
    const error = await nextError(camera);
    expect([error.code, camera.state]).to.deep.equal(['access-denied', 'denied']);
    expect(JSON.stringify([error.message, error.hint, String(error.cause), camera.getLog()])).not.to.match(
      /planted/,
    );
  });

  it('is denied when the token server refuses', async () => {
    const channel = await newCamera('workshop');
    const camera = addCamera({ channel: `forbidden-${channel}`, ...tokenUrl });
    const error = await nextError(camera);
    expect([error.code, camera.state]).to.deep.equal(['access-denied', 'denied']);
  });

  it('fails for good when there is no such channel', async () => {
    const camera = addCamera({ channel: newName('nowhere'), ...tokenUrl });
    const error = await nextError(camera);
    expect([error.code, error.retryable, camera.state]).to.deep.equal(['channel-not-found', false, 'failed']);
  });

  it('tells the signaling service out of reach from one that refuses', async () => {
    const ticket = { signalingUrl: 'ws://127.0.0.1:9/', iceServers: [] };
    const camera = addCamera({ channel: newName('x') }, { getToken: () => Promise.resolve(ticket) });
    const error = await nextError(camera);
    expect([error.code, camera.state]).to.deep.equal(['signaling-lost', 'reconnecting']);
  });

  it('is connected, but sends no picture in time', async () => {
    const channel = await newCamera('barn', { video: 'freeze' });
    const camera = addCamera({ channel, ...tokenUrl, 'connect-timeout': '5000' });
    const error = await nextError(camera, 20_000);
    expect([error.code, error.retryable, camera.state]).to.deep.equal([
      'media-timeout',
      true,
      'reconnecting',
    ]);
    await desk('behave', { channel, behaviour: { video: 'play' } });
    await reaches(camera, 'live');
  });

  it('gives an answer that nobody can use, and is shown with the next', async () => {
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, ...tokenUrl });
    {
      using _ = replacing('SDP_ANSWER', (message) => ({
        ...message,
        messagePayload: btoa(JSON.stringify({ type: 'answer', sdp: 'this is no answer' })),
      }));
      const { code, message, retryable } = await nextError(camera);
      expect([code, retryable, camera.state]).to.deep.equal(['negotiation-failed', true, 'reconnecting']);
      expect(message).to.match(/answer is not valid/);
    }
    await reaches(camera, 'live');
    expect((await seen(channel)).viewers).to.have.length(1);
  });

  it('is on a channel of which the service takes no more', async () => {
    using _ = replacing('SDP_ANSWER', () => ({
      messageType: 'STATUS_RESPONSE',
      messagePayload: '',
      statusResponse: {
        correlationId: 'offer',
        success: false,
        errorType: 'ClientLimitExceededException',
        statusCode: '400',
        description: 'Too many',
      },
    }));
    const channel = await newCamera('gate');
    const camera = addCamera({ channel, ...tokenUrl });
    const error = await nextError(camera);
    await viewers(channel, 0);
    expect([error.code, error.retryable, camera.state]).to.deep.equal(['channel-busy', true, 'reconnecting']);
    await camera.updateComplete;
    expect(words(camera)).to.match(/Too many people are watching/);
  });

  it('fails for good where the browser has no WebRTC', async () => {
    const { RTCPeerConnection: Peer } = window;
    Reflect.deleteProperty(window, 'RTCPeerConnection');
    try {
      const camera = addCamera({ channel: await newCamera('gate'), ...tokenUrl });
      const error = await nextError(camera);
      expect([error.code, error.retryable, camera.state]).to.deep.equal(['unsupported', false, 'failed']);
      expect(error.hint).to.match(/no WebRTC/);
    } finally {
      Object.assign(window, { RTCPeerConnection: Peer });
    }
  });

  it('ends when the right to watch does', async () => {
    const channel = await newCamera('ward-3');
    const getToken = async (): Promise<Token> => ({
      ...(await tokenFor(channel, 'short')),
      // Late enough for a slow machine to be live before.
      sessionExpiresAt: Date.now() + 8_000,
    });
    const camera = addCamera({ channel }, { getToken });
    const [error] = await Promise.all([nextError(camera, 25_000), reaches(camera, 'live')]);
    expect([error.code, error.retryable, camera.state]).to.deep.equal(['session-expired', false, 'ended']);
    await viewers(channel, 0);
  });
});

describe('a camera whose tokens come from another source', () => {
  it('is asked by it at once where the old one was being asked, and then refused', async () => {
    const channel = await newCamera('barn');
    let refuse: (reason: Error) => void = () => {};
    const asked = new Promise<void>((resolve) => {
      const getToken = (): Promise<never> => {
        resolve();
        return new Promise((_, reject) => (refuse = reject));
      };
      addCamera({ channel, id: 'signed-out' }, { getToken });
    });
    await asked;
    const camera = document.querySelector<KvsCamera>('#signed-out')!;
    const states: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    camera.getToken = () => tokenFor(channel);
    await camera.updateComplete;
    refuse(new KvsError('access-denied', 'Nobody is signed in'));
    await reaches(camera, 'live');
    expect(states).to.deep.equal(['live']);
  });
  afterEach(clear);

  it('is left alone once it is live, though a fresh attempt was to come', async () => {
    const channel = await newCamera('barn');
    const failing = (): Promise<Token> => Promise.reject(new Error('no network'));
    const camera = addCamera({ channel }, { getToken: failing });
    // After the second failure another source is not asked at once, but in two seconds; the natural attempt is sooner.
    await heard(camera, 'kvs-log', ({ entry }) => entry.event === 'waiting');
    await heard(camera, 'kvs-log', ({ entry }) => entry.event === 'waiting');
    camera.getToken = () => tokenFor(channel);
    await reaches(camera, 'live');
    const liveSince = performance.now();
    while (performance.now() - liveSince < 2_500) await nextFrame(camera);
    expect((await seen(channel)).connects.viewer).to.equal(1);
    expect(camera.getLog().filter(({ event }) => event === 'live')).to.have.length(1);
  });
});

describe('a camera that is not set up right', () => {
  afterEach(clear);

  const bad: readonly (readonly [
    string,
    Record<string, string | true>,
    Partial<KvsCamera>,
    string,
    RegExp,
  ])[] = [
    ['no channel', {}, {}, 'bad-configuration', /Set the channel attribute/],
    [
      'a malformed ARN',
      { channel: 'arn:aws:front-door' },
      {},
      'bad-configuration',
      /looks like arn:aws:kinesisvideo/,
    ],
    [
      'a region that is none',
      { channel: 'x', region: 'Oregon' },
      {},
      'bad-configuration',
      /looks like us-west-2/,
    ],
    [
      'no codec that this browser has',
      { channel: 'x', codecs: 'mpeg1', ...tokenUrl },
      {},
      'codec-unsupported',
      /h264 vp8/,
    ],
    ['no token source', { channel: 'x' }, {}, 'bad-configuration', /token-url.*getToken.*setTokenCallback/],
    [
      'a token URL that leads nowhere',
      { channel: 'x', 'token-url': '/nowhere' },
      {},
      'token-failed',
      /token URL/,
    ],
    [
      'a token callback that throws',
      { channel: 'x' },
      { getToken: () => Promise.reject(new Error('no such user')) },
      'token-failed',
      /token callback/,
    ],
    [
      'a token callback that throws at once',
      { channel: 'x' },
      {
        getToken: () => {
          throw new Error('no such user');
        },
      },
      'token-failed',
      /token callback/,
    ],
    [
      'a token callback that returns rubbish',
      { channel: 'x' },
      { getToken: () => Promise.resolve({ token: 'abc' } as unknown as Token) },
      'token-failed',
      /createTicket/,
    ],
    [
      'a token callback that hangs',
      { channel: 'x', 'connect-timeout': '700' },
      { getToken: () => new Promise(() => {}) },
      'token-failed',
      /token callback/,
    ],
    [
      'credentials and no region',
      { channel: 'x' },
      { getToken: () => Promise.resolve({ accessKeyId: 'AKIA1', secretAccessKey: 's' }) },
      'bad-configuration',
      /region/,
    ],
  ];
  for (const [what, attributes, properties, code, hint] of bad) {
    it(`says so: ${what}`, async () => {
      const camera = addCamera(attributes, properties);
      const error = await nextError(camera);
      expect(error.code).to.equal(code);
      expect(error.hint).to.match(hint);
      expect(error.message).not.to.equal('');
      expect(camera.state).to.be.oneOf(['failed', 'reconnecting']);
      await camera.updateComplete;
      expect(words(camera)).not.to.equal('');
    });
  }

  it('makes no storm of a page that sets a new callback with each of its renderings', async () => {
    let calls = 0;
    const ticket = { signalingUrl: 'wss://v-1.example/', iceServers: [], sessionExpiresAt: Date.now() - 1 };
    const camera = addCamera({ channel: 'x' });
    const rendering = (): void => {
      camera.getToken = () => {
        calls += 1;
        return Promise.resolve(ticket);
      };
    };
    rendering();
    camera.addEventListener('kvs-statechange', rendering);
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(camera.state).to.be.oneOf(['ended', 'connecting', 'reconnecting']);
    expect(calls).to.be.within(1, 3);
  });

  it('says so once, not with every update, and on the console, as a small tile has no room for it', async () => {
    let errors = 0;
    const words = await told('error', async () => {
      const camera = addCamera({ channel: 'front door' });
      camera.addEventListener('kvs-error', () => (errors += 1));
      await nextError(camera);
      camera.label = 'Front door';
      await camera.updateComplete;
      // The observer speaks with the second frame at the latest.
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    });
    expect(errors).to.equal(1);
    expect(words).to.have.lengthOf(1);
    expect(words[0]).to.match(
      /^<kvs-camera channel="front door">: "front door" is no channel name\. A name has/,
    );
  });

  it('shows no secret on the console that was pasted for a channel', async () => {
    const url = 'wss://v-1.example/?X-Amz-Signature=planted';
    const words = await told('error', () => nextError(addCamera({ channel: url })));
    expect(words.join())
      .to.match(/channel="wss/)
      .and.not.match(/planted/);
  });

  it('says on the console that nothing supplies a token', async () => {
    const words = await told('error', () => nextError(addCamera({ channel: 'x' })));
    expect(words.join()).to.match(/channel="x">: Nothing supplies a token .* Set the token-url/);
  });

  it('is shown as soon as it is set up right', async () => {
    const channel = await newCamera('loading-dock');
    const camera = addCamera({ ...tokenUrl });
    await nextError(camera);
    camera.setAttribute('channel', channel);
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('loading-dock');
  });

  it('refuses a page that is no secure context', async () => {
    const frame = document.createElement('iframe');
    const told = new Promise<object>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('The insecure page said nothing within 15 s')), 15_000);
      addEventListener(
        'message',
        ({ data, source }: MessageEvent<object>) => {
          if (source !== frame.contentWindow) return;
          clearTimeout(timer);
          resolve(data);
        },
        { once: true },
      );
    });
    frame.src = `http://insecure.test:${location.port}/page?script=/test/browser/support/insecure.ts`;
    document.body.append(frame);
    const { hint, ...told1 } = (await told) as { hint: string };
    expect(told1).to.deep.equal({
      isSecureContext: false,
      code: 'insecure-context',
      retryable: false,
      state: 'failed',
    });
    expect(hint).to.match(/https/);
  });
});
