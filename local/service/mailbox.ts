import type { Envelope } from './messages.js';

interface Letter {
  readonly envelope: Envelope;
  readonly expiresAt: number;
}

/**
 * Messages for peers that are not connected (fact sheet section 4, "Routing and storage").
 *
 * A message is used up when taken. Expiry is judged by the service's clock, at the moment of reading.
 */
export class Mailbox {
  readonly #now: () => number;
  readonly #maxCandidates: number;
  #letters: Letter[] = [];

  constructor(now: () => number, maxCandidates: number) {
    this.#now = now;
    this.#maxCandidates = maxCandidates;
  }

  /** How many messages still wait. */
  get size(): number {
    return this.#alive().length;
  }

  /** Keeps a message; a newer offer or answer of the same sender replaces the older one. */
  put(envelope: Envelope, ttlSeconds: number): void {
    const siblings = this.#alive().filter((letter) => sameKind(letter.envelope, envelope));
    const room = envelope.type === 'ICE_CANDIDATE' ? this.#maxCandidates : 1;
    const dropped = new Set(siblings.slice(0, Math.max(0, siblings.length + 1 - room)));
    this.#letters = this.#letters.filter((letter) => !dropped.has(letter));
    this.#letters.push({ envelope, expiresAt: this.#now() + ttlSeconds * 1000 });
  }

  /** Takes out all that waits for a viewer, or for the master when no id is given. */
  take(recipientClientId: string | undefined): Envelope[] {
    const letters = this.#alive();
    const mine = letters.filter(({ envelope }) => envelope.recipientClientId === recipientClientId);
    this.#letters = letters.filter((letter) => !mine.includes(letter));
    return mine.map(({ envelope }) => envelope);
  }

  #alive(): Letter[] {
    const now = this.#now();
    this.#letters = this.#letters.filter(({ expiresAt }) => expiresAt > now);
    return this.#letters;
  }
}

function sameKind(a: Envelope, b: Envelope): boolean {
  return (
    a.type === b.type &&
    a.from === b.from &&
    a.senderClientId === b.senderClientId &&
    a.recipientClientId === b.recipientClientId
  );
}
