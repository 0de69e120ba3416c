import { RtcpNackResponder, RtcpSrReporter, RtpPacketizationConfig } from 'node-datachannel';
import type { Track } from 'node-datachannel';
import type { IceServer } from './peer.js';

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
