import { expect } from 'chai';
import {
  setTokenCallback,
  type KvsCamera,
  type Token,
  type TokenRequest,
  type ViewerTicket,
} from '../../src/index.js';
import { desk, newCamera, newName, seen, viewers } from './support/desk.js';
import { HeldIceServers } from './support/held-ice-servers.js';
import { overheard, secretsOf } from './support/overheard.js';
import { addCamera, clear, heard, nextError, paintedIdentity, reaches, until } from './support/page.js';
import { addGrid } from './support/wall.js';

const STEPS = ['token', 'signaling', 'offer', 'answer', 'ice', 'dtls', 'frame'];

/** A ticket from the token server, as a callback of a page gets it. */
async function ticketFor({ channel, clientId, signal }: Omit<TokenRequest, 'reason'>): Promise<ViewerTicket> {
  const response = await fetch('/api/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, clientId }),
    signal,
  });
  return (await response.json()) as ViewerTicket;
}

describe('the ticket road', () => {
  afterEach(() => {
    clear();
    setTokenCallback(null);
  });

  it('shows the camera that the channel names', async () => {
    const channel = await newCamera('front-door');
    const addedAt = performance.now();
    const camera = addCamera({ channel, 'token-url': '/api/token' });
    const first = await heard(camera, 'kvs-firstframe');
    const tookMs = performance.now() - addedAt;
    expect(await paintedIdentity(camera)).to.equal('front-door');
    expect(camera.state).to.equal('live');
    expect(camera.matches(':state(live)')).to.equal(true);
    expect(camera.getAttribute('state')).to.equal('live');
    expect(first.duration).to.be.within(1, tookMs);
    expect(first.path).to.equal('direct');
    expect(first.codec).to.be.oneOf(['vp8', 'h264']);
    expect(Object.keys(first.timeline)).to.deep.equal(STEPS);
    expect((await seen(channel)).viewers).to.have.length(1);
  });

  it('takes its ticket from the callback of the element, with a proposed client id', async () => {
    const channel = await newCamera('barn');
    const asked: TokenRequest[] = [];
    const getToken = (request: TokenRequest): Promise<Token> => {
      asked.push(request);
      return ticketFor(request);
    };
    const camera = addCamera({ channel, region: 'us-west-2' }, { getToken });
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('barn');
    expect(asked.map(({ channel: name, region, reason }) => [name, region, reason])).to.deep.equal([
      [channel, 'us-west-2', 'connect'],
    ]);
    expect((await seen(channel)).viewers[0]?.clientId).to.equal(asked[0]?.clientId);
  });

  it('takes its ticket from the callback of the page', async () => {
    const channel = await newCamera('gate');
    setTokenCallback(ticketFor);
    const camera = addCamera({ channel });
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('gate');
  });

  it('opens the socket while the offer is still being made', async () => {
    const channel = await newCamera('gate');
    const { createOffer } = RTCPeerConnection.prototype;
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    RTCPeerConnection.prototype.createOffer = async function (this: RTCPeerConnection): Promise<never> {
      await released;
      return Reflect.apply(createOffer, this, []) as Promise<never>;
    };
    try {
      const camera = addCamera({ channel, 'token-url': '/api/token' });
      await viewers(channel, 1);
      expect((await seen(channel)).camera?.totals.offers).to.equal(0);
      release();
      await reaches(camera, 'live');
    } finally {
      RTCPeerConnection.prototype.createOffer = createOffer;
    }
  });

  it('opens the socket of a ticket in the page before it makes its peer, and is drawn then', async () => {
    const channel = await newCamera('gate');
    const ticket = await ticketFor({ channel, clientId: 'early', signal: AbortSignal.timeout(5_000) });
    const { WebSocket: Socket, RTCPeerConnection: Peer } = window;
    const made: string[] = [];
    window.WebSocket = class extends Socket {
      constructor(...values: ConstructorParameters<typeof WebSocket>) {
        super(...values);
        made.push('socket');
      }
    };
    window.RTCPeerConnection = class extends Peer {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        made.push('peer');
      }
    };
    try {
      const camera = addCamera({ channel }, { ticket });
      camera.addController({ hostUpdated: () => made.length < 3 && made.push('drawn') });
      await reaches(camera, 'live');
      expect(made).to.deep.equal(['socket', 'peer', 'drawn']);
    } finally {
      Object.assign(window, { WebSocket: Socket, RTCPeerConnection: Peer });
    }
  });

  it('asks for the token before the element is drawn, and draws no step of the attempt', async () => {
    const channel = await newCamera('barn');
    const wasDrawn: boolean[] = [];
    const getToken = (request: TokenRequest): Promise<Token> => {
      wasDrawn.push(camera.hasUpdated);
      return ticketFor(request);
    };
    const camera = addCamera({ channel }, { getToken });
    const drawings: string[] = [];
    camera.addController({
      hostUpdated: () => {
        // The picture is drawn for itself, and may be there before the end of the handshake is heard of.
        if (!camera.renderRoot.querySelector('[part=poster]')) return;
        const { state, muted } = camera;
        drawings.push(JSON.stringify({ state, muted, log: camera.getLog().map(({ event }) => event) }));
      },
    });
    await heardOf(camera, 'dtls');
    expect(wasDrawn).to.deep.equal([false]);
    // Without a stream, with the stream that the picture will come by, and for the sound that is off.
    expect(drawings.length, drawings.join('\n')).to.be.at.most(3);
    await reaches(camera, 'live');
  });

  it('asks nobody while a ticket in the page is fresh', async () => {
    const channel = await newCamera('workshop');
    const signal = AbortSignal.timeout(5_000);
    const ticket = await ticketFor({ channel, clientId: 'from-the-page', signal });
    const script = document.createElement('script');
    Object.assign(script, { type: 'application/json', slot: 'ticket', textContent: JSON.stringify(ticket) });
    const camera = document.createElement('kvs-camera');
    camera.append(script);
    camera.setAttribute('channel', channel);
    camera.setAttribute('autoplay', '');
    camera.setAttribute('muted', '');
    document.body.append(camera);
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('workshop');
    expect((await seen(channel)).viewers.map(({ clientId }) => clientId)).to.deep.equal(['from-the-page']);
  });
});

describe('a token URL that knows its visitors by a cookie', () => {
  const asked = async (channel: string): Promise<{ cookies: string | null; elsewhere: string }> =>
    (await (await fetch(`/api/cookies/${channel}`)).json()) as Awaited<ReturnType<typeof asked>>;
  let elsewhere = '';

  before(async () => {
    ({ elsewhere } = await asked('none'));
    expect(new URL(elsewhere).origin).not.to.equal(location.origin);
  });
  beforeEach(() => void (document.cookie = 'visitor=ann; path=/'));
  afterEach(() => {
    clear();
    document.cookie = 'visitor=; path=/; max-age=0';
  });

  const EXPECTED = [
    [null, { here: true, elsewhere: false }],
    ['same-origin', { here: true, elsewhere: false }],
    ['include', { here: true, elsewhere: true }],
    ['omit', { here: false, elsewhere: false }],
  ] as const;
  for (const [mode, expected] of EXPECTED) {
    for (const owner of ['camera', 'grid'] as const) {
      it(`is told of it as token-credentials says: ${mode ?? 'nothing'}, by a ${owner}`, async () => {
        const tells = async (tokenUrl: string): Promise<boolean> => {
          const channel = newName('visited');
          const attributes = { 'token-url': tokenUrl, ...(mode && { 'token-credentials': mode }) };
          const camera =
            owner === 'camera'
              ? addCamera({ channel, ...attributes })
              : addGrid(attributes, {}, [channel]).querySelector('kvs-camera')!;
          expect((await heard(camera, 'kvs-error')).code).to.equal('access-denied');
          const { cookies } = await asked(channel);
          expect(cookies).to.be.a('string');
          return cookies?.includes('visitor=ann') ?? false;
        };
        expect({ here: await tells('/api/door'), elsewhere: await tells(elsewhere) }).to.deep.equal(expected);
      });
    }
  }
});

describe('what a page gets to hear of its ticket', () => {
  afterEach(clear);

  /** Watches by a ticket that is changed on the way; gives back its secrets and all that is heard. */
  const watch = async (
    change: (ticket: ViewerTicket) => Partial<ViewerTicket> = () => ({}),
    attributes: Readonly<Record<string, string>> = {},
  ): Promise<{ camera: KvsCamera; heardOf: () => string; secrets: string[] }> => {
    const secrets: string[] = [];
    const getToken = async (request: TokenRequest): Promise<Token> => {
      const ticket = await ticketFor(request);
      const changed = { ...ticket, ...change(ticket) };
      secrets.push(...secretsOf(ticket), ...secretsOf(changed));
      return changed;
    };
    const camera = addCamera({ channel: await newCamera('barn'), ...attributes }, { getToken });
    return { camera, heardOf: overheard(camera), secrets };
  };
  const expectNone = (secrets: readonly string[], text: string): void => {
    expect(secrets).not.to.deep.equal([]);
    expect(secrets.filter((secret) => text.includes(secret))).to.deep.equal([]);
  };

  it('is no part that is secret, while all is well', async () => {
    const { camera, heardOf, secrets } = await watch();
    await reaches(camera, 'live');
    await until(() => heardOf().includes('["kvs-firstframe"'), 'its first frame is told');
    expectNone(secrets, heardOf());
  });

  it('is no part that is secret, when the signature is refused', async () => {
    const { camera, heardOf, secrets } = await watch(({ signalingUrl }) => {
      const url = new URL(signalingUrl);
      url.searchParams.set('X-Amz-Signature', 'f'.repeat(64));
      return { signalingUrl: url.href };
    });
    await reaches(camera, 'denied');
    expect(heardOf()).to.include('access-denied');
    expectNone(secrets, heardOf());
  });

  it('is no part that is secret, when the relay refuses its password', async () => {
    const refused = ({ iceServers }: ViewerTicket): Partial<ViewerTicket> => ({
      iceServers: iceServers.map((server) => ({ ...server, credential: 'not-the-password' })),
    });
    const { camera, heardOf, secrets } = await watch(refused, {
      transport: 'relay',
      'connect-timeout': '5000',
    });
    await nextError(camera, 20_000);
    expect(heardOf()).to.include('["kvs-error"').and.to.include('ice-failed');
    expectNone(secrets, heardOf());
  });
});

describe('the credentials road', () => {
  afterEach(clear);

  const road = desk<{ endpoint: string; region: string; credentials: Token }>('credentials');
  const lookUps = (calls: Readonly<Record<string, number>>): (number | undefined)[] =>
    ['DescribeSignalingChannel', 'GetSignalingChannelEndpoint', 'GetIceServerConfig'].map(
      (name) => calls[name] ?? 0,
    );

  it('shows the camera, and asks for no more than it does not know', async () => {
    const channel = await newCamera('ward-3');
    const { endpoint, region, credentials } = await road;
    const before = lookUps((await seen(channel)).calls);
    const properties = { getToken: () => Promise.resolve(credentials) };
    const camera = addCamera({ channel, region, endpoint }, properties);
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('ward-3');
    const after = lookUps((await seen(channel)).calls);
    expect(after).to.deep.equal(before.map((count) => (count ?? 0) + 1));

    clear();
    await viewers(channel, 0);
    const again = addCamera({ channel, region, endpoint }, properties);
    await reaches(again, 'live');
    const [describe, getEndpoint, getIce] = lookUps((await seen(channel)).calls);
    expect([describe, getEndpoint]).to.deep.equal(after.slice(0, 2));
    expect(getIce).to.equal((after[2] ?? 0) + 1);
  });

  it('needs no description of a channel that is given as an ARN', async () => {
    const channel = await newCamera('loading-dock');
    const { arn, calls } = await seen(channel);
    const { endpoint, credentials } = await road;
    const camera = addCamera({ channel: arn, endpoint }, { getToken: () => Promise.resolve(credentials) });
    await reaches(camera, 'live');
    expect(await paintedIdentity(camera)).to.equal('loading-dock');
    expect((await seen(channel)).calls['DescribeSignalingChannel']).to.equal(
      calls['DescribeSignalingChannel'],
    );
  });

  it('opens the socket and has the camera answer while the ICE servers are still on their way', async () => {
    const channel = await newCamera('gate');
    const { endpoint, region, credentials } = await road;
    using held = new HeldIceServers();
    const getToken = (): Promise<Token> => Promise.resolve(credentials);
    const camera = addCamera({ channel, region, endpoint }, { getToken });
    await viewers(channel, 1);
    await heardOf(camera, 'offer');
    expect(camera.state).to.equal('connecting');
    held.release();
    await reaches(camera, 'live');
    expect((await seen(channel)).camera?.totals.offers).to.equal(1);
  });

  it('takes candidates of the camera that come before the ICE servers', async () => {
    const channel = await newCamera('gate', { trickle: 'before-answer' });
    // So the path can be found from the camera's candidates only.
    await desk('fault', { channel, fault: { kind: 'silence', from: 'VIEWER', type: 'ICE_CANDIDATE' } });
    const { endpoint, region, credentials } = await road;
    using held = new HeldIceServers();
    const { WebSocket: Socket } = window;
    window.WebSocket = class extends Socket {
      constructor(...values: ConstructorParameters<typeof WebSocket>) {
        super(...values);
        this.addEventListener('message', ({ data }) => {
          // By the next task the camera has heard of it as well.
          if (String(data).includes('SDP_ANSWER')) setTimeout(held.release);
        });
      }
    };
    try {
      const getToken = (): Promise<Token> => Promise.resolve(credentials);
      const camera = addCamera({ channel, region, endpoint }, { getToken });
      await reaches(camera, 'live');
      expect((await seen(channel)).camera?.totals.offers).to.equal(1);
    } finally {
      window.WebSocket = Socket;
    }
  });
});

/** Waits until the camera's log says that a step is done. */
async function heardOf(camera: KvsCamera, step: string): Promise<void> {
  while (!camera.getLog().some(({ event }) => event === step)) await heard(camera, 'kvs-log');
}
