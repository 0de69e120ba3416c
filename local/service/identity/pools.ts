import { randomUUID } from 'node:crypto';
import { Ledger } from '../ledger.js';
import type { Refusal } from '../ledger.js';
import type { IdentityPoolOptions, Settings } from '../options.js';
import { notAuthorized, unknown } from './errors.js';

/** What a test can see of a pool. */
export interface IdentityPoolSnapshot {
  readonly id: string;
  /** ARN of its role, if it has one. */
  readonly roleArn: string | undefined;
  readonly identities: number;
  /** Calls that named the pool or one of its identities, by operation, refused ones too. */
  readonly calls: Readonly<Record<string, number>>;
  /** The last 20, oldest first. */
  readonly refused: readonly Refusal[];
}

/** A visitor: a guest, or somebody who has signed in. */
export interface Identity {
  readonly id: string;
  readonly isGuest: boolean;
  readonly pool: IdentityPool;
}

/** Tokens of a visitor by who vouches for them; empty for a guest. */
export type Logins = ReadonlyMap<string, string>;

/** One identity pool and everybody in it. */
export class IdentityPool {
  readonly id: string;
  readonly options: IdentityPoolOptions;
  readonly roleArn: string | undefined;
  readonly ledger = new Ledger();
  readonly #region: string;
  readonly #identities = new Map<string, Identity>();
  readonly #signedIn = new Map<string, Identity>();

  constructor(options: IdentityPoolOptions, { region, accountId }: Settings) {
    this.options = options;
    this.id = options.id ?? `${region}:${randomUUID()}`;
    this.roleArn = options.role && `arn:aws:iam::${accountId}:role/${options.role.name}`;
    this.#region = region;
  }

  /** A guest is somebody new each time; who signs in again is the same. Throws NotAuthorizedException. */
  admit(logins: Logins): Identity {
    this.#check(logins);
    const [token] = logins.values();
    const known = token === undefined ? undefined : this.#signedIn.get(token);
    if (known) return known;
    const id = `${this.#region}:${randomUUID()}`;
    const identity = { id, isGuest: token === undefined, pool: this };
    this.#identities.set(id, identity);
    if (token !== undefined) this.#signedIn.set(token, identity);
    return identity;
  }

  find(identityId: string): Identity | undefined {
    return this.#identities.get(identityId);
  }

  /** Throws NotAuthorizedException unless this visitor is the identity. */
  prove(identity: Identity, logins: Logins): void {
    if (identity.isGuest !== (logins.size === 0)) {
      throw notAuthorized(`Access to Identity '${identity.id}' is forbidden.`);
    }
    this.#check(logins);
  }

  snapshot(): IdentityPoolSnapshot {
    const { id, roleArn, ledger } = this;
    const { calls, refused } = ledger.snapshot();
    return { id, roleArn, identities: this.#identities.size, calls, refused };
  }

  #check(logins: Logins): void {
    if (logins.size === 0 && this.options.allowUnauthenticated === false) {
      throw notAuthorized('Unauthenticated access is not supported for this identity pool.');
    }
    for (const [provider, token] of logins) {
      if (this.options.logins?.[provider]?.includes(token)) continue;
      throw notAuthorized('Token is not from a supported provider of this identity pool.');
    }
  }
}

/** All identity pools of the account. */
export class IdentityPools {
  readonly #settings: Settings;
  readonly #pools = new Map<string, IdentityPool>();

  constructor(settings: Settings) {
    this.#settings = settings;
  }

  create(options: IdentityPoolOptions = {}): IdentityPool {
    const pool = new IdentityPool(options, this.#settings);
    if (this.#pools.has(pool.id)) throw new Error(`The identity pool ${pool.id} exists already`);
    this.#pools.set(pool.id, pool);
    return pool;
  }

  find(id: string): IdentityPool | undefined {
    return this.#pools.get(id);
  }

  /** Throws ResourceNotFoundException. */
  need(id: string): IdentityPool {
    const pool = this.find(id);
    if (!pool) throw unknown('IdentityPool', id);
    return pool;
  }

  /** Throws ResourceNotFoundException. */
  needIdentity(id: string): Identity {
    for (const pool of this.#pools.values()) {
      const identity = pool.find(id);
      if (identity) return identity;
    }
    throw unknown('Identity', id);
  }
}
