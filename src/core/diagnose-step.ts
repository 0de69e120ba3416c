import { KvsError } from './errors.js';
import { childOf } from './lifetime.js';
import { redact } from './redact.js';

/** How a check ended; `skipped` is what could not be checked, or need not be. */
export type Verdict = 'ok' | 'warn' | 'fail' | 'skipped';

/** The checks of a diagnosis, in the order of its report. */
export type StepName =
  | 'configuration'
  | 'secure-context'
  | 'webrtc'
  | 'codecs'
  | 'microphone'
  | 'clock'
  | 'token'
  | 'signaling'
  | 'stun'
  | 'turn-udp'
  | 'turn-tcp'
  | 'camera';

/** What one check found, in words for an integrator. */
export interface DiagnosticStep {
  readonly name: StepName;
  readonly verdict: Verdict;
  /** Without the time that it waited for the checks before it. */
  readonly durationMs: number;
  readonly message: string;
  /** What to do about it; empty when all is well. */
  readonly advice: string;
}

/** What a check returns; `value` is for the checks that build on it. A failed one may throw a `KvsError` instead. */
export interface Finding<T> {
  readonly verdict: Verdict;
  readonly message: string;
  readonly advice: string;
  readonly value: T;
}

/** A check that is through: its line in the report, and what it leaves to those after it if it passed. */
export type Outcome<T> =
  | { readonly hasPassed: true; readonly step: DiagnosticStep; readonly value: T }
  | { readonly hasPassed: false; readonly step: DiagnosticStep; readonly root: StepName };

/** A finding that leaves nothing to others. */
export function found(verdict: Verdict, message: string, advice = ''): Finding<null> {
  return { verdict, message, advice, value: null };
}

/** Runs checks side by side, as far as they do not need each other. Ends with its signal. */
export class Examination {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Runs a check that needs no other. */
  start<T>(name: StepName, check: (signal: AbortSignal) => Check<T>): Promise<Outcome<T>> {
    return this.#run(name, check);
  }

  /** Runs a check with the value of another, once that and all of `needs` have passed; skips it if one has not. */
  async after<I, T>(
    source: Promise<Outcome<I>>,
    needs: readonly Promise<Outcome<unknown>>[],
    name: StepName,
    check: (input: I, signal: AbortSignal) => Check<T>,
  ): Promise<Outcome<T>> {
    const [input, ...others] = [await source, ...(await Promise.all(needs))] as const;
    if (!input.hasPassed) return skipped(name, input.root);
    for (const other of others) if (!other.hasPassed) return skipped(name, other.root);
    return this.#run(name, (signal) => check(input.value, signal));
  }

  /** What the check opened ends with it. */
  async #run<T>(name: StepName, check: (signal: AbortSignal) => Check<T>): Promise<Outcome<T>> {
    const life = childOf(this.#signal);
    const startedAt = performance.now();
    const end = (finding: Finding<T | null>): DiagnosticStep => stepOf(name, finding, startedAt);
    try {
      const finding = await check(life.signal);
      this.#signal.throwIfAborted();
      const step = end(finding);
      const hasPassed = finding.verdict === 'ok' || finding.verdict === 'warn';
      return hasPassed ? { hasPassed, step, value: finding.value } : { hasPassed, step, root: name };
    } catch (thrown) {
      this.#signal.throwIfAborted();
      return { hasPassed: false, step: end(failure(thrown)), root: name };
    } finally {
      life.abort(new DOMException('The check is over', 'AbortError'));
    }
  }
}

type Check<T> = Finding<T> | Promise<Finding<T>>;

function failure(thrown: unknown): Finding<null> {
  if (thrown instanceof KvsError) return found('fail', `${thrown.message} (${thrown.code})`, thrown.hint);
  const name = thrown instanceof Error ? thrown.name : typeof thrown;
  return found('fail', `The check itself failed: ${name}`, 'Tell the maintainers, with this report.');
}

function skipped(name: StepName, root: StepName): Outcome<never> {
  const finding = found('skipped', `Not checked: "${root}" has to pass first`, `Mend "${root}" first.`);
  return { hasPassed: false, step: stepOf(name, finding, performance.now()), root };
}

function stepOf(
  name: StepName,
  { verdict, message, advice }: Finding<unknown>,
  startedAt: number,
): DiagnosticStep {
  const durationMs = Math.round(performance.now() - startedAt);
  return Object.freeze({ name, verdict, durationMs, message: redact(message), advice: redact(advice) });
}
