/** How the picture travels. */
export interface MediaPath {
  readonly path: 'direct' | 'relayed';
  /** MIME subtype in lower case, e.g. `h264`. */
  readonly codec: string;
}

/** What a look at a connection shows. */
export interface Glance {
  /** Pictures decoded so far. */
  readonly frames: number;
  /** How they come; null before the first. */
  readonly media: MediaPath | null;
}

/** Takes a look at what a video receiver reports. */
export async function glanceAt(receiver: RTCRtpReceiver): Promise<Glance> {
  const all = [...(await receiver.getStats()).values()] as StatsEntry[];
  const video = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
  // A page may have stopped the track, as that of its own `<video>`: what is decoded then is not shown.
  const frames = receiver.track.readyState === 'ended' ? 0 : (video?.framesDecoded ?? 0);
  return { frames, media: video && frames > 0 ? readPath(video, all) : null };
}

/** How many packets a sender reports to have sent. */
export function readSent(report: RTCStatsReport): number {
  const all = [...report.values()] as StatsEntry[];
  return all.find(({ type }) => type === 'outbound-rtp')?.packetsSent ?? 0;
}

/** The pair of candidates that is in use. */
export function pairOf(all: readonly StatsEntry[]): StatsEntry | undefined {
  const transport = all.find(({ type }) => type === 'transport');
  return (
    all.find(({ id }) => id === transport?.selectedCandidatePairId) ??
    all.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded')
  );
}

/** The MIME subtype of what a stream carries, in lower case. */
export function codecOf({ codecId }: Partial<StatsEntry>, all: readonly StatsEntry[]): string {
  const mimeType = all.find(({ id }) => id === codecId)?.mimeType ?? '';
  return mimeType.replace(/^\w+\//, '').toLowerCase();
}

function readPath(video: StatsEntry, all: readonly StatsEntry[]): MediaPath {
  const pair = pairOf(all);
  const ends = all.filter(({ id }) => id === pair?.localCandidateId || id === pair?.remoteCandidateId);
  return {
    path: ends.some(({ candidateType }) => candidateType === 'relay') ? 'relayed' : 'direct',
    codec: codecOf(video, all),
  };
}

/** The fields of `RTCStats` dictionaries that are read here and in statistics; which are there depends on `type`. */
export interface StatsEntry {
  readonly id: string;
  readonly type: string;
  /** Epoch milliseconds; of a remote report: when it came. */
  readonly timestamp: number;
  readonly kind?: string;
  readonly framesDecoded?: number;
  readonly packetsSent?: number;
  readonly codecId?: string;
  readonly mimeType?: string;
  readonly selectedCandidatePairId?: string;
  readonly nominated?: boolean;
  readonly state?: string;
  readonly localCandidateId?: string;
  readonly remoteCandidateId?: string;
  readonly candidateType?: string;
  readonly protocol?: string;
  readonly relayProtocol?: string;
  readonly currentRoundTripTime?: number;
  readonly bytesReceived?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly jitter?: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesDropped?: number;
  readonly keyFramesDecoded?: number;
  readonly freezeCount?: number;
  readonly totalFreezesDuration?: number;
  readonly nackCount?: number;
  readonly pliCount?: number;
  readonly firCount?: number;
  readonly audioLevel?: number;
  readonly concealedSamples?: number;
  readonly totalSamplesReceived?: number;
  readonly jitterBufferDelay?: number;
  readonly jitterBufferEmittedCount?: number;
  readonly totalDecodeTime?: number;
  readonly estimatedPlayoutTimestamp?: number;
  /** Id of the sender's report on this stream. */
  readonly remoteId?: string;
  /** When a report was sent, by the sender's clock, in epoch milliseconds. */
  readonly remoteTimestamp?: number;
}
