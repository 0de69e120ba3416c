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
export function readGlance(report: RTCStatsReport): Glance {
  const all = [...report.values()] as StatsEntry[];
  const video = all.find(({ type, kind }) => type === 'inbound-rtp' && kind === 'video');
  const frames = video?.framesDecoded ?? 0;
  return { frames, media: video && frames > 0 ? readPath(video, all) : null };
}

/** How many packets a sender reports to have sent. */
export function readSent(report: RTCStatsReport): number {
  const all = [...report.values()] as StatsEntry[];
  return all.find(({ type }) => type === 'outbound-rtp')?.packetsSent ?? 0;
}

function readPath(video: StatsEntry, all: readonly StatsEntry[]): MediaPath {
  const transport = all.find(({ type }) => type === 'transport');
  const pair =
    all.find(({ id }) => id === transport?.selectedCandidatePairId) ??
    all.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
  const ends = all.filter(({ id }) => id === pair?.localCandidateId || id === pair?.remoteCandidateId);
  const codec = all.find(({ id }) => id === video.codecId)?.mimeType ?? '';
  return {
    path: ends.some(({ candidateType }) => candidateType === 'relay') ? 'relayed' : 'direct',
    codec: codec.replace(/^video\//i, '').toLowerCase(),
  };
}

/** The fields of `RTCStats` dictionaries that are read here; which are there depends on `type`. */
interface StatsEntry {
  readonly id: string;
  readonly type: string;
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
}
