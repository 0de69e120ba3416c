import { complain } from './complain.js';
import { toKvsError, type KvsError } from './errors.js';
import { childOf, onAbort, sleep, untilAborted } from './lifetime.js';
import { expiry } from './expiry.js';
import { join, tellAll } from './listeners.js';
import { Log, type LogEntry, type LogSink } from './log.js';
import { watchPage, type PageEvent } from './page-life.js';
import { STEADY_MS } from './recovery.js';
import { retryDelay } from './retry.js';
import { noteLive, secondThoughts } from './second-thoughts.js';
import { Sound } from './sound.js';
import { errorOf, mayGoBetter, type SessionListener, type SessionState } from './session-state.js';
import { nameOf, type CameraTarget } from './target.js';
import { isOfSource, isOfToken, isOtherSource } from './token-change.js';
import { Troubles } from './troubles.js';
import type { TalkState } from './talk-state.js';
import { Uplink } from './uplink.js';
import { upkeep, type Condition } from './upkeep.js';
import { randomHex, renewViewerId, takeSlot, viewerId } from './viewer-id.js';
import type { ConnectStep } from './progress.js';
import { connectViewer, type Connection } from './viewer.js';

/** A herd of cameras that comes back with the network spreads over this. */
const RETURN_SPREAD_MS = 300;
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 60_000;
/** After these a master may hold the old id for a while, so the next attempt comes as somebody new. */
const SILENCE: readonly string[] = ['ice-failed', 'media-timeout'];

/** A connection that shows a picture, until `signal` aborts. */
export interface Live {
  readonly connection: Connection;
  readonly signal: AbortSignal;
}

/** The connection to one camera, kept alive: tries, is live until lost, decides, waits, tries again. */
export class Session {
  /** Whether the camera is heard. */
  readonly sound: Sound = new Sound();
  /** Talk and data to the camera. */
  readonly uplink: Uplink;
  /**
   * What can be measured, or null.
   *
   * @internal
   */
  live: Live | null = null;
  readonly #listeners = new Set<SessionListener>();
  readonly #signal: AbortSignal;
  readonly #log: Log;
  /** Tells the sessions of one channel apart. */
  readonly #slot: number;
  readonly #troubles = new Troubles();
  #target: CameraTarget;
  #state: SessionState = { phase: 'connecting', step: 'token', attempt: 1, stream: null, error: null };
  #turn: AbortController;
  #failures = 0;
  #wasLive = false;
  #hasRefusedRestart = false;
  #isAway = false;

  /** Starts by itself, in a microtask, so that a new subscriber sees the first state. Ends with `signal`. */
  constructor(target: CameraTarget, signal: AbortSignal) {
    this.#target = target;
    this.#signal = signal;
    this.#turn = childOf(signal);
    this.#slot = takeSlot(nameOf(target.channel), signal);
    this.#log = new Log(target.channel, randomHex(4));
    // A peer that is closed sends no more, whatever the browser does with the microphone.
    this.uplink = new Uplink(this.#log, this.sound, () => this.retry());
    const unwatch = watchPage((event) => this.#onPage(event));
    onAbort(signal, unwatch);
    onAbort(signal, () => {
      this.#log.add('info', 'closed');
      this.#publish({ phase: 'closed' });
      this.#listeners.clear();
    });
    queueMicrotask(() => void this.#run());
  }

  get state(): SessionState {
    return this.#state;
  }

  /** The camera's picture and sound, or null while there is none. */
  get stream(): MediaStream | null {
    return 'stream' in this.#state ? this.#state.stream : null;
  }

  /** Whether somebody talks to the camera. */
  get talk(): TalkState {
    return this.uplink.talk;
  }

  get log(): LogEntry[] {
    return this.#log.entries();
  }

  /** Calls `listener` with each further state until the returned function is called. */
  subscribe(listener: SessionListener): () => void {
    return join(this.#listeners, listener);
  }

  subscribeLog(sink: LogSink): () => void {
    return this.#log.subscribe(sink);
  }

  /**
   * Puts into the log what only an element sees: whether pictures that are decoded do not get on the screen.
   *
   * @internal
   */
  noteScreen(isStuck: boolean): void {
    this.#log.add('info', isStuck ? 'frozen' : 'moving', { isDecoded: true });
  }

  /** Starts a fresh attempt now, whatever goes on. */
  retry(): void {
    this.#failures = 0;
    this.#log.add('info', 'retry');
    this.#nextTurn();
  }

  #nextTurn(attempt = 1, error: KvsError | null = null): void {
    const turn = this.#turn;
    this.#turn = childOf(this.#signal);
    // Said before the tracks stop, as in a turn that ends by itself.
    const isOpen = 'stream' in this.#state && this.#state.stream !== null;
    if (isOpen) this.#publish({ phase: 'connecting', step: 'token', attempt, stream: null, error });
    turn.abort(new DOMException('A new attempt was asked for', 'AbortError'));
  }

  /** Takes tokens from another source from now on; at once where the old one was what failed. */
  adopt(target: CameraTarget): void {
    const before = this.#target;
    this.#target = target;
    const state = this.#state;
    const isOver = state.phase === 'failed' || state.phase === 'waiting';
    if (isOver && isOfSource(state.error) && isOtherSource(before, target)) this.#retryIn(this.#pauseMs());
  }

  /** At once after the first failure; a page that sets a new source with each rendering must not make a storm of it. */
  #pauseMs(): number {
    return this.#failures > 1 ? Math.min(LONGEST_PAUSE_MS, SHORTEST_PAUSE_MS * 2 ** this.#failures) : 0;
  }

  async #run(): Promise<void> {
    while (!this.#signal.aborted) {
      const { signal } = this.#turn;
      try {
        if (this.#isAway) await untilAborted(new Promise<never>(() => {}), signal);
        await this.#takeTurn(signal);
      } catch (thrown) {
        // A turn is cut short by retry() or by the end of the session only.
        if (!signal.aborted) throw thrown;
      }
    }
  }

  async #takeTurn(signal: AbortSignal): Promise<void> {
    const life = childOf(signal);
    const source = this.#target;
    const error = await this.#attempt(life.signal);
    signal.throwIfAborted();
    this.#failures += 1;
    // Another source has come while the old one was waited for.
    if (isOfSource(error) && isOtherSource(source, this.#target)) {
      this.#publish({ phase: 'connecting', step: 'token', attempt: 1, stream: null, error: null });
      life.abort();
      return sleep(this.#pauseMs(), signal);
    }
    if (SILENCE.includes(error.code)) renewViewerId(this.#target.channel, this.#slot);
    const delayMs = retryDelay(error, this.#failures);
    // Said before the tracks stop: whoever shows the picture may want to keep the last one.
    if (delayMs === null) this.#fail(error);
    else this.#wait(error, delayMs);
    life.abort();
    if (delayMs !== null) return sleep(delayMs, signal);
    await secondThoughts(this.#target, error, signal);
    return sleep(this.#pauseMs(), signal);
  }

  /** One attempt, and the life that follows when it succeeds. Resolves to what ended it; `signal` ends it all. */
  async #attempt(signal: AbortSignal): Promise<KvsError> {
    try {
      const connection = await this.#connect(signal);
      signal.throwIfAborted();
      this.uplink.open(connection.peer, signal);
      this.live = { connection, signal };
      onAbort(signal, () => (this.live = null));
      this.#goLive(connection);
      const liveSince = performance.now();
      const error = await Promise.race([this.#keepUp(connection, signal), expiry(connection, signal)]);
      if (performance.now() - liveSince > STEADY_MS) this.#failures = 0;
      return error;
    } catch (thrown) {
      signal.throwIfAborted();
      return toKvsError(thrown, 'negotiation-failed', 'Connecting failed');
    }
  }

  #keepUp(connection: Connection, signal: AbortSignal): Promise<KvsError> {
    const { stream, timeline } = connection;
    const attempt = this.#log.attempt;
    const options = {
      log: this.#log,
      troubles: this.#troubles,
      hasRefusedRestart: this.#hasRefusedRestart,
      onRestartRefused: () => (this.#hasRefusedRestart = true),
      onChange: (condition: Condition) =>
        this.#publish({ phase: 'live', attempt, stream, timeline, ...condition }),
    };
    return upkeep(connection, options, signal);
  }

  #onPage(event: PageEvent): void {
    const state = this.#state;
    if (event === 'away') this.#goAway();
    else if (event === 'back') this.#comeBack();
    else if (state.phase === 'live' && event === 'online') this.#troubles.add('network-changed');
    else if (mayGoBetter(state, event)) this.#retryIn(Math.random() * RETURN_SPREAD_MS);
  }

  /** Gives everything back while the page is put aside: a socket kept open would hold a viewer's slot. */
  #goAway(): void {
    if (this.#isAway) return;
    this.#isAway = true;
    this.#log.add('info', 'away');
    this.#nextTurn();
  }

  #comeBack(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.retry();
  }

  /** Another turn after `ms`, unless anything happens before; the count of failures stays. */
  #retryIn(ms: number): void {
    const state = this.#state;
    const error = errorOf(state);
    sleep(ms, this.#turn.signal).then(
      () => this.#state === state && this.#nextTurn(this.#failures + 1, error),
      () => {},
    );
  }

  #connect(signal: AbortSignal): Promise<Connection> {
    const attempt = this.#failures + 1;
    const error = errorOf(this.#state);
    this.#log.attempt = attempt;
    this.#log.add('info', 'connecting');
    const publish = (step: ConnectStep, stream: MediaStream | null): void => {
      if (!signal.aborted) this.#publish({ phase: 'connecting', step, attempt, stream, error });
    };
    publish('token', null);
    const clientId = viewerId(this.#target.channel, this.#slot);
    const reason = this.#wasLive || attempt > 1 ? 'reconnect' : 'connect';
    this.#troubles.clear();
    const onIgnored = (): void => {
      this.#log.add('warn', 'ignored');
      this.#nextTurn(attempt, error);
    };
    const told = { log: this.#log, troubles: this.#troubles, source: () => this.#target, onStep: publish };
    const isTokenDoubtful = error !== null && isOfToken(error);
    return connectViewer(this.#target, { clientId, reason, isTokenDoubtful, ...told, onIgnored }, signal);
  }

  #goLive({ stream, media, timeline }: Connection): void {
    this.#wasLive = true;
    noteLive(this.#target);
    this.#log.add('info', 'live', { ...media, ...timeline });
    this.#publish({ phase: 'live', attempt: this.#log.attempt, stream, media, timeline, frozenSince: null });
  }

  #fail(error: KvsError): void {
    this.#log.add('error', 'failed', { code: error.code, message: error.message });
    if (error.code === 'bad-configuration') complain(this.#target.channel, error);
    this.#publish({ phase: 'failed', error });
  }

  #wait(error: KvsError, delayMs: number): void {
    const { code, message } = error;
    this.#log.add('warn', 'waiting', { code, message, delayMs: Math.round(delayMs) });
    this.#publish({ phase: 'waiting', error, retryAt: Date.now() + delayMs, attempt: this.#failures + 1 });
  }

  #publish(state: SessionState): void {
    this.#state = state;
    this.sound.attach(this.stream);
    // One that throws must not take the camera from the others. One may change it: then all have heard of that already.
    tellAll(this.#listeners, state, () => this.#state === state);
  }
}
