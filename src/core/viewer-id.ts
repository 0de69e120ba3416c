const KEY = 'kvs-elements:viewer';

let own: string | undefined;

/** Channels whose last offer has had no answer yet, and how often their id was renewed. */
const unanswered = new Set<string>();
const renewals = new Map<string, number>();

/**
 * The id under which this tab watches a channel: the same after a reload, so that small devices find the slot
 * again that it had. A duplicated tab gets another: the stored id is taken out while a page uses it. An id
 * under which an offer went unanswered is not used again: the service may still deliver that answer.
 */
export function viewerId(channel: string): string {
  if (unanswered.delete(channel)) renewViewerId(channel);
  own ??= take() ?? `viewer-${randomHex(6)}`;
  const count = renewals.get(channel);
  return count ? `${own}-${count}` : own;
}

/** Lets the next connection to a channel come as somebody new: its master may hold the old id for a while. */
export function renewViewerId(channel: string): void {
  renewals.set(channel, (renewals.get(channel) ?? 0) + 1);
}

/** An offer has gone out under the channel's id. */
export function noteOffer(channel: string): void {
  unanswered.add(channel);
}

/** Its answer has come. */
export function noteAnswer(channel: string): void {
  unanswered.delete(channel);
}

/** A few random digits. */
export function randomHex(bytes: number): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function take(): string | undefined {
  try {
    const stored = sessionStorage.getItem(KEY) ?? undefined;
    sessionStorage.removeItem(KEY);
    addEventListener('pagehide', () => {
      if (own && unanswered.size === 0) sessionStorage.setItem(KEY, own);
    });
    return stored && /^viewer-[0-9a-f]{12}$/.test(stored) ? stored : undefined;
  } catch {
    // A page may have no storage (a sandboxed frame): then each load is somebody new.
    return undefined;
  }
}
