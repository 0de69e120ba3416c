import { GOOD_BEHAVIOUR, type Camera, type CameraBehaviour } from '../../../local/cameras/index.js';
import type { Action, Fault } from '../../../local/service/index.js';
import type { Host } from './host.js';
import type { Random } from './random.js';

/**
 * What an incident may do to the camera that it happens to.
 *
 * - `calm`: nothing; a picture that is live stays
 * - `light`: interrupt it; each new attempt can succeed at once
 * - `harsh`: interrupt it, and make attempts fail for as long as it lasts
 */
export type Weight = 'calm' | 'light' | 'harsh';

/** Where an incident happens. */
export interface Scene {
  readonly host: Host;
  readonly channel: string;
  /** Decides what the kind leaves open. */
  readonly random: Random;
}

/** Ends an incident. */
type End = () => unknown;

/** Something that goes wrong. */
export interface Kind {
  readonly weight: Weight;
  /** Whether it lasts, or is over as soon as it has happened. */
  readonly lasts: boolean;
  readonly begin: (scene: Scene) => End | Promise<End>;
}

const GARBAGE = ['empty', 'not-json', 'null', 'unknown-type', 'bad-base64', 'bad-payload', 'binary'] as const;
// Not ResourceNotFoundException: that there is no such channel is final, and rightly so.
const REFUSALS = [
  'ClientLimitExceededException',
  'AccessDeniedException',
  'InternalFailure',
  'ServiceUnavailable',
] as const;

/** Everything that is known to go wrong, by name. */
export const KINDS = {
  // The service, at handshakes and calls.
  'refuse-400': fault('harsh', () => ({ kind: 'refuse-handshake', status: 400, role: 'VIEWER' })),
  'refuse-403': fault('harsh', () => ({ kind: 'refuse-handshake', status: 403, role: 'VIEWER' })),
  'refuse-404': fault('harsh', () => ({ kind: 'refuse-handshake', status: 404, role: 'VIEWER' })),
  'refuse-master': {
    weight: 'calm',
    lasts: true,
    begin: ({ host: { stack }, channel }) => {
      const end = stack.service.fault(channel, { kind: 'refuse-handshake', status: 403, role: 'MASTER' });
      stack.service.act(channel, { kind: 'drop', role: 'MASTER' });
      return end;
    },
  },
  'stall-handshake': fault('harsh', () => ({ kind: 'stall-handshake', role: 'VIEWER' })),
  'refuse-call': fault('harsh', (random) => ({ kind: 'refuse-call', errorType: random.one(REFUSALS) })),
  status: fault('harsh', (random) => ({
    kind: 'status',
    status: random.one(['CREATING', 'UPDATING', 'DELETING'] as const),
  })),
  // The service, with messages.
  'silence-viewer': fault('harsh', () => ({ kind: 'silence', from: 'VIEWER' })),
  'silence-master': fault('harsh', () => ({ kind: 'silence', from: 'MASTER' })),
  delay: fault('light', (random) => ({ kind: 'delay', ms: random.whole(50, 500), jitterMs: 300 })),
  duplicate: fault('light', (random) => ({ kind: 'duplicate', copies: random.whole(1, 3) })),
  reorder: fault('light', (random) => ({ kind: 'reorder', window: random.whole(2, 5) })),
  'answer-last': fault('light', (random) => ({ kind: 'answer-last', candidates: random.whole(1, 4) })),
  'stale-viewers': fault('light', () => ({ kind: 'stale-viewers' })),
  takeover: fault('light', (random) => ({
    kind: 'takeover',
    old: random.one([1000, 1001, 4000, 'deaf'] as const),
  })),
  'no-payload-limit': fault('light', () => ({ kind: 'no-payload-limit' })),
  // The service, with open sockets.
  'drop-viewer': action('light', (random) => ({ kind: 'drop', role: 'VIEWER', code: codeOf(random) })),
  'drop-master': action('calm', (random) => ({ kind: 'drop', role: 'MASTER', code: codeOf(random) })),
  'go-away-viewer': {
    weight: 'light',
    lasts: true,
    begin: ({ host: { stack }, channel }) => {
      stack.service.act(channel, { kind: 'go-away', role: 'VIEWER' });
      // The service's own grace is a minute.
      return () => stack.service.act(channel, { kind: 'drop', role: 'VIEWER' });
    },
  },
  'go-away-master': action('calm', () => ({ kind: 'go-away', role: 'MASTER' })),
  'reconnect-ice-server-viewer': action('light', () => ({ kind: 'reconnect-ice-server', role: 'VIEWER' })),
  'reconnect-ice-server-master': action('calm', () => ({ kind: 'reconnect-ice-server', role: 'MASTER' })),
  garbage: action('calm', (random) => ({ kind: 'garbage', frame: random.one(GARBAGE) })),
  ping: action('calm', () => ({ kind: 'ping' })),
  // The camera.
  'power-cut': behaviour('harsh', () => ({ offline: true }), false),
  restart: once('light', ({ host, channel }) => cameraOf(host, channel).restart()),
  'hang-up': once('light', ({ host, channel }) => cameraOf(host, channel).hangUp()),
  freeze: behaviour('light', () => ({ video: 'freeze' }), false),
  'never-answers': behaviour('harsh', () => ({ answers: 'never' })),
  'answers-once': behaviour('light', () => ({ answers: 'first-only' })),
  'answers-slowly': behaviour('light', (random) => ({ answerDelayMs: random.whole(200, 1_500) })),
  'is-full': behaviour('harsh', () => ({ maxViewers: 0 })),
  'ignores-reoffers': behaviour('harsh', () => ({ reoffer: 'ignore-while-live' })),
  'no-candidates': behaviour('harsh', () => ({ dropCandidates: true })),
  'candidates-never': behaviour('light', () => ({ trickle: 'never' })),
  'candidates-first': behaviour('light', () => ({ trickle: 'before-answer' })),
  'no-audio': behaviour('light', () => ({ audio: false })),
  'c-sdk': behaviour('light', () => ({ casing: 'pascal', correlationIds: true })),
  // The page.
  reconnect: once('light', ({ host, channel }) => host.ask('reconnect', channel)),
  remove: {
    weight: 'light',
    lasts: true,
    begin: async ({ host, channel }) => {
      await host.ask('takeOut', channel);
      return () => host.ask('putBack', channel);
    },
  },
  // The answer comes when nobody is there, and is kept for a minute.
  'remove-half-way': {
    weight: 'light',
    lasts: true,
    begin: async ({ host, channel, random }) => {
      const change = { answerDelayMs: random.whole(200, 400) };
      cameraOf(host, channel).behave(change);
      await host.ask('takeOutHalfWay', channel);
      return async () => {
        await host.ask('putBack', channel);
        cameraOf(host, channel).behave(goodAgain(change));
      };
    },
  },
  move: once('calm', ({ host, channel }) => host.ask('move', channel)),
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** A fault of the service that shows when a viewer connects, and so makes it connect. */
function fault(weight: Weight, make: (random: Random) => Fault): Kind {
  return {
    weight,
    lasts: true,
    begin: async ({ host, channel, random }) => {
      const end = host.stack.service.fault(channel, make(random));
      await host.ask('reconnect', channel);
      return end;
    },
  };
}

function action(weight: Weight, make: (random: Random) => Action): Kind {
  return once(weight, ({ host, channel, random }) => host.stack.service.act(channel, make(random)));
}

/** A habit of the camera; where it shows when a viewer connects, the viewer is made to. */
function behaviour(
  weight: Weight,
  make: (random: Random) => Partial<CameraBehaviour>,
  reconnects = true,
): Kind {
  return {
    weight,
    lasts: true,
    begin: async ({ host, channel, random }) => {
      const change = make(random);
      cameraOf(host, channel).behave(change);
      if (reconnects) await host.ask('reconnect', channel);
      return () => cameraOf(host, channel).behave(goodAgain(change));
    },
  };
}

/** Something that is over at once. */
function once(weight: Weight, happen: (scene: Scene) => unknown): Kind {
  return {
    weight,
    lasts: false,
    begin: async (scene) => {
      await happen(scene);
      return () => {};
    },
  };
}

function goodAgain(change: Partial<CameraBehaviour>): Partial<CameraBehaviour> {
  return Object.fromEntries(Object.entries(GOOD_BEHAVIOUR).filter(([name]) => Object.hasOwn(change, name)));
}

function cameraOf({ stack }: Host, channel: string): Camera {
  const camera = stack.camera(channel);
  if (camera) return camera;
  throw new Error(`Channel ${channel} has no camera`);
}

function codeOf(random: Random): number | 'reset' {
  return random.one([1000, 1001, 4000, 'reset'] as const);
}
