import {
  sessions,
  type CameraTarget,
  type Lease,
  type LogEntry,
  type LogSink,
  type Session,
  type SessionState,
  type TalkState,
} from '../../src/index.js';
import { CONNECTING } from './camera-states.js';
import { SimulatedUplink } from './simulated-uplink.js';

/**
 * A session without a network: it is in the state that it is told. Elements get it as they get any other, by
 * `sessions.acquire`, and show it as any other. Made by `simulate`.
 */
export class SimulatedSession implements Omit<Session, 'uplink' | 'sound'> {
  readonly channel: string;
  readonly log: LogEntry[] = [];
  readonly uplink: SimulatedUplink = new SimulatedUplink();
  readonly sound: Pick<Session['sound'], keyof Session['sound']> = {
    attach: () => {},
    setAudible: () => {},
    forget: () => {},
    duck: () => {},
  };
  /** What can be measured and recorded; null: nothing. */
  live: Session['live'] = null;
  /** How many elements hold it. */
  holders = 0;
  /** How long an attempt takes that somebody asked for. */
  attemptMs = 1_200;
  /** How often somebody asked for a fresh attempt. */
  retries = 0;
  #state: SessionState;
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #sinks = new Set<LogSink>();

  constructor(channel: string, state: SessionState) {
    this.channel = channel;
    this.#state = state;
  }

  get state(): SessionState {
    return this.#state;
  }

  get stream(): MediaStream | null {
    return 'stream' in this.#state ? this.#state.stream : null;
  }

  get talk(): TalkState {
    return this.uplink.talk;
  }

  /** Goes over to another state, as after something has happened out there. */
  become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  /** Writes a line into the log. */
  note(event: string, detail: LogEntry['detail'] = {}): void {
    const { channel } = this;
    const entry = {
      time: Date.now(),
      level: 'info',
      event,
      channel,
      session: 'simulated',
      attempt: 1,
      detail,
    } as const;
    this.log.push(entry);
    for (const sink of this.#sinks) sink(entry);
  }

  noteScreen(isStuck: boolean): void {
    this.note(isStuck ? 'frozen' : 'moving');
  }

  subscribe(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  subscribeLog(sink: LogSink): () => void {
    this.#sinks.add(sink);
    return () => this.#sinks.delete(sink);
  }

  /** A fresh attempt ends as the last one did. */
  retry(): void {
    this.retries += 1;
    const before = this.#state;
    if (before === CONNECTING) return;
    this.become(CONNECTING);
    setTimeout(() => {
      if (this.#state === CONNECTING) this.become(before);
    }, this.attemptMs);
  }

  adopt(): void {}
}

const simulated = new Map<string, SimulatedSession>();
const acquire = sessions.acquire.bind(sessions);

// The one road from an element to a session; cameras that are not simulated take it as before.
sessions.acquire = (target: CameraTarget): Lease => {
  const session = simulated.get(target.channel);
  return session ? lease(session) : acquire(target);
};

/** Lets every camera of this channel show a simulated session, from now until `signal` aborts. */
export function simulate(channel: string, state: SessionState, signal?: AbortSignal): SimulatedSession {
  const session = new SimulatedSession(channel, state);
  simulated.set(channel, session);
  signal?.addEventListener('abort', () => simulated.delete(channel), { once: true });
  return session;
}

function lease(simulation: SimulatedSession): Lease {
  let isHeld = true;
  simulation.holders += 1;
  const release = (): void => {
    if (isHeld) simulation.holders -= 1;
    isHeld = false;
  };
  // A class with private fields is its own type; what elements use of it is all there.
  const session = simulation as unknown as Session;
  return { session, release, [Symbol.dispose]: release };
}
