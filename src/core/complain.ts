import type { KvsError } from './errors.js';

/** Tells whoever sets a camera up what is wrong with that: a small tile has no room for it. */
export function complain(channel: string, { message, hint }: KvsError): void {
  console.error(`<kvs-camera channel="${channel}">: ${message}. ${hint}`);
}
