import { Audience } from './audience.js';
import { GOOD_BEHAVIOUR } from './behaviour.js';
import type { CameraBehaviour } from './behaviour.js';
import type { ChannelTarget } from './channel.js';
import type { Identity, Rgb } from './identities.js';
import { livePeers } from './live-peers.js';
import { loopPeers } from './loop-peer.js';
import { Master, POWER_CUT } from './master.js';
import type { Backoff } from './master.js';
import type { CameraPeerFactory } from './peer.js';
import type { CameraReport } from './report.js';
import { encodeMessage } from './wire.js';
import type { ReceivedMessage } from './wire.js';

/** A picture for which there is no clip; live cameras draw it. */
export interface CustomPicture {
  readonly name: string;
  readonly colour: Rgb;
  /** 500 Hz unless said otherwise. */
  readonly toneHz?: number;
}

/** What a camera is started with. */
export type CameraOptions = ChannelTarget & {
  readonly behaviour?: Partial<CameraBehaviour>;
  /** Pauses between signaling attempts; the C SDK's unless said otherwise. */
  readonly backoff?: Backoff;
  /** Ends the camera. */
  readonly signal?: AbortSignal;
} & (
    | { readonly kind: 'loop'; readonly picture: Identity }
    | { readonly kind: 'live'; readonly picture: Identity | CustomPicture }
  );

/** A simulated camera that runs until it is stopped. */
export class Camera {
  readonly channel: string;
  readonly #options: CameraOptions;
  readonly #factory: CameraPeerFactory;
  readonly #audience: Audience;
  readonly #watchers = new Set<() => void>();
  readonly #refusals: string[] = [];
  #behaviour: CameraBehaviour;
  #power = new AbortController();
  #master: Master | undefined;
  #connects = 0;

  constructor(options: CameraOptions) {
    this.channel = options.channel;
    this.#options = options;
    this.#factory = options.kind === 'loop' ? loopPeers(options.picture) : livePeers(options.picture);
    this.#behaviour = this.#checked({ ...GOOD_BEHAVIOUR, ...options.behaviour });
    this.#audience = new Audience({
      factory: this.#factory,
      behaviour: () => this.#behaviour,
      iceServers: async () => (await this.#master?.iceServers()) ?? [],
      send: (message) => this.#master?.send(encodeMessage(message, this.#behaviour.casing)),
      onChange: () => this.#changed(),
    });
    options.signal?.addEventListener('abort', () => void this.stop(), { once: true });
    if (options.signal?.aborted) this.#power.abort();
    else if (!this.#behaviour.offline) this.#powerOn();
  }

  get behaviour(): CameraBehaviour {
    return this.#behaviour;
  }

  /** Changes how the camera treats its viewers, from the next thing it does on. */
  behave(change: Partial<CameraBehaviour>): void {
    const before = this.#behaviour;
    this.#behaviour = this.#checked({ ...before, ...change });
    if (change.answers) this.#audience.forgetAnswers();
    if (this.#behaviour.offline && !before.offline) this.#powerOff(POWER_CUT);
    if (!this.#behaviour.offline && before.offline) this.#powerOn();
    this.#changed();
  }

  /** Forgets every viewer and comes back with new keys, as a device that reboots. */
  restart(): void {
    this.#powerOff(POWER_CUT);
    this.#audience.forgetAnswers();
    if (!this.#behaviour.offline) this.#powerOn();
  }

  /** Ends the connection of one viewer, or of all, politely. */
  hangUp(clientId?: string): void {
    this.#audience.hangUp(clientId);
  }

  /** Sends a text on every open data channel; returns how many viewers it went to. */
  say(text: string): number {
    return this.#audience.say(text);
  }

  report(): CameraReport {
    return {
      channel: this.channel,
      kind: this.#options.kind,
      connected: this.#master?.connected ?? false,
      connects: this.#connects + (this.#master?.connects ?? 0),
      problem: this.#master?.problem ?? null,
      viewers: this.#audience.viewers.map((viewer) => viewer.report()),
      closed: this.#audience.closed,
      totals: this.#audience.totals,
      refusals: [...this.#refusals],
    };
  }

  /**
   * Resolves with the first report that satisfies `done`; rejects after `timeoutMs`, naming `what`, or
   * when the camera's signal aborts.
   */
  waitFor(done: (report: CameraReport) => boolean, timeoutMs: number, what: string): Promise<CameraReport> {
    const { signal } = this.#options;
    return new Promise((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        clearInterval(sampling);
        signal?.removeEventListener('abort', stop);
        this.#watchers.delete(check);
      };
      const stop = (): void => {
        end();
        reject(signal?.reason as Error);
      };
      const check = (): void => {
        const report = this.report();
        if (!done(report)) return;
        end();
        resolve(report);
      };
      const timer = setTimeout(() => {
        end();
        reject(new Error(`waited ${timeoutMs} ms for ${what}; report: ${JSON.stringify(this.report())}`));
      }, timeoutMs);
      // Packets are counted without an event each, so what is heard is looked at now and then.
      const sampling = setInterval(check, 50);
      this.#watchers.add(check);
      signal?.addEventListener('abort', stop);
      if (signal?.aborted) stop();
      else check();
    });
  }

  /** Says goodbye to viewers and service; resolves when nothing runs any more. */
  async stop(): Promise<void> {
    const master = this.#master;
    this.#powerOff(new Error('the camera was stopped'));
    await master?.finished;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #powerOn(): void {
    const power = new AbortController();
    this.#power = power;
    this.#master = new Master(
      {
        ...this.#options,
        onMessage: (message) => this.#receive(message, power.signal),
        onChange: () => this.#changed(),
      },
      power.signal,
    );
  }

  #powerOff(reason: Error): void {
    this.#connects += this.#master?.connects ?? 0;
    this.#master = undefined;
    this.#power.abort(reason);
    this.#audience.forget();
  }

  #receive(message: ReceivedMessage, power: AbortSignal): void {
    if (power.aborted) return;
    if (message.type === 'offer') void this.#audience.offer(message.clientId, message.sdp, power);
    if (message.type === 'candidate') this.#audience.candidate(message.clientId, message.candidate);
    if (message.type === 'refusal') this.#refusals.push(message.text);
    this.#changed();
  }

  #checked(behaviour: CameraBehaviour): CameraBehaviour {
    if (behaviour.codecs.some((codec) => this.#factory.codecs.includes(codec))) return behaviour;
    throw new TypeError(`this camera sends ${this.#factory.codecs.join(' and ')} only`);
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }
}
