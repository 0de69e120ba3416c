import type { DataMessage, Sendable } from './data-channel.js';
import { KvsError, notLive, toKvsError } from './errors.js';
import { childOf, onAbort, untilAborted } from './lifetime.js';
import { join, tellAll } from './listeners.js';
import type { Log } from './log.js';
import type { Peer } from './peer.js';
import type { Sound } from './sound.js';
import type { talk as Talk } from './talk.js';
import { TalkEnd, type TalkListener, type TalkState, type TalkWish } from './talk-state.js';

/** What a camera sends on its data channel. */
export type MessageListener = (message: DataMessage) => void;

const BUSY: readonly TalkState['phase'][] = ['asking', 'arming', 'on'];

interface Line {
  readonly peer: Peer;
  readonly signal: AbortSignal;
}

/** What goes up to a camera, by whatever peer it is live now: talk and data. */
export class Uplink {
  readonly #log: Log;
  readonly #sound: Sound;
  readonly #onHot: () => void;
  readonly #talkListeners = new Set<TalkListener>();
  readonly #messageListeners = new Set<MessageListener>();
  readonly #errorListeners = new Set<(error: KvsError) => void>();
  #talk: TalkState = { phase: 'off', reason: null };
  #line: Line | null = null;
  #afterLast = new AbortController();
  #holding: AbortController | null = null;

  /** `onHot` is called when the microphone of a talk that is over still sends. */
  constructor(log: Log, sound: Sound, onHot: () => void) {
    this.#log = log;
    this.#sound = sound;
    this.#onHot = onHot;
  }

  get talk(): TalkState {
    return this.#talk;
  }

  /** Whether a talk could begin: the camera is live and has agreed to take sound. */
  get canTalk(): boolean {
    return this.#line?.peer.takesSound ?? false;
  }

  /** The camera is live by `peer` until `signal` aborts. */
  open(peer: Peer, signal: AbortSignal): void {
    this.#line = { peer, signal };
    onAbort(signal, () => (this.#line = null));
    peer.data.watch((message) => {
      for (const listener of this.#messageListeners) listener(message);
    }, signal);
  }

  /** Calls `listener` with each further state of talking until the returned function is called. */
  subscribeTalk(listener: TalkListener): () => void {
    return join(this.#talkListeners, listener);
  }

  /** Calls `listener` with what goes wrong when a talk is over already. */
  subscribeErrors(listener: (error: KvsError) => void): () => void {
    return join(this.#errorListeners, listener);
  }

  subscribeMessages(listener: MessageListener): () => void {
    return join(this.#messageListeners, listener);
  }

  /**
   * Talks to the camera until `hold` aborts; see `talk`, which is loaded with the first press. Resolves when
   * the camera hears.
   */
  async startTalk({ loadAsk, ...wish }: TalkWish, hold: AbortSignal): Promise<void> {
    hold.throwIfAborted();
    const { peer, signal } = this.#requireLine();
    if (BUSY.includes(this.#talk.phase)) {
      throw new KvsError('microphone-blocked', 'Somebody talks to this camera already', {
        trouble: 'floor-taken',
      });
    }
    const holding = childOf(hold);
    this.#holding = holding;
    // Said at once, so that a second press meets a talk that is under way.
    this.#publish({ phase: 'asking' });
    const loading = Promise.all([loadTalk(), loadAsk()]);
    const loaded = untilAborted(untilAborted(loading, signal), holding.signal);
    const [{ talk }, ask] = await loaded.catch((cause: unknown) => {
      if (signal.aborted || holding.signal.aborted) {
        this.#publish({ phase: 'off', reason: cause instanceof TalkEnd ? cause.reason : 'camera-lost' });
        throw cause;
      }
      const error = toKvsError(cause, 'microphone-blocked', 'The code for talking could not be loaded');
      this.#publish({ phase: 'blocked', error });
      throw error;
    });
    const talkLine = {
      voice: peer,
      device: {
        send: (text: string) => peer.data.send(text),
        reply: (bounded: AbortSignal) => untilAborted(nextWords(peer, bounded), signal),
      },
      sound: this.#sound,
      log: this.#log,
      signal,
      begin: () => this.#begin(signal),
      tell: (state: TalkState) => this.#publish(state),
      onAftermath: (error: KvsError) => this.#onAftermath(error),
    };
    return talk(talkLine, { ...wish, ask }, holding.signal);
  }

  /** Ends the talk, whoever began it. */
  stopTalk(): void {
    this.#holding?.abort(new TalkEnd('released'));
  }

  /**
   * Sends to the camera on the data channel.
   *
   * @throws {KvsError} `camera-offline` when it is not live, `media-lost` when it has closed the channel or does not take it
   */
  send(data: Sendable): void {
    this.#requireLine().peer.data.send(data);
  }

  #begin(life: AbortSignal): AbortSignal {
    this.#afterLast.abort(new DOMException('Another talk begins', 'AbortError'));
    this.#afterLast = childOf(life);
    return this.#afterLast.signal;
  }

  #requireLine(): Line {
    if (this.#line) return this.#line;
    throw notLive('nothing can be sent to it');
  }

  #onAftermath(error: KvsError): void {
    this.#log.add('error', 'talk-aftermath', { code: error.code, message: error.message });
    if (error.trouble !== 'microphone-hot') {
      for (const listener of this.#errorListeners) listener(error);
      return;
    }
    this.#publish({ phase: 'blocked', error });
    this.#onHot();
  }

  #publish(state: TalkState): void {
    this.#talk = state;
    // One that throws must not keep a microphone open. One may change it: then all have heard of that already.
    tellAll(this.#talkListeners, state, () => this.#talk === state);
  }
}

/** Fetches the code for talking, so that the first press need not wait for it. */
export function loadTalk(): Promise<{ readonly talk: typeof Talk }> {
  return import('./talk.js');
}

function nextWords(peer: Peer, signal: AbortSignal): Promise<DataMessage['data']> {
  const heard = new Promise<DataMessage['data']>((resolve) => {
    peer.data.watch(({ data }) => resolve(data), signal);
  });
  return untilAborted(heard, signal);
}
