import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { withScreen } from '../../src/components/stats/screen-delay.js';
import type { StatsEntry } from '../../src/core/glance.js';
import { cameraStats, type CameraStats, type Look } from '../../src/core/stats.js';

const TIMELINE = { token: 12, frame: 180 };

/** Two reports, a second apart, as a browser gave them for a simulated camera. */
function recorded(name: string): [before: Look, after: Look] {
  const url = new URL(`fixtures/stats-${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as [Look, Look];
}

/** A look in which entries are changed. */
function changed(look: Look, fits: (entry: StatsEntry) => boolean, change: Partial<StatsEntry>): Look {
  return look.map((entry) => (fits(entry) ? { ...entry, ...change } : entry));
}

const isVideo = ({ type, kind }: StatsEntry): boolean => type === 'inbound-rtp' && kind === 'video';
const isReport = ({ type }: StatsEntry): boolean => type === 'remote-outbound-rtp';

function measured(name: string): CameraStats {
  return cameraStats(...recorded(name), TIMELINE);
}

function near(actual: number | null, expected: number, tolerance: number, what: string): void {
  assert.ok(
    actual !== null && Math.abs(actual - expected) <= tolerance,
    `${what}: ${actual}, expected ${expected} ± ${tolerance}`,
  );
}

describe('cameraStats', () => {
  for (const browser of ['chromium', 'firefox']) {
    it(`reads what ${browser} reports on a direct camera`, () => {
      const { time, periodMs, video, audio, network, latency, timeline } = measured(`${browser}-direct`);
      near(time, 1_795_645_100_000, 100_000, 'time');
      near(periodMs, 1_000, 20, 'period');
      assert.deepEqual([video.codec, video.width, video.height], ['vp8', 640, 360]);
      near(video.framesPerSecond, 15, 0.5, 'frames per second');
      near(video.bitsPerSecond, 80_000, 20_000, 'bits per second');
      assert.deepEqual([video.framesDecoded, video.framesDropped, video.keyFramesDecoded], [65, 0, 5]);
      assert.deepEqual([video.packetsLost, video.lossPercent, video.freezes, video.freezesMs], [0, 0, 0, 0]);
      near(video.jitterMs, 2, 0.2, 'jitter');
      assert.equal(audio?.codec, 'opus');
      near(audio.bitsPerSecond, 24_000, 4_000, 'bits per second of the sound');
      assert.deepEqual(
        [network.path, network.protocol, network.relayProtocol, network.localCandidate],
        ['direct', 'udp', null, 'host'],
      );
      near(network.bitsPerSecond, 120_000, 30_000, 'bits per second of all');
      assert.equal(latency.networkMs, (network.roundTripMs ?? 0) / 2);
      near(latency.atLeastMs, 9, 6, 'at least');
      // Firefox tells a time of playing as well, but not the true one.
      if (browser === 'firefox') assert.equal(latency.captureToScreenMs, null);
      else near(latency.captureToScreenMs, 35, 2, 'capture to screen');
      assert.equal(timeline, TIMELINE);
    });

    it(`reads what ${browser} reports on a relayed camera`, () => {
      const { video, network, latency } = measured(`${browser}-relayed`);
      assert.deepEqual([network.path, network.localCandidate], ['relayed', 'relay']);
      assert.match(network.relayProtocol ?? '', /^(udp|tcp)$/);
      near(video.framesPerSecond, 15, 1, 'frames per second');
      near(video.bitsPerSecond, 580_000, 300_000, 'bits per second');
      assert.ok(latency.atLeastMs > 15, `at least ${latency.atLeastMs}`);
      assert.equal(latency.captureToScreenMs, null, 'this camera’s clock is not known');
    });
  }

  it('takes rates between the looks, whatever came before', () => {
    const [before, after] = recorded('chromium-direct');
    const older = changed(before, isVideo, { timestamp: (after.find(isVideo)?.timestamp ?? 0) - 4_000 });
    near(cameraStats(older, after, {}).video.framesPerSecond, 15 / 4, 0.1, 'frames per second');
    const { video } = cameraStats([], after, {});
    assert.deepEqual([video.framesPerSecond, video.bitsPerSecond], [0, 0], 'one look has no rates');
    assert.equal(video.framesDecoded, 65);
  });

  it('counts anew when the camera does', () => {
    const [before, after] = recorded('firefox-direct');
    const restarted = changed(after, isVideo, {
      packetsReceived: 10,
      bytesReceived: 4_000,
      framesDecoded: 4,
    });
    const { video } = cameraStats(before, restarted, {});
    assert.ok(video.bitsPerSecond >= 0 && video.framesPerSecond >= 0);
  });

  it('tells how much was lost of late, not of all time', () => {
    const [before, after] = recorded('chromium-direct');
    const lossy = changed(changed(after, isVideo, { packetsLost: 53 }), isVideo, { packetsReceived: 150 });
    const { video } = cameraStats(
      changed(changed(before, isVideo, { packetsLost: 50 }), isVideo, { packetsReceived: 123 }),
      lossy,
      {},
    );
    assert.deepEqual([video.packetsLost, video.lossPercent], [53, 10]);
  });

  for (const hours of [-3, 2]) {
    it(`knows the age of a picture of a camera whose clock is ${hours} hours off`, () => {
      const [before, after] = recorded('chromium-direct');
      const off = hours * 3_600_000;
      const shift = (look: Look): Look =>
        look.map((entry) => {
          if (isReport(entry)) return { ...entry, remoteTimestamp: (entry.remoteTimestamp ?? 0) + off };
          if (!isVideo(entry)) return entry;
          return { ...entry, estimatedPlayoutTimestamp: (entry.estimatedPlayoutTimestamp ?? 0) + off };
        });
      near(
        cameraStats(shift(before), shift(after), {}).latency.captureToScreenMs,
        measured('chromium-direct').latency.captureToScreenMs ?? 0,
        0.2,
        'capture to screen',
      );
    });
  }

  it('claims no age without a report of the sender, and none before it was taken', () => {
    const [before, after] = recorded('chromium-direct');
    const mute = after.filter((entry) => !isReport(entry));
    assert.equal(cameraStats(before, mute, {}).latency.captureToScreenMs, null);
    const odd = changed(after, isVideo, { estimatedPlayoutTimestamp: 4_004_634_999_000 });
    assert.equal(cameraStats(before, odd, {}).latency.captureToScreenMs, null);
  });

  it('counts the way to the screen, where it is known', () => {
    const stats = measured('chromium-direct');
    const { networkMs } = stats.latency;
    assert.equal(withScreen(stats, null), stats);
    assert.equal(withScreen(stats, 24.04).latency.receiveToScreenMs, 24);
    assert.equal(withScreen(stats, 24).latency.atLeastMs, 24 + (networkMs ?? 0));
    assert.equal(withScreen(stats, 1).latency.atLeastMs, stats.latency.atLeastMs);
  });

  it('has no audio where none came', () => {
    const [before, after] = recorded('chromium-direct');
    const isSound = ({ kind, type }: StatsEntry): boolean => type === 'inbound-rtp' && kind === 'audio';
    assert.equal(
      cameraStats(
        before,
        after.filter((entry) => !isSound(entry)),
        {},
      ).audio,
      null,
    );
    assert.equal(cameraStats(before, changed(after, isSound, { packetsReceived: 0 }), {}).audio, null);
  });
});
