import { isOwnAddress } from './turn/addresses.js';

const LOOPBACK = /^(?:https?:\/\/)?(?:(?:[\w-]+\.)*localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;
const BY_ADDRESS = /^https?:\/\/([\d.]+)(?::\d+)?$/;

/** Whether an `Origin` or a `Host` is this machine by a name of loopback, which no other site can have. */
export function isLoopback(text: string): boolean {
  return LOOPBACK.test(text);
}

/**
 * Whether whoever sends this `Origin` may use what listens on `host`. The keys are no secret, so any site that
 * is open in a browser here could sign. Browsers always name the site; SDKs, servers and cameras name none.
 */
export function mayUse(host: string, origin: string | undefined): boolean {
  if (origin === undefined || isLoopback(origin)) return true;
  const [, address = ''] = BY_ADDRESS.exec(origin) ?? [];
  return !isLoopback(host) && isOwnAddress(address);
}
