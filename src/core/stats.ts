import { codecOf, pairOf, type StatsEntry } from './glance.js';
import type { Timeline } from './progress.js';

/** How a camera comes in: what is measured now, and means and rates of the last moment. */
export interface CameraStats {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Milliseconds over which rates, shares and means are taken: about a second. */
  readonly periodMs: number;
  readonly video: VideoStats;
  /** null: the camera sends no sound. */
  readonly audio: AudioStats | null;
  readonly network: NetworkStats;
  readonly latency: LatencyStats;
  /** Milliseconds from the start of connecting to the end of each step, the first picture last. */
  readonly timeline: Timeline;
}

/** What picture and sound have in common; `null` is what the browser does not tell. */
interface StreamStats {
  /** e.g. `h264`, `opus`. */
  readonly codec: string;
  /** Of the payload, without headers. */
  readonly bitsPerSecond: number;
  readonly packetsReceived: number;
  /** Since the connection began; packets that were sent again and came are not lost. */
  readonly packetsLost: number;
  /** Of the last moment. */
  readonly lossPercent: number;
  /** How unevenly packets come. */
  readonly jitterMs: number | null;
}

export interface VideoStats extends StreamStats {
  /** Pixels; 0 before the first picture. */
  readonly width: number;
  readonly height: number;
  /** Decoded. */
  readonly framesPerSecond: number;
  readonly framesDecoded: number;
  /** Came, and were not shown. */
  readonly framesDropped: number;
  readonly keyFramesDecoded: number;
  /** How often, and for how long in all, the picture stood still, as the browser counts it. */
  readonly freezes: number;
  readonly freezesMs: number;
  /** Packets that were asked for again (NACK), and key frames that were asked for (PLI, FIR). */
  readonly packetsAskedFor: number;
  readonly keyFramesAskedFor: number;
}

export interface AudioStats extends StreamStats {
  /** 0 to 1. */
  readonly level: number | null;
  /** Share of the sound of the last moment that had to be made up. */
  readonly concealedPercent: number;
}

export interface NetworkStats {
  readonly path: 'direct' | 'relayed';
  /** Of the packets, e.g. `udp`. */
  readonly protocol: string | null;
  /** How the relay of this side is reached: `udp`, `tcp`, `tls`; null: by none. */
  readonly relayProtocol: string | null;
  /** `host`, `srflx`, `prflx` or `relay`. */
  readonly localCandidate: string | null;
  readonly remoteCandidate: string | null;
  /** There and back; browsers measure it every few seconds. */
  readonly roundTripMs: number | null;
  /** All that came: picture, sound, headers. */
  readonly bitsPerSecond: number;
}

/** How old the picture is. What the camera takes before it sends is in `captureToScreenMs` only. */
export interface LatencyStats {
  /** One way: half of the round trip. */
  readonly networkMs: number | null;
  /** How long a picture waits to be complete and in time. */
  readonly jitterBufferMs: number | null;
  readonly decodeMs: number | null;
  /** From its last packet to the screen, by one picture; null where none is shown. */
  readonly receiveToScreenMs: number | null;
  /** The picture is at least so old: the network, and what it takes here. */
  readonly atLeastMs: number;
  /**
   * From the camera's own time stamp of the picture to the screen. Its clock is compared with ours by its sender
   * reports, so it need not be right; the error is at most half of the round trip. null: the camera sends none,
   * or the browser does not tell when what was played (Firefox: it tells, but is wrong by up to 70 ms).
   */
  readonly captureToScreenMs: number | null;
}

/** One look at a connection: the entries of its report. */
export type Look = readonly StatsEntry[];

/** Between the epochs of NTP and of Unix. */
const NTP_MS = 2_208_988_800_000;
/** Firefox counts from 1970, and what it tells is where the playing should be, not where it is. */
const SURELY_NTP_MS = 3e12;

/** What two looks at a connection, the later one last, say about it. */
export function cameraStats(before: Look, after: Look, timeline: Timeline): CameraStats {
  const video = readStream(before, after, 'video');
  const audio = readStream(before, after, 'audio');
  const pair = pairOf(after);
  const roundTripMs = ms(pair?.currentRoundTripTime);
  return {
    time: Math.round(video.time),
    periodMs: Math.round(video.periodMs),
    video: videoStats(video, after),
    audio: count(audio.now.packetsReceived) > 0 ? audioStats(audio, after) : null,
    network: networkStats(
      pair,
      after,
      rate(pairOf(before)?.bytesReceived, pair?.bytesReceived, video.periodMs),
    ),
    latency: latencyStats(video, roundTripMs, after),
    timeline,
  };
}

/** What comes in of one kind, at both looks. */
interface Stream {
  readonly was: Partial<StatsEntry>;
  readonly now: Partial<StatsEntry>;
  readonly time: number;
  readonly periodMs: number;
}

function readStream(before: Look, after: Look, wanted: string): Stream {
  const find = (look: Look): StatsEntry | undefined =>
    look.find(({ type, kind }) => type === 'inbound-rtp' && kind === wanted);
  const now: Partial<StatsEntry> = find(after) ?? {};
  const [was, time] = [find(before), count(now.timestamp)];
  // A camera that has begun to send anew counts from zero.
  const isSame = was?.id === now.id && count(was?.packetsReceived) <= count(now.packetsReceived);
  return {
    was: was && isSame ? was : {},
    now,
    time,
    periodMs: Math.max(0, time - count(was?.timestamp ?? time)),
  };
}

function streamStats({ was, now, periodMs }: Stream, look: Look): StreamStats {
  const lost = Math.max(0, gain(was.packetsLost, now.packetsLost));
  return {
    codec: codecOf(now, look),
    bitsPerSecond: rate(was.bytesReceived, now.bytesReceived, periodMs),
    packetsReceived: count(now.packetsReceived),
    packetsLost: count(now.packetsLost),
    lossPercent: share(lost, lost + gain(was.packetsReceived, now.packetsReceived)),
    jitterMs: ms(now.jitter),
  };
}

function videoStats(stream: Stream, look: Look): VideoStats {
  const { was, now, periodMs } = stream;
  const frames = gain(was.framesDecoded, now.framesDecoded);
  return {
    ...streamStats(stream, look),
    width: count(now.frameWidth),
    height: count(now.frameHeight),
    framesPerSecond: periodMs > 0 ? round((frames * 1_000) / periodMs) : 0,
    framesDecoded: count(now.framesDecoded),
    framesDropped: count(now.framesDropped),
    keyFramesDecoded: count(now.keyFramesDecoded),
    freezes: count(now.freezeCount),
    freezesMs: ms(now.totalFreezesDuration) ?? 0,
    packetsAskedFor: count(now.nackCount),
    keyFramesAskedFor: count(now.pliCount) + count(now.firCount),
  };
}

function audioStats(stream: Stream, look: Look): AudioStats {
  const { was, now } = stream;
  return {
    ...streamStats(stream, look),
    level: now.audioLevel ?? null,
    concealedPercent: share(
      gain(was.concealedSamples, now.concealedSamples),
      gain(was.totalSamplesReceived, now.totalSamplesReceived),
    ),
  };
}

function networkStats(pair: StatsEntry | undefined, look: Look, bitsPerSecond: number): NetworkStats {
  const local = look.find(({ id }) => id === pair?.localCandidateId);
  const remote = look.find(({ id }) => id === pair?.remoteCandidateId);
  const isRelayed = [local, remote].some((end) => end?.candidateType === 'relay');
  return {
    path: isRelayed ? 'relayed' : 'direct',
    protocol: local?.protocol ?? null,
    relayProtocol: local?.candidateType === 'relay' ? (local.relayProtocol ?? null) : null,
    localCandidate: local?.candidateType ?? null,
    remoteCandidate: remote?.candidateType ?? null,
    roundTripMs: ms(pair?.currentRoundTripTime),
    bitsPerSecond,
  };
}

function latencyStats({ was, now }: Stream, roundTripMs: number | null, look: Look): LatencyStats {
  const networkMs = roundTripMs === null ? null : roundTripMs / 2;
  const jitterBufferMs = mean(
    gain(was.jitterBufferDelay, now.jitterBufferDelay),
    gain(was.jitterBufferEmittedCount, now.jitterBufferEmittedCount),
  );
  const decodeMs = mean(
    gain(was.totalDecodeTime, now.totalDecodeTime),
    gain(was.framesDecoded, now.framesDecoded),
  );
  const atLeastMs = round((networkMs ?? 0) + (jitterBufferMs ?? 0) + (decodeMs ?? 0));
  return {
    networkMs,
    jitterBufferMs,
    decodeMs,
    receiveToScreenMs: null,
    atLeastMs,
    captureToScreenMs: captureToScreen(now, networkMs, look),
  };
}

/** The age of the picture by the camera's clock, and how far that clock is from ours when its last report came. */
function captureToScreen(now: Partial<StatsEntry>, networkMs: number | null, look: Look): number | null {
  const report = look.find(({ id }) => id === now.remoteId);
  const { estimatedPlayoutTimestamp: shown, timestamp } = now;
  if (!shown || shown < SURELY_NTP_MS || !timestamp || !report?.remoteTimestamp || networkMs === null)
    return null;
  const ahead = report.remoteTimestamp + networkMs - report.timestamp;
  const captured = shown - NTP_MS - ahead;
  // What is shown before it was taken is a clock that was set in between.
  return captured > timestamp ? null : round(timestamp - captured);
}

function count(value: number | undefined): number {
  return value ?? 0;
}

function gain(was: number | undefined, now: number | undefined): number {
  return count(now) - count(was);
}

function rate(was: number | undefined, now: number | undefined, periodMs: number): number {
  return periodMs > 0 ? Math.max(0, Math.round((gain(was, now) * 8_000) / periodMs)) : 0;
}

function share(part: number, whole: number): number {
  return whole > 0 ? round((part * 100) / whole) : 0;
}

/** Milliseconds per piece, of seconds in all. */
function mean(seconds: number, pieces: number): number | null {
  return pieces > 0 ? round((seconds * 1_000) / pieces) : null;
}

function ms(seconds: number | undefined): number | null {
  return seconds === undefined ? null : round(seconds * 1_000);
}

/** To a tenth. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
