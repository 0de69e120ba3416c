const KEY = 'kvs-elements:viewer';

let own: string | undefined;

/**
 * The id under which this tab watches: the same after a reload, so that small devices find the slot again
 * that it had. A duplicated tab gets another: the stored id is taken out while a page uses it.
 */
export function viewerId(): string {
  own ??= take() ?? `viewer-${randomHex(6)}`;
  return own;
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
    addEventListener('pagehide', () => own && sessionStorage.setItem(KEY, own));
    return stored && /^viewer-[0-9a-f]{12}$/.test(stored) ? stored : undefined;
  } catch {
    // A page may have no storage (a sandboxed frame): then each load is somebody new.
    return undefined;
  }
}
