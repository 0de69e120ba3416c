import type { Peer } from './peer.js';
import type { Line } from './line.js';
import { areAlike, MANNER, PLACE, SOURCE, type CameraTarget } from './target.js';
import type { EarlyTicket } from './ticket.js';

/** What was made ready of a camera before anybody asked for it; whoever takes it answers for its end. */
export interface HeadStart {
  readonly target: CameraTarget;
  readonly clientId: string;
  readonly ticket: Promise<EarlyTicket>;
  /** With an offer in the making. */
  readonly peer?: Peer | undefined;
  readonly line?: Line | undefined;
  /** Ends all of it. */
  readonly life: AbortController;
  /** Epoch milliseconds: while a machine sleeps, no timer ends what grows old. */
  freshUntil: number;
}

/** Those that nobody has taken. */
export const headStarts: Set<HeadStart> = new Set();

/** The head start that was made for this very target and id, or undefined. What is too old is given back. */
export function headStartFor(target: CameraTarget, id: string): HeadStart | undefined {
  const start = [...headStarts].find(
    ({ target: own, clientId }) =>
      // Somebody else may watch the channel under the id meanwhile.
      clientId === id && areAlike(own, target, [...PLACE, ...MANNER, ...SOURCE]),
  );
  if (!start || start.freshUntil > Date.now()) return start;
  start.life.abort();
  return undefined;
}
