/// <reference lib="esnext.disposable" preserve="true" />
import { headStarts } from './head-start.js';
import { Session } from './session.js';
import type { SessionState } from './session-state.js';
import { isOfSource, isOtherSource } from './token-change.js';
import { areAlike, keyOf, MANNER, nameOf, parseTarget, type CameraTarget } from './target.js';
import { forgetCredentials } from './token.js';

/** A share in a session. The session ends when nobody holds one any more. */
export interface Lease extends Disposable {
  readonly session: Session;
  /** Gives the share back; more than once is harmless. */
  release(): void;
}

/** Hears whether others show the camera too. */
export type ShareListener = (isShared: boolean) => void;

/** Who holds a lease: what it would connect with, and how it is told. */
interface Holder {
  readonly target: CameraTarget;
  readonly onShare: ShareListener;
}

interface Entry {
  readonly session: Session;
  target: CameraTarget;
  readonly life: AbortController;
  readonly leases: Map<Lease, Holder>;
  /** Whose tokens have failed since the camera was live. */
  readonly tried: Set<CameraTarget>;
}

// Not every browser in use has it.
const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');

/** All sessions of the page: one per camera, however many show it. */
export class Registry {
  readonly #entries = new Map<string, Entry>();

  /**
   * Joins the session of a camera, or starts it. `onShare` hears whenever others join or leave.
   *
   * @throws {KvsError} `bad-configuration`
   */
  acquire(target: CameraTarget, onShare: ShareListener = () => {}): Lease {
    const parsed = parseTarget(target);
    const key = keyOf(parsed);
    const entry = this.#reusable(key, parsed) ?? this.#open(key, parsed);
    const release = (): void => {
      entry.leases.delete(lease);
      tellShared(entry);
      handOver(entry, parsed);
      // Whoever moves an element takes it out and puts it back within one task.
      queueMicrotask(() => this.#closeUnused(key, entry));
    };
    const lease: Lease = { session: entry.session, release, [DISPOSE]: release };
    entry.leases.set(lease, { target: parsed, onShare });
    tellShared(entry);
    return lease;
  }

  /** The session that the camera has, without joining it. */
  find(target: CameraTarget): Session | undefined {
    return this.#entries.get(keyOf(target))?.session;
  }

  /**
   * Closes one camera, by name or ARN, or all: socket, tracks, peer, entry. Their sessions are `closed`, and AWS
   * credentials that were given before are not used again.
   */
  reset(channel?: string): void {
    forgetCredentials();
    const name = channel === undefined ? undefined : nameOf(channel);
    // Who hears of it may open anew.
    const entries = [...this.#entries];
    for (const [key, entry] of entries) {
      if (name === undefined || nameOf(entry.target.channel) === name) this.#close(key, entry);
    }
    for (const { target, life } of headStarts) {
      if (name === undefined || nameOf(target.channel) === name) life.abort();
    }
  }

  #reusable(key: string, target: CameraTarget): Entry | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const unused = entry.leases.size === 0;
    if (unused && !areAlike(entry.target, target, [...MANNER, 'connectTimeoutMs'])) {
      this.#close(key, entry);
      return undefined;
    }
    const { state } = entry.session;
    const isRefused = state.phase === 'waiting' && isOfSource(state.error);
    if (unused || isRefused || state.phase === 'failed') adopt(entry, target);
    return entry;
  }

  #open(key: string, target: CameraTarget): Entry {
    const life = new AbortController();
    const entry = {
      session: new Session(target, life.signal),
      target,
      life,
      leases: new Map<Lease, Holder>(),
      tried: new Set<CameraTarget>(),
    };
    entry.session.subscribe((state) => askAnother(entry, state));
    this.#entries.set(key, entry);
    return entry;
  }

  #closeUnused(key: string, entry: Entry): void {
    if (entry.leases.size === 0) this.#close(key, entry);
  }

  #close(key: string, entry: Entry): void {
    if (this.#entries.get(key) === entry) this.#entries.delete(key);
    entry.life.abort(new DOMException('The session was closed', 'AbortError'));
  }
}

/** Whose tokens were used has gone; those of somebody who stays are, from now on. */
function handOver(entry: Entry, gone: CameraTarget): void {
  const [next] = entry.leases.values();
  if (entry.target === gone && next) adopt(entry, next.target);
}

/** Where one element's tokens are none, those of another that shows the camera may be; each is asked once in a round. */
function askAnother(entry: Entry, state: SessionState): void {
  const { tried, leases } = entry;
  if (state.phase === 'live') tried.clear();
  if (state.phase !== 'waiting' && state.phase !== 'failed') return;
  if (!isOfSource(state.error) || state.error.code === 'session-expired') return;
  tried.add(entry.target);
  const isNew = ({ target }: Holder): boolean => [...tried].every((one) => isOtherSource(one, target));
  const next = [...leases.values()].find(isNew);
  if (next) adopt(entry, next.target);
  else tried.clear();
}

function adopt(entry: Entry, target: CameraTarget): void {
  entry.target = target;
  entry.session.adopt(target);
}

function tellShared({ leases }: Entry): void {
  for (const { onShare } of leases.values()) onShare(leases.size > 1);
}

/** The sessions of this page. */
export const sessions: Registry = new Registry();
