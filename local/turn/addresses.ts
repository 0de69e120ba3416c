import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Endpoint } from './attributes.js';

/** The shape of `os.networkInterfaces()` as far as it matters here. */
export type Interfaces = Readonly<
  Record<
    string,
    readonly { readonly address: string; readonly family: string; readonly internal: boolean }[] | undefined
  >
>;

/**
 * Picks a relay address that every WebRTC stack can answer. To a relay at 127.0.0.1 a stack with an
 * unbound socket (libjuice) answers from 127.0.0.1 itself, an address that no permission covers.
 * The first IPv4 address that is not loopback, else 127.0.0.1.
 */
export function machineAddress(interfaces: Interfaces = networkInterfaces()): string {
  const all = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';
}

/** Whether an IPv4 address belongs to this machine; the relay talks to no other (error 403). */
export function isOwnAddress(address: string, interfaces: Interfaces = networkInterfaces()): boolean {
  if (!isIPv4(address)) return false;
  if (address.startsWith('127.')) return true;
  return Object.values(interfaces).some((addresses) => addresses?.some((own) => own.address === address));
}

/** Writes an endpoint the way people and maps read it. */
export function hostPort({ address, port }: Endpoint): string {
  return `${address}:${port}`;
}
