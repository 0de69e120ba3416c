import type { KvsError } from './errors.js';
import { redact } from './redact.js';

/** Tells whoever sets a camera up what is wrong with that: a small tile has no room for it. */
export function complain(channel: string, { message, hint }: KvsError): void {
  console.error(`<kvs-camera channel="${redact(channel)}">: ${message}. ${hint}`);
}
