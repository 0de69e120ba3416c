import type { Fault } from './faults.js';
import type { Envelope } from './messages.js';
import { stageOf } from './stages.js';
import type { Deliver, Stage } from './stages.js';

type FaultOf<K extends Fault['kind']> = Extract<Fault, { kind: K }>;

interface Active {
  readonly fault: Fault;
  readonly stage: Stage | undefined;
  /** Uses that are left. */
  left: number;
}

/** The faults one channel has at the moment. */
export class FaultSet {
  readonly #signal: AbortSignal;
  /** The newest first. */
  #active: readonly Active[] = [];

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Adds a fault and returns its undo, which also lets go of messages it holds. */
  add(fault: Fault): () => void {
    const left = 'count' in fault ? (fault.count ?? Infinity) : Infinity;
    const active: Active = { fault, stage: stageOf(fault, this.#signal), left };
    this.#active = [active, ...this.#active];
    return () => {
      this.#active = this.#active.filter((other) => other !== active);
      active.stage?.flush();
    };
  }

  /** The latest fault of a kind, if any. */
  find<K extends Fault['kind']>(kind: K): FaultOf<K> | undefined {
    return this.#latest(kind, () => true)?.fault;
  }

  /** Like {@link find}, for a fault that fits, counting one use. */
  use<K extends Fault['kind']>(kind: K, fits: (fault: FaultOf<K>) => boolean): FaultOf<K> | undefined {
    const found = this.#latest(kind, fits);
    if (found) found.active.left -= 1;
    return found?.fault;
  }

  /** Sends a message through all faults that touch messages, the newest first. */
  pass(envelope: Envelope, deliver: Deliver): void {
    const stages = this.#active.flatMap(({ stage }) => stage ?? []);
    const step = (index: number): Deliver => {
      const stage = stages[index];
      return stage ? (message) => stage.pass(message, step(index + 1)) : deliver;
    };
    step(0)(envelope);
  }

  #latest<K extends Fault['kind']>(
    kind: K,
    fits: (fault: FaultOf<K>) => boolean,
  ): { active: Active; fault: FaultOf<K> } | undefined {
    for (const active of this.#active) {
      const { fault, left } = active;
      if (left > 0 && isKind(fault, kind) && fits(fault)) return { active, fault };
    }
    return undefined;
  }
}

function isKind<K extends Fault['kind']>(fault: Fault, kind: K): fault is FaultOf<K> {
  return fault.kind === kind;
}
