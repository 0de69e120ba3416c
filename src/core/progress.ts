/** The steps from nothing to a picture, in their order. */
export type ConnectStep = 'token' | 'signaling' | 'offer' | 'answer' | 'ice' | 'dtls' | 'frame';

/** When each step was done, in milliseconds since connecting began. */
export type Timeline = Readonly<Partial<Record<ConnectStep, number>>>;

const STEPS: readonly ConnectStep[] = ['token', 'signaling', 'offer', 'answer', 'ice', 'dtls', 'frame'];

/** How far an attempt has come. */
export class Progress {
  readonly #startedAt = performance.now();
  #timeline: Timeline = {};
  step: ConnectStep = 'token';

  get timeline(): Timeline {
    return this.#timeline;
  }

  done(step: ConnectStep): number {
    const elapsedMs = Math.round(performance.now() - this.#startedAt);
    this.#timeline = { ...this.#timeline, [step]: elapsedMs };
    this.step = STEPS[STEPS.indexOf(step) + 1] ?? 'frame';
    return elapsedMs;
  }
}
