import type { Session } from '../../src/index.js';

type Live = NonNullable<Session['live']>;

/** What a camera that sends 25 pictures and 1.2 Mbit a second has sent after so many seconds. */
function report(seconds: number): ReadonlyMap<string, unknown> {
  const frames = Math.round(seconds * 25);
  const entries = [
    {
      id: 'video',
      type: 'inbound-rtp',
      kind: 'video',
      timestamp: Date.now(),
      codecId: 'codec',
      frameWidth: 1280,
      frameHeight: 720,
      framesDecoded: frames,
      framesDropped: 2,
      bytesReceived: Math.round(seconds * 150_000),
      packetsReceived: Math.round(seconds * 130),
      packetsLost: 3,
      jitter: 0.004,
      jitterBufferDelay: frames * 0.04,
      jitterBufferEmittedCount: frames,
      totalDecodeTime: frames * 0.003,
    },
    { id: 'codec', type: 'codec', mimeType: 'video/H264' },
    { id: 'transport', type: 'transport', selectedCandidatePairId: 'pair' },
    {
      id: 'pair',
      type: 'candidate-pair',
      localCandidateId: 'local',
      remoteCandidateId: 'remote',
      currentRoundTripTime: 0.042,
      bytesReceived: Math.round(seconds * 155_000),
    },
    { id: 'local', type: 'local-candidate', candidateType: 'srflx', protocol: 'udp' },
    { id: 'remote', type: 'remote-candidate', candidateType: 'srflx', protocol: 'udp' },
  ];
  return new Map(entries.map((entry) => [entry.id, entry]));
}

/** What a simulated session has while it is live: a stream to record, and numbers to measure. Ends with `signal`. */
export function simulatedLive(stream: MediaStream, signal: AbortSignal): Live {
  const startedAt = performance.now();
  const connection = {
    stream,
    media: { path: 'direct', codec: 'vp8' },
    timeline: { token: 60, signaling: 240, offer: 250, answer: 420, ice: 510, dtls: 560, frame: 640 },
    peer: { report: () => Promise.resolve(report(60 + (performance.now() - startedAt) / 1_000)) },
  };
  // Of a connection, this is what elements use.
  return { connection: connection as unknown as Live['connection'], signal };
}
