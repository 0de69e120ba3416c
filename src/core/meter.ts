import { notLive } from './errors.js';
import type { StatsEntry } from './glance.js';
import { sleep, untilAborted } from './lifetime.js';
import type { Live, Session } from './session.js';
import { cameraStats, type CameraStats, type Look } from './stats.js';

/** Who asks again within so long gets the same answer. */
const FRESH_MS = 900;
/** An older look says nothing of now. */
const STALE_MS = 5_000;
const PERIOD_MS = 1_000;

/** What is remembered of a live connection that is measured. */
interface Reading {
  /** Infinity while the answer is on its way. */
  answeredAt: number;
  answer: Promise<CameraStats> | null;
  look: Look;
  lookedAt: number;
}

const readings = new WeakMap<Live, Reading>();

/**
 * What is measured of a session now; one look serves all who ask. Takes a second when nobody has asked for a
 * while, since rates need two looks.
 *
 * @throws {KvsError} `camera-offline` when the camera is not live, or is lost meanwhile
 */
export async function readStats(session: Session | null): Promise<CameraStats> {
  const live = session?.live;
  if (!live) throw notLive('there is nothing to measure');
  const reading = readings.get(live) ?? { answeredAt: 0, answer: null, look: [], lookedAt: -Infinity };
  readings.set(live, reading);
  if (!reading.answer || performance.now() - reading.answeredAt > FRESH_MS)
    reading.answer = measure(live, reading);
  return reading.answer;
}

async function measure(live: Live, reading: Reading): Promise<CameraStats> {
  reading.answeredAt = Infinity;
  try {
    if (performance.now() - reading.lookedAt > STALE_MS) {
      await look(live, reading);
      await sleep(PERIOD_MS, live.signal);
    }
    const before = reading.look;
    await look(live, reading);
    reading.answeredAt = reading.lookedAt;
    return cameraStats(before, reading.look, live.connection.timeline);
  } catch (thrown) {
    reading.answer = null;
    throw live.signal.aborted ? notLive('there is nothing to measure') : thrown;
  }
}

async function look({ connection, signal }: Live, reading: Reading): Promise<void> {
  // A peer that closes meanwhile may never answer.
  const report = await untilAborted(connection.peer.report(), signal);
  reading.look = [...report.values()] as StatsEntry[];
  reading.lookedAt = performance.now();
}
