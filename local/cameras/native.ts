import { cleanup, RtcpNackResponder, RtcpSrReporter, RtpPacketizationConfig } from 'node-datachannel';
import type { DataChannel, Track } from 'node-datachannel';
import type { IceServer } from './peer.js';

/** How long after the last peer the library still delivers what it has to say of it. */
const LAST_WORDS_MS = 2_000;
/**
 * Whose closed callback is still to come. Each keeps the process alive until then, and has to be kept itself: the
 * library forgets nothing that was collected before.
 */
const awaited = new Set<object>();
let peers = 0;
let lastWords: NodeJS.Timeout | undefined;

/** Runs something of the native side; `undefined` when it throws, which it does on anything closed. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/** Wraps a native callback: an exception inside one would abort the process. */
export function guarded<A extends unknown[]>(callback: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    attempt(() => callback(...args));
  };
}

/** Lets a track report what it sent and send again what got lost. */
export function reportAndRepeat(track: Track, ssrc: number, payloadType: number, clockRate: number): void {
  const reporter = new RtcpSrReporter(new RtpPacketizationConfig(ssrc, 'camera', payloadType, clockRate));
  reporter.addToChain(new RtcpNackResponder());
  track.setMediaHandler(reporter);
}

/** Writes a server's addresses as this library wants them; it speaks TURN over UDP only. */
export function addressesOf({ urls, username = '', credential = '' }: IceServer): string[] {
  const secret = `${encodeURIComponent(username)}:${encodeURIComponent(credential)}`;
  return urls
    .filter((url) => /^(stun|turn):/.test(url) && !url.includes('transport=tcp'))
    .map((url) => url.replace(/\?.*$/, '').replace(/^turn:/, `turn:${secret}@`));
}

/** Reads a data channel's message as text. */
export function textOf(message: string | Buffer | ArrayBuffer): string {
  if (typeof message === 'string') return message;
  return Buffer.from(message as ArrayBuffer).toString('utf8');
}

/** Follows a channel or track to its end. */
export function untilClosed(part: DataChannel | Track): void {
  awaited.add(part);
  part.onClosed(() => awaited.delete(part));
}

/** Counts a peer in. */
export function peerOpened(): void {
  clearTimeout(lastWords);
  peers += 1;
}

/** Counts a peer out; after the last one, everything native ends. */
export function peerClosed(): void {
  peers -= 1;
  if (peers === 0) lastWords = setTimeout(release, LAST_WORDS_MS).unref();
}

/**
 * Lets go of what the library never called closed: a channel that its viewer had ended before it was handed over here
 * says so to nobody, and the process would never end.
 */
function release(): void {
  if (awaited.size === 0) return;
  awaited.clear();
  cleanup();
}
