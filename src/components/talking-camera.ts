import type { PropertyValues } from 'lit';
import { KvsError, notLive } from '../core/errors.js';
import type { Session } from '../core/session.js';
import {
  TalkEnd,
  type Ask,
  type TalkEndReason,
  type TalkOptions,
  type TalkState,
} from '../core/talk-state.js';
import { KvsErrorEvent } from './events.js';
import { LiveCamera } from './live-camera.js';
import { loadConsent } from './talk-code.js';
import { KvsMessageEvent, KvsTalkChangeEvent } from './talk-events.js';

const UNHEARD = 'nobody would hear it';
const SILENT: TalkState = { phase: 'off', reason: null };

/** What goes from the page to the camera: talk and data; and whether the camera is heard. */
export abstract class TalkingCamera extends LiveCamera {
  #talkOptions: TalkOptions = {};
  #talk: TalkState = SILENT;
  /** Ends the talk that this element began; null: it has begun none. */
  #hold: AbortController | null = null;
  /** Whose talk and messages are heard. */
  #followed: Session | null = null;
  #unfollow: readonly (() => void)[] = [];

  constructor() {
    super();
    this.video.addEventListener('volumechange', () => this.#tellAudible());
  }

  /** What `startTalk()` does when it is told nothing else; for the talk button of the bar and of a grid. */
  get talkOptions(): TalkOptions {
    return this.#talkOptions;
  }
  set talkOptions(options: TalkOptions) {
    this.#talkOptions = options ?? {};
  }

  /** Whether somebody talks to the camera, by whichever element of the page. */
  get talk(): TalkState {
    return this.#talk;
  }

  /** Whether one could talk now: the camera is live and takes sound. */
  get canTalk(): boolean {
    const { session } = this;
    // The connection may be shared with an element that may talk, and is told to be lost before it is closed.
    return !this.viewOnly && session?.state.phase === 'live' && session.uplink.canTalk;
  }

  /**
   * Whether the browser, and nobody else, has turned the sound off.
   *
   * @internal
   */
  get isSilenced(): boolean {
    return this.picture.isSilenced;
  }

  override get isHeld(): boolean {
    return super.isHeld || this.#hold !== null;
  }

  /**
   * Tells the device, opens the microphone, and talks to the camera until `stopTalk()`, at most `maxTalk`
   * seconds. Call it from a gesture. Resolves when the camera hears. One talk at a time on the page and in all
   * tabs of the origin.
   *
   * @throws {KvsError} `microphone-denied`, `microphone-blocked`, `insecure-context`, `no-return-audio`,
   * `device-refused`, `camera-offline` when the camera is not live; nothing was transmitted then
   */
  async startTalk(options?: TalkOptions | null): Promise<void> {
    return this.talkFrom(this, options ?? this.talkOptions);
  }

  /** Closes the microphone, by whichever element it was opened, then tells the device. Harmless when nobody talks. */
  stopTalk(): void {
    this.endTalk('released');
    this.session?.uplink.stopTalk();
  }

  /**
   * Sends to the camera on the data channel; what comes before that is open waits for it.
   *
   * @throws {KvsError} `camera-offline` when it is not live, `media-lost` when it has closed the channel
   */
  send(data: string | Blob | ArrayBuffer | ArrayBufferView<ArrayBuffer>): void {
    const { session } = this;
    if (session) session.uplink.send(data);
    else throw notLive(UNHEARD);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // A connection that is shared stays as it is.
    if (changed.has('viewOnly') && this.viewOnly) this.endTalk('cancelled');
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.endTalk('removed');
  }

  /** As `startTalk`, asked for by another element, which hears of the request as well. */
  async talkFrom(origin: Node, { signal, ...options }: TalkOptions): Promise<void> {
    const { session, channel } = this;
    if (!session) throw this.#told(notLive(UNHEARD));
    if (this.viewOnly) throw this.#told(viewOnly());
    const hold = holdWith(signal);
    if (session.talk.phase === 'off' || session.talk.phase === 'blocked') this.#hold = hold;
    const loadAsk = async (): Promise<Ask> => (await loadConsent()).askAround(this, origin);
    try {
      await session.uplink.startTalk({ ...options, channel, loadAsk }, hold.signal);
    } catch (thrown) {
      // A talk that never began keeps no connection.
      if (this.#hold === hold) this.#hold = null;
      throw this.#told(thrown);
    }
  }

  protected endTalk(reason: TalkEndReason): void {
    this.#hold?.abort(new TalkEnd(reason));
  }

  protected override sessionChanged(): void {
    super.sessionChanged();
    const { session } = this;
    if (session === this.#followed) return;
    this.endTalk('camera-lost');
    this.#followed?.sound.forget(this);
    for (const undo of this.#unfollow) undo();
    this.#followed = session;
    this.#unfollow = session ? this.#follow(session) : [];
    this.#setTalk(session?.talk ?? SILENT);
    this.#tellAudible();
  }

  #follow({ uplink }: Session): readonly (() => void)[] {
    return [
      uplink.subscribeTalk((state) => this.#setTalk(state)),
      uplink.subscribeErrors((error) => this.dispatchEvent(new KvsErrorEvent(error))),
      uplink.subscribeMessages((message) => this.dispatchEvent(new KvsMessageEvent(message))),
    ];
  }

  #setTalk(state: TalkState): void {
    const before = this.#talk;
    this.#talk = state;
    if (state === before || (state.phase === 'off' && before.phase === 'off')) return;
    if (state.phase === 'off' || state.phase === 'blocked') this.#hold = null;
    this.flag('talking', state.phase === 'on');
    this.dispatchEvent(new KvsTalkChangeEvent(state));
    if (state.phase === 'blocked') this.dispatchEvent(new KvsErrorEvent(state.error));
    this.requestUpdate();
  }

  /** Errors of a talk under way are told as they become its state; this is for those before it. */
  #told(thrown: unknown): unknown {
    const isKnown = this.#talk.phase === 'blocked' && this.#talk.error === thrown;
    if (thrown instanceof KvsError && !isKnown) this.dispatchEvent(new KvsErrorEvent(thrown));
    return thrown;
  }

  #tellAudible(): void {
    this.#followed?.sound.setAudible(this, !this.muted && this.volume > 0);
  }
}

function holdWith(signal: AbortSignal | undefined): AbortController {
  const hold = new AbortController();
  const end = (): void =>
    hold.abort(signal?.reason instanceof TalkEnd ? signal.reason : new TalkEnd('released'));
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { signal: hold.signal });
  return hold;
}

function viewOnly(): KvsError {
  return new KvsError('no-return-audio', 'The camera is for viewing only', {
    hint: 'Take view-only off.',
  });
}
