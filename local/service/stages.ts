import type { AnswerLast, Delay, Fault, MessageFilter, Reorder } from './faults.js';
import type { Envelope } from './messages.js';
import { after } from './timers.js';

/** Hands a message on. */
export type Deliver = (envelope: Envelope) => void;

/** One fault's place on the way of a message. */
export interface Stage {
  pass(envelope: Envelope, next: Deliver): void;
  /** Lets go of what is held; called when the fault is undone. */
  flush(): void;
}

/** The stage of a fault that touches messages; `undefined` for the others. */
export function stageOf(fault: Fault, signal: AbortSignal): Stage | undefined {
  switch (fault.kind) {
    case 'silence':
      return filtered(
        fault,
        counted(fault.count, () => {}),
      );
    case 'delay':
      return filtered(fault, delaying(fault, signal));
    case 'duplicate':
      return filtered(fault, (envelope, next) => {
        for (let copy = 0; copy <= (fault.copies ?? 1); copy += 1) next(envelope);
      });
    case 'reorder':
      return new ReorderStage(fault, signal);
    case 'answer-last':
      return new AnswerLastStage(fault, signal);
    case 'refuse-handshake':
    case 'stall-handshake':
    case 'refuse-call':
    case 'status':
    case 'stale-viewers':
    case 'takeover':
    case 'no-payload-limit':
      break;
  }
  return undefined;
}

type Pass = Stage['pass'];

function filtered(filter: MessageFilter, pass: Pass): Stage {
  return {
    pass: (envelope, next) => (matches(filter, envelope) ? pass(envelope, next) : next(envelope)),
    flush: () => {},
  };
}

function counted(count = Infinity, pass: Pass): Pass {
  let left = count;
  return (envelope, next) => {
    left -= 1;
    if (left >= 0) pass(envelope, next);
    else next(envelope);
  };
}

function delaying({ ms, jitterMs = 0 }: Delay, signal: AbortSignal): Pass {
  return (envelope, next) => {
    after(ms + Math.random() * jitterMs, signal, () => next(envelope));
  };
}

function matches({ from, type, clientId }: MessageFilter, envelope: Envelope): boolean {
  const viewer = envelope.from === 'VIEWER' ? envelope.senderClientId : envelope.recipientClientId;
  return (
    (from === undefined || from === envelope.from) &&
    (type === undefined || type === envelope.type) &&
    (clientId === undefined || clientId === viewer)
  );
}

/** Messages held back together, and the end of their wait. */
interface Held {
  readonly release: (() => void)[];
  readonly cancelTimer: () => void;
}

class ReorderStage implements Stage {
  readonly #fault: Reorder;
  readonly #signal: AbortSignal;
  readonly #held = new Map<string, Held>();

  constructor(fault: Reorder, signal: AbortSignal) {
    this.#fault = fault;
    this.#signal = signal;
  }

  pass(envelope: Envelope, next: Deliver): void {
    if (!matches(this.#fault, envelope)) return next(envelope);
    const recipient = envelope.recipientClientId ?? '';
    const held = this.#held.get(recipient) ?? this.#hold(recipient);
    held.release.unshift(() => next(envelope));
    if (held.release.length >= (this.#fault.window ?? 2)) this.#release(recipient);
  }

  flush(): void {
    for (const recipient of this.#held.keys()) this.#release(recipient);
  }

  #hold(recipient: string): Held {
    const cancelTimer = after(this.#fault.ms ?? 500, this.#signal, () => this.#release(recipient));
    const held: Held = { release: [], cancelTimer };
    this.#held.set(recipient, held);
    return held;
  }

  #release(recipient: string): void {
    const held = this.#held.get(recipient);
    this.#held.delete(recipient);
    held?.cancelTimer();
    for (const deliver of held?.release ?? []) deliver();
  }
}

class AnswerLastStage implements Stage {
  readonly #fault: AnswerLast;
  readonly #signal: AbortSignal;
  readonly #answers = new Map<string, { left: number; deliver: () => void; cancelTimer: () => void }>();

  constructor(fault: AnswerLast, signal: AbortSignal) {
    this.#fault = fault;
    this.#signal = signal;
  }

  pass(envelope: Envelope, next: Deliver): void {
    const viewer = envelope.recipientClientId;
    const { clientId = viewer } = this.#fault;
    if (viewer === undefined || clientId !== viewer) return next(envelope);
    if (envelope.type === 'SDP_ANSWER') return this.#hold(viewer, () => next(envelope));
    next(envelope);
    if (envelope.type === 'ICE_CANDIDATE') this.#count(viewer);
  }

  flush(): void {
    for (const viewer of this.#answers.keys()) this.#release(viewer);
  }

  #hold(viewer: string, deliver: () => void): void {
    this.#release(viewer);
    const cancelTimer = after(this.#fault.ms ?? 500, this.#signal, () => this.#release(viewer));
    this.#answers.set(viewer, { left: this.#fault.candidates ?? 1, deliver, cancelTimer });
  }

  #count(viewer: string): void {
    const answer = this.#answers.get(viewer);
    if (!answer) return;
    answer.left -= 1;
    if (answer.left <= 0) this.#release(viewer);
  }

  #release(viewer: string): void {
    const answer = this.#answers.get(viewer);
    this.#answers.delete(viewer);
    answer?.cancelTimer();
    answer?.deliver();
  }
}
