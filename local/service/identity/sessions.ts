import { randomBytes, randomInt } from 'node:crypto';
import type { Credential } from '../options.js';

/** A temporary key as it is handed out. */
export interface Session extends Credential {
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Who is given a key, and what for. */
export type Grant = Pick<Credential, 'allow' | 'principal' | 'sessionPolicy'> & {
  readonly lifeSeconds: number;
};

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** Expired keys are remembered for a while: they are refused as expired, not as unknown. */
const REMEMBERED_MS = 3_600_000;

/** Gives out temporary keys, as STS does. */
export class Sessions {
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();

  constructor({ now }: { readonly now: () => number }) {
    this.#now = now;
  }

  /** A new key. Its end has whole seconds, as on the wire. */
  open({ lifeSeconds, ...grant }: Grant): Session {
    this.#forget();
    const session: Session = {
      ...grant,
      accessKeyId: `ASIA${Array.from({ length: 16 }, () => LETTERS[randomInt(32)]).join('')}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(240).toString('base64'),
      expiration: new Date(Math.ceil(this.#now() / 1000 + lifeSeconds) * 1000),
    };
    this.#sessions.set(session.accessKeyId, session);
    return session;
  }

  find(accessKeyId: string): Session | undefined {
    return this.#sessions.get(accessKeyId);
  }

  #forget(): void {
    for (const [id, { expiration }] of this.#sessions) {
      if (expiration.getTime() + REMEMBERED_MS < this.#now()) this.#sessions.delete(id);
    }
  }
}
