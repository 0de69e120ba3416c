import { onAbort } from './lifetime.js';
import { SILENT_MS } from './recovery.js';

const KEY = 'kvs-elements:viewer';

/** What a page leaves to the next one in its tab: its id, then `answerTimes` and `renewals`. */
type Stored = readonly [id: string, times: readonly [string, number][], counts: readonly [string, number][]];

let own: string | undefined;

/** Channels and ids whose last offer has had no answer yet, and when it went out: all channels begin with one id. */
const unanswered = new Map<string, number>();
/** How long the camera took to answer an own id that is not renewed yet, on this page or the one before. */
let answerTimes = new Map<string, number>();
/** How often an id was renewed, by channel and slot. */
let renewals = new Map<string, number>();
const slots = new Map<string, Set<number>>();

/**
 * The id under which this tab watches a channel: the same after a reload, so that small devices find the slot
 * again that it had. A duplicated tab gets another: the stored id is taken out while a page uses it. An id
 * under which an offer went unanswered is not used again: the service may still deliver that answer.
 */
export function viewerId(channel: string, slot = 0): string {
  const id = idOf(channel, slot);
  if (!unanswered.delete(`${channel} ${id}`)) return id;
  renewViewerId(channel, slot);
  return idOf(channel, slot);
}

/** Lets the next connection to a channel come as somebody new: its master may hold the old id for a while. */
export function renewViewerId(channel: string, slot = 0): void {
  const key = `${channel} ${slot}`;
  answerTimes.delete(`${channel} ${idOf(channel, slot)}`);
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

/** An offer has gone out to a channel under this id. */
export function noteOffer(channel: string, clientId: string): void {
  unanswered.set(`${channel} ${clientId}`, performance.now());
}

/** Its answer has come. */
export function noteAnswer(channel: string, clientId: string): void {
  const key = `${channel} ${clientId}`;
  const askedAt = unanswered.get(key);
  if (askedAt && clientId.startsWith(`${own}`)) answerTimes.set(key, performance.now() - askedAt);
  unanswered.delete(key);
}

/**
 * After how many ms without an answer a master is thought to ignore this id; 0 for an id that is new to it. C masters
 * drop the offer of a viewer that has just gone and not been cleaned up after.
 */
export function silenceMs(channel: string, clientId: string): number {
  const answerMs = answerTimes.get(`${channel} ${clientId}`);
  return answerMs ? SILENT_MS + 2 * answerMs : 0;
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
      if (own && unanswered.size === 0)
        sessionStorage.setItem(KEY, JSON.stringify([own, [...answerTimes], [...renewals]]));
    });
    // It has come back by the history, and a duplicate of it would find the id.
    addEventListener('pageshow', ({ persisted }) => persisted && sessionStorage.removeItem(KEY));
    const [id, times, counts] = JSON.parse(text ?? '') as Stored;
    if (!/^viewer-[0-9a-f]{12}$/.test(id)) return undefined;
    answerTimes = new Map(times);
    renewals = new Map(counts);
    return id;
  } catch {
    // A page may have no storage (a sandboxed frame), or nothing of ours in it: then each load is somebody new.
    return undefined;
  }
}
