import type { Latency } from './target.js';

const JITTER_BUFFER_MS: Readonly<Record<Latency, number>> = { low: 0, balanced: 150, smooth: 500 };

/** Sets the least time that a receiver holds pictures or sound back, where the browser lets it. */
export function setLatency(receiver: RTCRtpReceiver, latency: Latency = 'low'): void {
  if ('jitterBufferTarget' in receiver) receiver.jitterBufferTarget = JITTER_BUFFER_MS[latency];
}
