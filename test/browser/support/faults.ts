import type { KvsCamera, Token, TokenRequest, ViewerTicket } from '../../../src/index.js';
import { desk, type Identity } from './desk.js';
import { heard, reaches } from './page.js';

/** What a fault may use: its own camera, and where that is. */
export interface Scene {
  readonly channel: string;
  readonly camera: KvsCamera;
}

/** One way in which things go wrong, and how soon after its end the camera must be live. */
export interface Fault {
  readonly name: string;
  readonly identity?: Identity;
  /** Attributes of the element beyond channel and token URL. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** How the camera behaves from the start. */
  readonly behaviour?: object;
  /** What supplies tokens instead of the token URL; counts its calls from 1. */
  readonly getToken?: (request: TokenRequest, call: number) => Promise<Token>;
  /** Before the element connects. */
  readonly before?: (channel: string) => Promise<unknown>;
  /** While it is live, or, with `before`, once that has shown; resolves when the fault has ended. */
  readonly during?: (scene: Scene) => Promise<unknown>;
  /** The states of which the fault must show one before it ends; none: the camera must stay live all the while. */
  readonly shows?: readonly string[];
  /** Nothing else may connect meanwhile. */
  readonly isAlone?: true;
  /** Stated time from the end of the fault to a live camera, in milliseconds. */
  readonly withinMs: number;
}

const GARBAGE = ['empty', 'not-json', 'null', 'unknown-type', 'bad-base64', 'bad-payload', 'binary'] as const;

const AT_ONCE = 500;
const SOON = 4_000;
/** Where somebody else has to act first, tries are up to five, then ten seconds apart. */
const PATIENTLY = 13_000;
const TWICE_PATIENTLY = 18_000;

const cause =
  (fault: object) =>
  (channel: string): Promise<unknown> =>
    desk('fault', { channel, fault });
const behave = (channel: string, behaviour: object): Promise<unknown> =>
  desk('behave', { channel, behaviour });
const mend = ({ channel }: Scene): Promise<unknown> => desk('mend', { channel });
const act =
  (action: object) =>
  (scene: Scene): Promise<unknown> =>
    desk('act', { channel: scene.channel, action });
const seconds = (count: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, count * 1_000));

/** A ticket from the token server. */
export async function ticketFor({ channel, clientId, signal }: TokenRequest): Promise<ViewerTicket> {
  const response = await fetch('/api/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channel, clientId }),
    signal,
  });
  return (await response.json()) as ViewerTicket;
}

/** Supplies something else at the first calls, then what it should. */
const atFirst =
  (calls: number, instead: (request: TokenRequest) => Promise<Token>) =>
  (request: TokenRequest, call: number): Promise<Token> =>
    call <= calls ? instead(request) : ticketFor(request);

const fail = (error: Error) => async (): Promise<never> => {
  throw error;
};

async function spoiled(request: TokenRequest, name: string, value: string): Promise<Token> {
  const ticket = await ticketFor(request);
  const url = new URL(ticket.signalingUrl);
  url.searchParams.set(name, value);
  return { ...ticket, signalingUrl: url.href };
}

/** Waits for a state that the fault causes, does what ends the fault. */
const when =
  (state: string, end: (scene: Scene) => Promise<unknown>) =>
  async (scene: Scene): Promise<void> => {
    await reaches(scene.camera, state, 25_000);
    await end(scene);
  };

/** Nothing of this reaches a camera that is live. */
const HARMLESS: readonly Fault[] = [
  { name: 'GO_AWAY while live', during: act({ kind: 'go-away' }), withinMs: AT_ONCE },
  {
    name: 'RECONNECT_ICE_SERVER on a direct path',
    during: act({ kind: 'reconnect-ice-server' }),
    withinMs: AT_ONCE,
  },
  {
    name: 'socket closed with 1001 while live',
    during: act({ kind: 'drop', role: 'VIEWER' }),
    withinMs: AT_ONCE,
  },
  {
    name: 'socket reset while live',
    during: act({ kind: 'drop', role: 'VIEWER', code: 'reset' }),
    withinMs: AT_ONCE,
  },
  { name: 'the camera’s socket closed', during: act({ kind: 'drop', role: 'MASTER' }), withinMs: AT_ONCE },
  ...GARBAGE.map((frame) => ({
    name: `garbage frame while live: ${frame}`,
    during: act({ kind: 'garbage', role: 'VIEWER', frame }),
    withinMs: AT_ONCE,
  })),
];

/** The service misbehaves while the camera connects. */
const CONNECTING: readonly Fault[] = [
  {
    name: 'handshake refused: 403, twice',
    before: cause({ kind: 'refuse-handshake', status: 403, role: 'VIEWER', count: 2 }),
    shows: ['denied'],
    withinMs: TWICE_PATIENTLY,
  },
  {
    name: 'handshake refused: 404, once',
    before: cause({ kind: 'refuse-handshake', status: 404, role: 'VIEWER', count: 1 }),
    shows: ['denied'],
    withinMs: PATIENTLY,
  },
  {
    name: 'channel full: 400 ClientLimitExceeded, once',
    before: cause({
      kind: 'refuse-handshake',
      status: 400,
      errorType: 'ClientLimitExceededException',
      role: 'VIEWER',
      count: 1,
    }),
    shows: ['denied'],
    withinMs: PATIENTLY,
  },
  {
    name: 'handshake never answered, once',
    // Browsers open one socket to a host at one time (RFC 6455, 4.1): those of other cameras would wait.
    isAlone: true,
    attributes: { 'connect-timeout': '4000' },
    before: cause({ kind: 'stall-handshake', role: 'VIEWER', count: 1 }),
    shows: ['reconnecting'],
    withinMs: SOON,
  },
  {
    name: 'offer swallowed, once',
    attributes: { 'connect-timeout': '4000' },
    before: cause({ kind: 'silence', from: 'VIEWER', type: 'SDP_OFFER', count: 1 }),
    shows: ['offline'],
    withinMs: PATIENTLY,
  },
  {
    name: 'answer swallowed, once',
    attributes: { 'connect-timeout': '4000' },
    before: cause({ kind: 'silence', from: 'MASTER', type: 'SDP_ANSWER', count: 1 }),
    shows: ['offline'],
    withinMs: PATIENTLY,
  },
  {
    name: 'the camera’s candidates swallowed',
    before: cause({ kind: 'silence', from: 'MASTER', type: 'ICE_CANDIDATE' }),
    withinMs: SOON,
  },
  {
    name: 'the viewer’s candidates swallowed',
    before: cause({ kind: 'silence', from: 'VIEWER', type: 'ICE_CANDIDATE' }),
    withinMs: SOON,
  },
  { name: 'every message 1.5 s late', before: cause({ kind: 'delay', ms: 1_500 }), withinMs: 6_000 },
  {
    name: 'messages late and out of order',
    before: cause({ kind: 'delay', ms: 100, jitterMs: 400 }),
    withinMs: SOON,
  },
  { name: 'messages twice', before: cause({ kind: 'duplicate' }), withinMs: SOON },
  { name: 'messages last first', before: cause({ kind: 'reorder', window: 3, ms: 300 }), withinMs: SOON },
  {
    name: 'answer after the candidates',
    before: cause({ kind: 'answer-last', candidates: 2, ms: 700 }),
    withinMs: SOON,
  },
  {
    name: 'socket closed while the camera makes its answer',
    behaviour: { answerDelayMs: 1_500 },
    before: async () => {},
    during: async (scene) => {
      await heard(scene.camera, 'kvs-log', ({ entry }) => entry.event === 'offer');
      await act({ kind: 'drop', role: 'VIEWER' })(scene);
      await behave(scene.channel, { answerDelayMs: 0 });
    },
    shows: ['reconnecting'],
    withinMs: SOON,
  },
  {
    name: 'GO_AWAY while the camera makes its answer',
    behaviour: { answerDelayMs: 1_000 },
    before: async () => {},
    during: async (scene) => {
      await heard(scene.camera, 'kvs-log', ({ entry }) => entry.event === 'offer');
      await act({ kind: 'go-away', role: 'VIEWER' })(scene);
    },
    withinMs: SOON,
  },
];

/** What supplies the tokens misbehaves. */
const TOKENS: readonly Fault[] = [
  {
    name: 'token callback throws, twice',
    getToken: atFirst(2, fail(new Error('503'))),
    before: async () => {},
    shows: ['reconnecting'],
    withinMs: SOON,
  },
  {
    name: 'token callback hangs, once',
    attributes: { 'connect-timeout': '4000' },
    getToken: atFirst(1, () => new Promise(() => {})),
    before: async () => {},
    shows: ['reconnecting'],
    withinMs: SOON,
  },
  {
    name: 'token callback gives rubbish, once',
    getToken: atFirst(1, () => Promise.resolve({} as Token)),
    before: async () => {},
    shows: ['reconnecting'],
    withinMs: SOON,
  },
  {
    name: 'signed URL refused: wrong signature, once',
    getToken: atFirst(1, (request) => spoiled(request, 'X-Amz-Signature', '0'.repeat(64))),
    before: async () => {},
    shows: ['denied'],
    withinMs: PATIENTLY,
  },
  {
    name: 'signed URL refused: the signer’s clock is wrong, once',
    getToken: atFirst(1, (request) => spoiled(request, 'X-Amz-Date', '20200101T000000Z')),
    before: async () => {},
    shows: ['denied'],
    withinMs: PATIENTLY,
  },
  {
    name: 'signaling host out of reach, once',
    getToken: atFirst(1, () => Promise.resolve({ signalingUrl: 'ws://127.0.0.1:9/', iceServers: [] })),
    before: async () => {},
    shows: ['reconnecting'],
    withinMs: SOON,
  },
  {
    name: 'ICE servers that nobody runs',
    getToken: async (request) => ({
      ...(await ticketFor(request)),
      iceServers: [{ urls: 'turn:127.0.0.1:49999?transport=udp', username: 'u', credential: 'c' }],
    }),
    before: async () => {},
    withinMs: SOON,
  },
  {
    name: 'ICE credentials past their life',
    getToken: async (request) => ({
      ...(await ticketFor(request)),
      iceServers: [{ urls: 'turn:127.0.0.1:3478', username: '1:u', credential: 'c' }],
    }),
    before: async () => {},
    withinMs: SOON,
  },
  {
    name: 'token server answers 502: its calls are refused, twice',
    before: cause({
      kind: 'refuse-call',
      operation: 'GetIceServerConfig',
      errorType: 'ClientLimitExceededException',
      count: 4,
    }),
    shows: ['reconnecting'],
    withinMs: 8_000,
  },
  {
    name: 'the right to watch ends, and is renewed',
    getToken: async (request, call) => ({
      ...(await ticketFor(request)),
      // Late enough for a slow machine to be live before.
      ...(call === 1 && { sessionExpiresAt: Date.now() + 8_000 }),
    }),
    during: when('ended', async ({ camera }) => camera.reconnect()),
    shows: ['ended'],
    withinMs: SOON,
  },
];

/** The camera misbehaves. */
const CAMERAS: readonly Fault[] = [
  {
    name: 'camera restarts',
    during: async (scene) => desk('restart', { channel: scene.channel }),
    shows: ['reconnecting', 'frozen'],
    withinMs: 6_000,
  },
  {
    name: 'camera hangs up',
    during: async (scene) => desk('hang-up', { channel: scene.channel }),
    shows: ['reconnecting', 'frozen'],
    withinMs: SOON,
  },
  {
    name: 'camera without power for 4 s',
    during: async ({ channel }) => {
      await behave(channel, { offline: true });
      await seconds(4);
      await behave(channel, { offline: false });
    },
    shows: ['reconnecting', 'frozen'],
    withinMs: 8_000,
  },
  {
    name: 'camera without power when the page opens',
    attributes: { 'connect-timeout': '4000' },
    behaviour: { offline: true },
    before: async () => {},
    during: when('offline', ({ channel }) => behave(channel, { offline: false })),
    shows: ['offline'],
    withinMs: PATIENTLY,
  },
  {
    name: 'picture stands still',
    during: async (scene) => {
      await behave(scene.channel, { video: 'freeze' });
      await when('frozen', ({ channel }) => behave(channel, { video: 'play' }))(scene);
    },
    shows: ['frozen'],
    withinMs: SOON,
  },
  {
    name: 'picture stands still until a new connection',
    attributes: { 'connect-timeout': '3000' },
    during: async (scene) => {
      await behave(scene.channel, { video: 'freeze' });
      await when('reconnecting', ({ channel }) => behave(channel, { video: 'play' }))(scene);
    },
    shows: ['reconnecting'],
    withinMs: 8_000,
  },
  {
    name: 'camera never answers',
    attributes: { 'connect-timeout': '4000' },
    behaviour: { answers: 'never' },
    before: async () => {},
    during: when('offline', ({ channel }) => behave(channel, { answers: 'always' })),
    shows: ['offline'],
    withinMs: PATIENTLY,
  },
  {
    name: 'camera answers once only, after reconnect()',
    // The one answer is for the first attempt, which a slow machine has to make good use of.
    attributes: { 'connect-timeout': '4000' },
    behaviour: { answers: 'first-only' },
    during: async (scene) => {
      scene.camera.reconnect();
      await when('offline', ({ channel }) => behave(channel, { answers: 'always' }))(scene);
    },
    shows: ['offline'],
    withinMs: PATIENTLY,
  },
  {
    name: 'camera takes six seconds to answer',
    behaviour: { answerDelayMs: 6_000 },
    withinMs: 8_000,
    before: async () => {},
  },
  { name: 'camera never trickles', behaviour: { trickle: 'never' }, before: async () => {}, withinMs: SOON },
  {
    name: 'camera trickles before its answer',
    behaviour: { trickle: 'before-answer' },
    before: async () => {},
    withinMs: SOON,
  },
  {
    name: 'camera ignores a further offer of a living viewer',
    behaviour: { reoffer: 'ignore-while-live' },
    during: async ({ camera }) => camera.reconnect(),
    shows: ['connecting'],
    withinMs: SOON,
  },
  {
    name: 'camera has no free slot',
    attributes: { 'connect-timeout': '4000' },
    behaviour: { maxViewers: 0 },
    before: async () => {},
    during: when('offline', ({ channel }) => behave(channel, { maxViewers: 10 })),
    shows: ['offline'],
    withinMs: PATIENTLY,
  },
  {
    name: 'no path: candidates lost both ways',
    attributes: { 'connect-timeout': '2500' },
    behaviour: { dropCandidates: true },
    before: async () => {},
    during: when('reconnecting', ({ channel }) => behave(channel, { dropCandidates: false })),
    shows: ['reconnecting'],
    withinMs: 6_000,
  },
  { name: 'camera takes no sound', behaviour: { audio: false }, before: async () => {}, withinMs: SOON },
  {
    name: 'another camera takes the channel over',
    during: async ({ channel }) =>
      desk('add-camera', { channel, kind: 'loop', picture: 'gate', behaviour: {} }),
    shows: ['reconnecting', 'frozen'],
    withinMs: 6_000,
  },
];

/** The page does things. */
const PAGE: readonly Fault[] = [
  {
    name: 'reconnect() while live',
    during: async ({ camera }) => camera.reconnect(),
    shows: ['connecting'],
    withinMs: SOON,
  },
  {
    name: 'element taken out and put back',
    during: async ({ camera }) => {
      const parent = camera.parentElement!;
      camera.remove();
      await new Promise(requestAnimationFrame);
      parent.append(camera);
    },
    shows: ['idle'],
    withinMs: SOON,
  },
  {
    name: 'element moved about',
    during: async ({ camera }) => {
      const parent = camera.parentElement!;
      for (let n = 0; n < 20; n += 1) parent.append(camera);
    },
    withinMs: AT_ONCE,
  },
  {
    name: 'paused and played',
    during: async ({ camera }) => {
      camera.pause();
      await new Promise(requestAnimationFrame);
      void camera.play();
    },
    shows: ['idle'],
    withinMs: SOON,
  },
  {
    name: 'token source replaced while live',
    during: async ({ camera }) => {
      camera.getToken = ticketFor;
      await camera.updateComplete;
    },
    withinMs: AT_ONCE,
  },
];

/** Every fault of the suite, mended by nothing but the camera itself. */
export const FAULTS: readonly Fault[] = [...HARMLESS, ...CONNECTING, ...TOKENS, ...CAMERAS, ...PAGE];

export { mend };
