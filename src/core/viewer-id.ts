import { onAbort } from './lifetime.js';

const KEY = 'kvs-elements:viewer';

/** What is known of an id that this tab has for a channel. */
export interface Known {
  /** When the offer went out that has had no answer yet; 0: there is none. */
  askedAt?: number;
  /** What the camera took for an answer, at most. */
  answerMs?: number;
}

/** What a page leaves to the next one in its tab: its id, then `ids` and `renewals`. */
type Stored = readonly [
  id: string,
  ids: readonly (readonly [string, Known])[],
  counts: readonly (readonly [string, number])[],
];

let own: string | undefined;
/** By channel and id, as all channels begin with one id. Ids that somebody else has chosen are not among them. */
let ids = new Map<string, Known>();
/** How often an id was renewed, by channel and slot. */
let renewals = new Map<string, number>();
const slots = new Map<string, Set<number>>();

/**
 * The id under which this tab watches a channel: the same after a reload, so that small devices find the slot
 * again that it had. A duplicated tab gets another: the stored id is taken out while a page uses it. An id
 * under which an offer went unanswered is not used again: the service may still deliver that answer.
 */
export function viewerId(channel: string, slot = 0): string {
  if (knownOf(channel, idOf(channel, slot))?.askedAt) renewViewerId(channel, slot);
  const id = idOf(channel, slot);
  if (!knownOf(channel, id)) ids.set(`${channel} ${id}`, {});
  return id;
}

/** Lets the next connection to a channel come as somebody new: its master may hold the old id for a while. */
export function renewViewerId(channel: string, slot = 0): void {
  const key = `${channel} ${slot}`;
  ids.delete(`${channel} ${idOf(channel, slot)}`);
  renewals.set(key, (renewals.get(key) ?? 0) + 1);
}

/**
 * Sessions of one channel, by its name and by its ARN, must not watch it under one id: masters take the second for
 * the first come back. Gives the smallest number that is free, until `signal` aborts.
 */
export function takeSlot(name: string, signal: AbortSignal): number {
  const taken = slots.get(name) ?? new Set();
  let slot = 0;
  while (taken.has(slot)) slot += 1;
  slots.set(name, taken.add(slot));
  onAbort(signal, () => {
    taken.delete(slot);
    if (taken.size === 0) slots.delete(name);
  });
  return slot;
}

/** Whether a channel of that name is watched. */
export function hasSlot(name: string): boolean {
  return slots.has(name);
}

/** What is known of an id; undefined for one that was not made here. */
export function knownOf(channel: string, clientId: string): Known | undefined {
  return ids.get(`${channel} ${clientId}`);
}

function idOf(channel: string, slot: number): string {
  own ??= take() ?? `viewer-${randomHex(6)}`;
  const count = renewals.get(`${channel} ${slot}`);
  return [own, slot && `s${slot}`, count].filter(Boolean).join('-');
}

/** A few random digits. */
export function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function take(): string | undefined {
  try {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    addEventListener('pagehide', () => {
      if (own) sessionStorage.setItem(KEY, JSON.stringify([own, [...ids], [...renewals]]));
    });
    // It has come back by the history, and a duplicate of it would find the id.
    addEventListener('pageshow', ({ persisted }) => persisted && sessionStorage.removeItem(KEY));
    const [id, known, counts] = JSON.parse(text as string) as Stored;
    if (id.startsWith('viewer-')) {
      ids = new Map(known);
      renewals = new Map(counts);
      return id;
    }
  } catch {
    // A page may have no storage (a sandboxed frame), or nothing of ours in it: then each load is somebody new.
  }
  return undefined;
}
