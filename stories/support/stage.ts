import {
  KvsError,
  type CameraState,
  type KvsCamera,
  type KvsErrorCode,
  type SessionState,
  type TalkState,
} from '../../src/index.js';
import { CONNECTING, sessionState } from './camera-states.js';
import { paintedStream, type Weather } from './painted-stream.js';
import { bring } from './simulated-camera.js';
import { simulatedLive } from './simulated-live.js';
import { simulate, type SimulatedSession } from './simulated-session.js';

/** What happens in front of a camera and behind it; what of a story is no HTML. */
export interface Scene {
  readonly state: CameraState;
  /** What went wrong, in states that have an error. */
  readonly error?: KvsErrorCode;
  readonly weather?: Weather;
  readonly isMoving?: boolean;
  /** Whether there was a picture before. */
  readonly hasLast?: boolean;
  /** Whether the browser plays only without sound. */
  readonly isSilenced?: boolean;
  /** How far somebody is who talks to it, or why talking is not possible. */
  readonly talk?: TalkScene;
}

/** What is to be seen of a talk. */
export type TalkScene = Exclude<TalkState['phase'], 'blocked'> | TalkErrorCode | TalkTrouble;

const TALK_ERRORS = ['microphone-denied', 'microphone-blocked', 'no-return-audio', 'device-refused'] as const;
type TalkErrorCode = (typeof TALK_ERRORS)[number];
type TalkTrouble = NonNullable<KvsError['trouble']>;

interface Actor {
  readonly channel: string;
  readonly scene: Scene;
  readonly session: SimulatedSession;
}

/** The cameras of one story, simulated from when it begins until the next one. */
export class Stage {
  readonly #id: string;
  readonly #script: string;
  readonly #actors: readonly Actor[];
  readonly #life: AbortSignal;

  constructor(id: string, scenes: Readonly<Record<string, Scene>>, life: AbortSignal) {
    this.#id = id;
    this.#script = JSON.stringify(scenes);
    this.#life = life;
    this.#actors = Object.entries(scenes).map(([name, scene]) => this.#actor(name, scene));
  }

  /** The session of a camera, by the name that its channel has in the HTML of the story. */
  session(name: string): SimulatedSession {
    const channel = realName(this.#id, name);
    const found = this.#actors.find((actor) => actor.channel === channel);
    if (!found) throw new Error(`The story has no camera ${name}`);
    return found.session;
  }

  /** Resolves when the cameras that are in the page are as they should be. */
  async settle(page: ParentNode): Promise<void> {
    await Promise.all(this.#actors.map((actor) => settle(actor, page)));
  }

  /**
   * As `settle`, for those only that do not come into their state by themselves. Ends with the stage: cameras that
   * have been given other scenes by then need not come into these.
   */
  async change(page: ParentNode): Promise<void> {
    if (this.#life.aborted) return;
    const end = new Promise((resolve) => this.#life.addEventListener('abort', resolve, { once: true }));
    const passive = this.#actors.filter(({ scene }) => needsAct(scene));
    await Promise.race([end, Promise.all(passive.map((actor) => settle(actor, page)))]);
  }

  /** Whether these are its scenes. */
  isOf(scenes: Readonly<Record<string, Scene>>): boolean {
    return JSON.stringify(scenes) === this.#script;
  }

  #actor(name: string, scene: Scene): Actor {
    const channel = realName(this.#id, name);
    const scenery = sceneryOf(scene);
    const session = simulate(channel, firstState(scene, scenery) ?? CONNECTING);
    session.uplink.canTalk = scene.state === 'live' && scene.talk !== 'no-return-audio';
    if (scene.talk) session.uplink.become(talkState(scene.talk));
    session.live = simulatedLive(scenery.stream, this.#life);
    return { channel, scene, session };
  }
}

async function settle({ channel, scene, session }: Actor, page: ParentNode): Promise<void> {
  const camera = page.querySelector<KvsCamera>(`kvs-camera[channel="${channel}"]`);
  if (camera) await bring(camera, session, sceneryOf(scene));
}

/** A story's own name for what has a common one in its HTML: a page of documentation shows many stories. */
export function realName(storyId: string, name: string): string {
  return `${storyId}.${name}`;
}

const streams = new Map<string, MediaStream>();
const forEver = new AbortController();

type Scenery = Parameters<typeof bring>[2];

function sceneryOf({ state, hasLast, isSilenced, error, weather = 'day', isMoving = false }: Scene): Scenery {
  const key = `${weather} ${isMoving}`;
  const stream = streams.get(key) ?? paintedStream(forEver.signal, weather, isMoving);
  streams.set(key, stream);
  return {
    state,
    stream,
    ...(hasLast && { hasLast }),
    ...(isSilenced && { isSilenced }),
    ...(error && { code: error }),
  };
}

/** Where a camera begins that nobody has brought into its state yet, as one that is out of sight. */
function firstState(scene: Scene, scenery: Scenery): SessionState | null {
  const { state } = scene;
  if (needsAct(scene)) return null;
  // A camera that waits for somebody to press play is live then.
  return sessionState(state === 'idle' ? 'live' : state, scenery);
}

function talkState(talk: TalkScene): TalkState {
  if (talk === 'off') return { phase: talk, reason: null };
  if (talk === 'asking' || talk === 'arming') return { phase: talk };
  if (talk === 'on') return { phase: talk, since: Date.now() };
  const trouble = isTrouble(talk) ? talk : undefined;
  const code = isTrouble(talk) ? 'microphone-blocked' : talk;
  return { phase: 'blocked', error: new KvsError(code, 'Simulated', { trouble }) };
}

function isTrouble(talk: TalkErrorCode | TalkTrouble): talk is TalkTrouble {
  return !TALK_ERRORS.some((code) => code === talk);
}

/** Whether something has to be done to the camera itself, or one thing after the other. */
function needsAct({ state, hasLast, isSilenced }: Scene): boolean {
  return Boolean(hasLast) || Boolean(isSilenced) || state === 'blocked';
}
