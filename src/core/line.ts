import { openSignaling, type Signaling, type SignalingEvent } from './signaling.js';
import type { EarlyTicket } from './ticket.js';

/** A socket to a channel that is opened before there is anything to say. */
export interface Line {
  readonly signaling: Promise<Signaling>;
  /** What the camera and the service say goes here. */
  listener: (event: SignalingEvent) => void;
  /** Closes it. */
  readonly life: AbortController;
}

/** Opens a socket as soon as the ticket is there, under its client id or else this one. */
export function openLine(ticket: Promise<EarlyTicket>, clientId: string, life: AbortController): Line {
  const line: Line = {
    signaling: ticket.then(({ signalingUrl, clientId: own = clientId }) =>
      openSignaling({ signalingUrl, clientId: own }, (event) => line.listener(event), life.signal),
    ),
    listener: () => {},
    life,
  };
  // Awaited later, or not at all when something else fails first.
  line.signaling.catch(() => {});
  return line;
}
