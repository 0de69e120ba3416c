import { expect } from 'chai';
import { diagnose, formatReport, type DiagnosticReport } from '../../src/core/diagnose.js';
import type { StepName } from '../../src/core/diagnose-step.js';
import type { CameraTarget, Token, TokenRequest, ViewerTicket } from '../../src/index.js';
import '../../src/index.js';
import { desk, newCamera, newName, seen, viewers } from './support/desk.js';
import { Census, NOTHING } from './support/census.js';
import { secretsOf } from './support/overheard.js';
import { addCamera, clear, heard, nextFrame, reaches, until } from './support/page.js';

const NAMES: readonly StepName[] = [
  'configuration',
  'secure-context',
  'webrtc',
  'codecs',
  'microphone',
  'clock',
  'token',
  'signaling',
  'stun',
  'turn-udp',
  'turn-tcp',
  'camera',
];
/** Nobody listens there. Browsers refuse the low ports outright. */
const DEAD = '127.0.0.1:49999';
const tokenUrl = '/api/token';
/** Firefox has H.264 from a plugin that it loads on its own time. */
const hasH264 = RTCRtpReceiver.getCapabilities('video')?.codecs.some(
  ({ mimeType }) => mimeType === 'video/H264',
);
const allWell = hasH264 ? 'ok' : 'warn';

const verdicts = ({ steps }: DiagnosticReport, ...names: StepName[]): Record<string, string> =>
  Object.fromEntries(
    steps.filter(({ name }) => names.includes(name)).map(({ name, verdict }) => [name, verdict]),
  );

function step(report: DiagnosticReport, name: StepName): DiagnosticReport['steps'][number] {
  const found = report.steps.find((each) => each.name === name);
  if (!found) throw new Error(`The report has no step ${name}`);
  return found;
}

async function ticketFor({ channel, clientId }: Pick<TokenRequest, 'channel' | 'clientId'>) {
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, clientId }),
  });
  return (await response.json()) as ViewerTicket;
}

/** A token callback whose tickets are changed on the way. */
const changed =
  (change: (ticket: ViewerTicket) => Partial<ViewerTicket>) =>
  async (request: TokenRequest): Promise<Token> => {
    const ticket = await ticketFor(request);
    return { ...ticket, ...change(ticket) };
  };

function withoutSignature({ signalingUrl }: ViewerTicket): Partial<ViewerTicket> {
  const url = new URL(signalingUrl);
  url.searchParams.set('X-Amz-Signature', '0'.repeat(64));
  return { signalingUrl: url.href };
}

function toDeadServers({ iceServers }: ViewerTicket): Partial<ViewerTicket> {
  const urls = [`turn:${DEAD}?transport=udp`, `turn:${DEAD}?transport=tcp`];
  return { iceServers: [...iceServers.map((server) => ({ ...server, urls })), { urls: `stun:${DEAD}` }] };
}

describe('a diagnosis of a good camera', () => {
  afterEach(clear);

  it('passes every check, and says how the picture came', async () => {
    const channel = await newCamera('front-door');
    const startedAt = Date.now();
    const report = await diagnose({ channel, region: 'us-west-2', tokenUrl });
    expect(report.steps.map(({ name }) => name)).to.deep.equal(NAMES);
    const rest = report.steps.filter(({ name }) => name !== 'stun' && name !== 'codecs');
    expect(rest.filter(({ verdict, advice }) => verdict !== 'ok' || advice !== '')).to.deep.equal([]);
    expect(verdicts(report, 'codecs')).to.deep.equal({ codecs: allWell });
    expect(step(report, 'stun')).to.deep.include({
      verdict: 'skipped',
      message: 'The ticket names no STUN server',
    });
    expect(report).to.deep.include({
      verdict: allWell,
      channel,
      region: 'us-west-2',
      userAgent: navigator.userAgent,
    });
    expect(report.startedAt).to.be.within(startedAt, Date.now());
    expect(step(report, 'camera').message).to.match(
      /(vp8|h264), direct; .*signaling \d+ ms.*answer \d+ ms.*frame \d+ ms/,
    );
    expect(step(report, 'codecs').message).to.match(/H264/).and.match(/VP8/);
    expect(step(report, 'token').message).to.match(/the token URL in \d+ ms, good for \d+ s/);
    await viewers(channel, 0);
  });

  it('is plain, frozen, and can be read by a person', async () => {
    const channel = await newCamera('barn');
    const report = await diagnose({ channel, tokenUrl });
    expect(JSON.parse(JSON.stringify(report))).to.deep.equal(report);
    expect([report, report.steps, ...report.steps].every(Object.isFrozen)).to.equal(true);
    const text = formatReport(report);
    for (const { name, message } of report.steps) expect(text).to.contain(name).and.contain(message);
    expect(text).to.contain(channel).and.contain(navigator.userAgent);
  });

  it('says so where there is no channel at all', async () => {
    for (const channel of [undefined, null, 7]) {
      const report = await diagnose({ channel, tokenUrl } as unknown as CameraTarget);
      expect(step(report, 'configuration').verdict, formatReport(report)).to.equal('fail');
    }
  });

  it('goes the credentials road too', async () => {
    const channel = await newCamera('ward-3');
    const { endpoint, region, credentials } = await desk<{
      endpoint: string;
      region: string;
      credentials: Token;
    }>('credentials');
    const getToken = (): Promise<Token> => Promise.resolve(credentials);
    const report = await diagnose({ channel, region, endpoint, getToken });
    expect(report.verdict, formatReport(report)).to.equal(allWell);
    expect(step(report, 'token').message).to.match(/the getToken callback/);
  });

  it('sees that only a relay is allowed, and used', async () => {
    const channel = await newCamera('gate');
    const report = await diagnose({ channel, tokenUrl, transport: 'relay' });
    expect(step(report, 'camera').message, formatReport(report)).to.match(/relayed/);
  });

  it('leaves a camera that is being watched alone', async () => {
    const channel = await newCamera('workshop');
    const camera = addCamera({ channel, 'token-url': tokenUrl });
    await reaches(camera, 'live');
    const before = (await seen(channel)).viewers;
    const states: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    expect((await diagnose(camera.target)).verdict).to.equal(allWell);
    await viewers(channel, 1);
    expect((await seen(channel)).viewers).to.deep.equal(before);
    await nextFrame(camera);
    expect(states).to.deep.equal([]);
  });

  it('leaves a camera alone whose token server gives every viewer the same id', async () => {
    const channel = await newCamera('workshop');
    const camera = addCamera({ channel }, { getToken: () => ticketFor({ channel, clientId: 'user-42' }) });
    await reaches(camera, 'live');
    const states: string[] = [];
    camera.addEventListener('kvs-statechange', ({ state }) => states.push(state));
    const report = await diagnose(camera.target);
    expect(report.verdict, formatReport(report)).to.equal(allWell);
    expect(step(report, 'signaling').message).to.contain('user-42');
    await nextFrame(camera);
    expect(states).to.deep.equal([]);
    expect((await seen(channel)).connects.viewer).to.equal(1);
  });

  it('leaves such a camera alone while it connects as well, and says how far it is', async () => {
    const channel = await newCamera('workshop', { answerDelayMs: 6_000 });
    const camera = addCamera({ channel }, { getToken: () => ticketFor({ channel, clientId: 'user-42' }) });
    await heard(camera, 'kvs-log', ({ entry }) => entry.event === 'offer');
    const report = await diagnose(camera.target);
    expect(verdicts(report, 'signaling', 'camera')).to.deep.equal({ signaling: 'ok', camera: 'skipped' });
    expect(step(report, 'camera').message).to.match(/waits for: answer/);
    await reaches(camera, 'live');
    expect(camera.getLog().filter(({ event }) => event === 'connecting')).to.have.lengthOf(1);
    expect((await seen(channel)).connects.viewer).to.equal(1);
  });

  it('asks for a token under an id of its own, each time another', async () => {
    // A channel each: two connections of each diagnosis are close to the service's three a second.
    const channels = [await newCamera('barn'), await newCamera('gate')];
    const asked: TokenRequest[] = [];
    const getToken = (request: TokenRequest): Promise<Token> => {
      asked.push(request);
      return ticketFor(request);
    };
    for (const channel of channels) {
      const report = await diagnose({ channel, region: 'us-west-2', getToken });
      expect(report.verdict, formatReport(report)).to.equal(allWell);
    }
    expect(asked.map(({ channel, region, reason }) => [channel, region, reason])).to.deep.equal(
      channels.map((channel) => [channel, 'us-west-2', 'connect']),
    );
    for (const { clientId } of asked) expect(clientId).to.match(/^diagnose-[0-9a-f]{8}$/);
    expect(asked[0]?.clientId).not.to.equal(asked[1]?.clientId);
  });

  it('does not use up the ticket of the page', async () => {
    const channel = await newCamera('loading-dock');
    const ticket = await ticketFor({ channel, clientId: 'from-the-page' });
    expect((await diagnose({ channel, ticket })).verdict).to.equal(allWell);
    const camera = addCamera({ channel }, { ticket });
    await reaches(camera, 'live');
  });
});

describe('a diagnosis of the network', () => {
  it('asks the TURN server over UDP and over TCP', async () => {
    const channel = await newCamera('front-door');
    const report = await diagnose({ channel, tokenUrl });
    expect(step(report, 'turn-udp').message).to.match(/turn:127\.0\.0\.1:\d+ relays over UDP/);
    expect(step(report, 'turn-tcp').message).to.match(/turn:127\.0\.0\.1:\d+ relays over TCP/);
  });

  for (const transport of ['udp', 'tcp']) {
    it(`checks only ${transport} when the ticket has no more`, async () => {
      const only = ({ iceServers }: ViewerTicket): Partial<ViewerTicket> => ({
        iceServers: iceServers.map((server) => ({
          ...server,
          urls: [server.urls].flat().filter((url) => url.endsWith(transport)),
        })),
      });
      const report = await diagnose({ channel: await newCamera('barn'), getToken: changed(only) });
      const other = transport === 'udp' ? 'tcp' : 'udp';
      expect(verdicts(report, 'turn-udp', 'turn-tcp')).to.deep.equal({
        [`turn-${transport}`]: 'ok',
        [`turn-${other}`]: 'skipped',
      });
    });
  }

  it('does not wait for dead servers, and still shows the camera', async () => {
    const channel = await newCamera('gate');
    const report = await diagnose({ channel, getToken: changed(toDeadServers) }, { stepTimeoutMs: 3_000 });
    expect(verdicts(report, 'stun', 'turn-udp', 'turn-tcp', 'camera'), formatReport(report)).to.deep.equal({
      stun: 'warn',
      'turn-udp': 'fail',
      'turn-tcp': 'fail',
      camera: 'ok',
    });
    expect(step(report, 'turn-udp').message).to.match(/no answer from turn:127\.0\.0\.1:49999/);
    expect(step(report, 'turn-udp').advice).to.match(/firewall/);
    expect(report.verdict).to.equal('warn');
  });

  it('tells a TURN server that refuses from one that is dead', async () => {
    const refused = ({ iceServers }: ViewerTicket): Partial<ViewerTicket> => ({
      iceServers: iceServers.map((server) => ({ ...server, credential: 'wrong' })),
    });
    const report = await diagnose({ channel: await newCamera('workshop'), getToken: changed(refused) });
    for (const name of ['turn-udp', 'turn-tcp'] as const) {
      expect(step(report, name).verdict).to.equal('fail');
      expect(step(report, name).message).to.match(/refused the ticket’s user name and password \(401\)/);
      expect(step(report, name).advice).to.match(/do not cache/);
    }
  });

  it('hears a STUN server', async () => {
    const withStun = ({ iceServers }: ViewerTicket): Partial<ViewerTicket> => {
      const [turn = ''] = [iceServers[0]?.urls ?? []].flat();
      const stun = turn.replace('turn:', 'stun:').replace(/\?.*/, '');
      return { iceServers: [...iceServers, { urls: stun }] };
    };
    const report = await diagnose({ channel: await newCamera('ward-3'), getToken: changed(withStun) });
    expect(verdicts(report, 'stun'), formatReport(report)).to.deep.equal({ stun: 'ok' });
  });

  it('says so when the ICE servers of the ticket are rubbish', async () => {
    const rubbish = (): Partial<ViewerTicket> => ({ iceServers: [{ urls: 'turn:?transport=udp' }] });
    const report = await diagnose({ channel: await newCamera('barn'), getToken: changed(rubbish) });
    expect(step(report, 'turn-udp').message).to.match(/ICE servers of the token cannot be used/);
    expect(step(report, 'camera').verdict).to.equal('fail');
  });

  it('tells signaling that refuses from signaling out of reach', async () => {
    const channel = await newCamera('front-door');
    const [refused, unreachable] = await Promise.all([
      diagnose({ channel, getToken: changed(withoutSignature) }),
      diagnose({ channel, getToken: changed(() => ({ signalingUrl: 'ws://127.0.0.1:9/' })) }),
    ]);
    expect(step(refused, 'signaling')).to.deep.include({ verdict: 'fail' });
    expect(step(refused, 'signaling').message).to.match(/refused the connection \(access-denied\)/);
    expect(step(refused, 'signaling').advice).to.match(/ConnectAsViewer/);
    expect(step(unreachable, 'signaling').message).to.match(/could not be reached \(signaling-lost\)/);
    for (const report of [refused, unreachable]) {
      expect(verdicts(report, 'token', 'turn-udp', 'turn-tcp', 'camera')).to.deep.equal({
        token: 'ok',
        'turn-udp': 'ok',
        'turn-tcp': 'ok',
        camera: 'skipped',
      });
      expect(step(report, 'camera').message).to.match(/"signaling" has to pass first/);
      expect(report.verdict).to.equal('fail');
    }
  });

  it('does not wait for a handshake that stalls', async () => {
    const channel = await newCamera('gate');
    await desk('fault', { channel, fault: { kind: 'stall-handshake', role: 'VIEWER' } });
    const report = await diagnose({ channel, tokenUrl }, { stepTimeoutMs: 2_500 });
    expect(step(report, 'signaling').message).to.match(/did not answer within 2500 ms/);
  });
});

describe('a diagnosis of what is not in order', () => {
  it('says what the token callback threw, and checks what needs no token', async () => {
    const getToken = (): Promise<Token> => Promise.reject(new Error('no such user'));
    const report = await diagnose({ channel: newName('x'), getToken });
    expect(step(report, 'token').message).to.match(
      /The token callback failed: no such user \(token-failed\)/,
    );
    expect(step(report, 'token').advice).to.match(/token callback/);
    const skipped = report.steps.filter(({ verdict }) => verdict === 'skipped');
    expect(skipped.map(({ name }) => name)).to.deep.equal([
      'signaling',
      'stun',
      'turn-udp',
      'turn-tcp',
      'camera',
    ]);
    for (const { message } of skipped) expect(message).to.match(/"token" has to pass first/);
    expect(verdicts(report, 'secure-context', 'webrtc', 'codecs', 'clock')).to.deep.equal({
      'secure-context': 'ok',
      webrtc: 'ok',
      codecs: allWell,
      clock: 'ok',
    });
  });

  it('does not wait for a token callback that hangs', async () => {
    const getToken = (): Promise<Token> => new Promise(() => {});
    const report = await diagnose({ channel: newName('x'), getToken }, { stepTimeoutMs: 500 });
    expect(step(report, 'token').message).to.match(/No token came within 500 ms/);
  });

  it('says that the camera is silent, and how far it came', async () => {
    const channel = await newCamera('barn', { answers: 'never' });
    const report = await diagnose({ channel, tokenUrl }, { stepTimeoutMs: 2_500 });
    expect(step(report, 'camera').message).to.match(
      /did not answer in time; done by then: signaling \d+ ms, offer \d+ ms \(camera-offline\)/,
    );
    expect(step(report, 'camera').advice).to.match(/powered/);
    expect(verdicts(report, 'signaling')).to.deep.equal({ signaling: 'ok' });
    expect(report.verdict).to.equal('fail');
    await viewers(channel, 0);
  });

  it('says that there is no path to the camera', async () => {
    const channel = await newCamera('gate', { dropCandidates: true });
    const report = await diagnose({ channel, tokenUrl, transport: 'direct' }, { stepTimeoutMs: 2_500 });
    expect(step(report, 'camera').message, formatReport(report)).to.match(/answer \d+ ms \(ice-failed\)/);
  });

  it('says that there is no channel', async () => {
    const report = await diagnose({ channel: '', tokenUrl });
    expect(step(report, 'configuration').message).to.match(/no channel \(bad-configuration\)/);
    expect(step(report, 'configuration').advice).to.match(/channel attribute/);
    expect(verdicts(report, 'token', 'camera')).to.deep.equal({ token: 'skipped', camera: 'skipped' });
    expect(step(report, 'camera').message).to.match(/"configuration" has to pass first/);
  });

  it('says that the service knows no such channel', async () => {
    const report = await diagnose({ channel: newName('nowhere'), tokenUrl });
    expect(step(report, 'token').message).to.match(/channel-not-found/);
  });

  it('says that the browser decodes none of the wanted codecs', async () => {
    const channel = await newCamera('workshop');
    const report = await diagnose({ channel, tokenUrl, codecs: ['mpeg1'] });
    expect(verdicts(report, 'codecs', 'signaling', 'camera')).to.deep.equal({
      codecs: 'fail',
      signaling: 'ok',
      camera: 'skipped',
    });
  });
});

/** Runs a diagnosis in a page of its own inside this one. */
function reportInFrame(origin: string, policy: string): Promise<DiagnosticReport> {
  const frame = document.createElement('iframe');
  const script = `import('${origin}/src/core/diagnose.ts')
    .then(({ diagnose }) => diagnose({ channel: 'front-door', tokenUrl: '/api/token' }))
    .then((report) => parent.postMessage(report, '*'))`;
  frame.allow = policy;
  frame.src = `${origin}/page?script=${encodeURIComponent(`data:text/javascript,${encodeURIComponent(script)}`)}`;
  document.body.append(frame);
  return new Promise((resolve, reject) => {
    const over = new AbortController();
    const timer = setTimeout(() => reject(new Error('No report came from the frame within 20 s')), 20_000);
    const hear = ({ data, source }: MessageEvent<DiagnosticReport>): void => {
      if (source !== frame.contentWindow) return;
      clearTimeout(timer);
      over.abort();
      resolve(data);
    };
    addEventListener('message', hear, { signal: over.signal });
  });
}

describe('a diagnosis of the page', () => {
  afterEach(clear);

  it('says that it is no secure context', async () => {
    const report = await reportInFrame(`http://insecure.test:${location.port}`, '');
    expect(step(report, 'secure-context').verdict).to.equal('fail');
    expect(step(report, 'secure-context').advice).to.match(/https/);
    expect(verdicts(report, 'microphone', 'camera')).to.deep.equal({
      microphone: 'skipped',
      camera: 'skipped',
    });
  });

  it('says that its policy forbids the microphone, where the browser tells', async () => {
    const report = await reportInFrame(location.origin, "microphone 'none'");
    const { verdict, message, advice } = step(report, 'microphone');
    if (!('featurePolicy' in document)) return void expect(message).to.match(/not tell|denied/);
    expect([verdict, message]).to.deep.equal([
      'fail',
      'The page’s Permissions-Policy forbids the microphone (microphone-blocked)',
    ]);
    expect(advice).to.match(/allow attribute/);
  });
});

describe('a report', () => {
  const searched = (report: DiagnosticReport): string => JSON.stringify(report) + formatReport(report);

  it('holds no part of the ticket that is secret', async () => {
    const channel = await newCamera('front-door', { answers: 'never' });
    let ticket: ViewerTicket | undefined;
    const keep = (made: ViewerTicket): Partial<ViewerTicket> => {
      ticket = made;
      return {};
    };
    const report = await diagnose({ channel, getToken: changed(keep) }, { stepTimeoutMs: 2_500 });
    for (const secret of secretsOf(ticket!)) expect(searched(report)).not.to.contain(secret);
  });

  it('holds no secret that the page’s own error says', async () => {
    const planted = [
      'wss://v-1.kinesisvideo.us-west-2.amazonaws.com/?X-Amz-Signature=planted-secret',
      'X-Amz-Security-Token=planted-secret',
      'Bearer planted-secret-of-some-length',
      'eyJplantedsecret.eyJplantedsecret.plantedsecret',
    ].join(' and ');
    const getToken = (): Promise<Token> => Promise.reject(new Error(`refused: ${planted}`));
    const report = await diagnose({ channel: newName('x'), getToken });
    expect(step(report, 'token').message).to.match(/refused/);
    expect(searched(report)).not.to.match(/planted-?secret/);
  });

  it('holds no secret that was taken for a channel', async () => {
    const secret = `AKIAPLANTEDSECRET1 ${'planted-secret-'.repeat(4)}`;
    const report = await diagnose({ channel: secret, region: secret, tokenUrl });
    expect(step(report, 'configuration').verdict).to.equal('fail');
    expect(searched(report)).not.to.match(/planted-?secret/i);
  });
});

describe('a diagnosis that is over', () => {
  let census: Census;
  beforeEach(() => (census = new Census()));
  afterEach(() => census[Symbol.dispose]());

  it('leaves nothing open', async () => {
    const channel = await newCamera('front-door');
    await diagnose({ channel, tokenUrl });
    expect(census.made.peers).to.equal(3);
    expect(census.made.sockets).to.equal(2);
    expect(census.open).to.deep.equal(NOTHING);
    await viewers(channel, 0);
  });

  it('leaves nothing open when much of it failed', async () => {
    const channel = await newCamera('barn', { answers: 'never' });
    await diagnose({ channel, getToken: changed(toDeadServers) }, { stepTimeoutMs: 2_500 });
    expect(census.made.peers).to.equal(4);
    expect(census.open).to.deep.equal(NOTHING);
    await viewers(channel, 0);
  });

  it('rejects with the reason when it is aborted, and has closed everything', async () => {
    const channel = await newCamera('gate', { answers: 'never' });
    const life = new AbortController();
    const reason = new Error('The person left');
    const report = diagnose({ channel, getToken: changed(toDeadServers) }, { signal: life.signal });
    const rejected = report.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    await until(() => census.made.peers === 4 && census.made.sockets === 2, 'the camera is being asked');
    life.abort(reason);
    expect(census.open).to.deep.equal(NOTHING);
    expect(await rejected).to.equal(reason);
    await viewers(channel, 0);
  });

  it('opens nothing when it is aborted already', async () => {
    const reason = new Error('Too late');
    const report = diagnose({ channel: 'x', tokenUrl }, { signal: AbortSignal.abort(reason) });
    const thrown: unknown = await report.then(
      () => null,
      (error: unknown) => error,
    );
    expect(thrown).to.equal(reason);
    expect(census.made).to.deep.equal({ peers: 0, sockets: 0, tracks: 0 });
  });
});
