import { KvsError } from './errors.js';

/**
 * Checks what no camera can be shown without.
 *
 * @throws {KvsError} `insecure-context`, `unsupported`
 */
export function requireSupport(): void {
  if (!globalThis.isSecureContext)
    throw new KvsError('insecure-context', 'This page is not a secure context');
  if (typeof RTCPeerConnection === 'undefined')
    throw new KvsError('unsupported', 'This browser has no WebRTC');
}
