import type { KvsError, Session, TalkState } from '../../src/index.js';

type Uplink = Session['uplink'];

/** What goes up to a simulated camera: a talk begins at once, without a microphone, and lasts while it is held. */
export class SimulatedUplink implements Pick<Uplink, keyof Uplink> {
  /** Whether the camera takes sound. */
  canTalk = true;
  /** What was sent on the data channel. */
  readonly sent: unknown[] = [];
  #talk: TalkState = { phase: 'off', reason: null };
  readonly #listeners = new Set<(state: TalkState) => void>();
  #refusal: KvsError | null = null;
  #end = (): void => {};

  get talk(): TalkState {
    return this.#talk;
  }

  /** Lets every further talk fail. */
  refuse(error: KvsError): void {
    this.#refusal = error;
  }

  /** Brings talking into a state. */
  become(state: TalkState): void {
    this.#talk = state;
    for (const listener of this.#listeners) listener(state);
  }

  open(): void {}

  subscribeTalk(listener: (state: TalkState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  subscribeErrors(): () => void {
    return () => {};
  }

  subscribeMessages(): () => void {
    return () => {};
  }

  startTalk({ onLevel }: Parameters<Uplink['startTalk']>[0], hold: AbortSignal): Promise<void> {
    const error = this.#refusal;
    if (error) {
      this.become({ phase: 'blocked', error });
      return Promise.reject(error);
    }
    this.become({ phase: 'on', since: Date.now() });
    const voice = setInterval(() => onLevel?.(0.3 + 0.3 * Math.sin(Date.now() / 300)), 250);
    this.#end = () => {
      clearInterval(voice);
      if (this.#talk.phase === 'on') this.become({ phase: 'off', reason: 'released' });
    };
    hold.addEventListener('abort', this.#end, { once: true });
    return Promise.resolve();
  }

  stopTalk(): void {
    this.#end();
  }

  send(data: unknown): void {
    this.sent.push(data);
  }
}
