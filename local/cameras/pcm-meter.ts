import type { Heard } from './hearing.js';

const WINDOW_MS = 1000;
const LOUD_ABOVE_DB = -50;
const SILENT_DB = -127;
const FULL_SCALE = 32_768;

interface Block {
  readonly at: number;
  readonly levelDb: number;
  readonly rises: number;
  readonly samples: number;
}

/** Measures a viewer's decoded sound, and keeps the packet counts that come from statistics. */
export class PcmMeter {
  #blocks: Block[] = [];
  #counts: { readonly at: number; readonly packets: number }[] = [];
  #loudBlocks = 0;
  #lastPacketAt: number | null = null;
  #sampleRate = 48_000;
  #previous = 0;

  /** Takes the next 10 ms of sound. */
  hear(samples: Int16Array, sampleRate: number, at = Date.now()): void {
    this.#sampleRate = sampleRate;
    let [power, rises] = [0, 0];
    for (const sample of samples) {
      power += sample * sample;
      if (this.#previous < 0 && sample >= 0) rises += 1;
      this.#previous = sample;
    }
    const level = 20 * Math.log10(Math.sqrt(power / samples.length) / FULL_SCALE);
    const levelDb = Math.max(SILENT_DB, Math.round(level));
    if (levelDb > LOUD_ABOVE_DB) this.#loudBlocks += 1;
    this.#blocks.push({ at, levelDb, rises, samples: samples.length });
    if (this.#blocks.length > 200) this.#forget(at);
  }

  /** Takes the number of packets received so far. */
  count(packets: number, at = Date.now()): void {
    if (packets > (this.#counts.at(-1)?.packets ?? 0)) this.#lastPacketAt = at;
    this.#counts.push({ at, packets });
    while ((this.#counts[1]?.at ?? at) < at - WINDOW_MS) this.#counts.shift();
  }

  /** What was heard up to now. */
  heard(now = Date.now()): Heard {
    this.#forget(now);
    const loud = this.#blocks.filter(({ levelDb }) => levelDb > LOUD_ABOVE_DB);
    const samples = loud.reduce((sum, block) => sum + block.samples, 0);
    const rises = loud.reduce((sum, block) => sum + block.rises, 0);
    const [first, last] = [this.#counts[0], this.#counts.at(-1)];
    const spanMs = first && last ? last.at - first.at : 0;
    return {
      packets: last?.packets ?? 0,
      packetsPerSecond:
        first && last && spanMs > 0 ? Math.round(((last.packets - first.packets) * 1000) / spanMs) : 0,
      // A packet is 20 ms, a block 10.
      loudPackets: Math.floor(this.#loudBlocks / 2),
      levelDb: this.#blocks.length > 0 ? Math.max(...this.#blocks.map(({ levelDb }) => levelDb)) : null,
      frequencyHz: samples > 0 ? Math.round((rises * this.#sampleRate) / samples) : null,
      lastPacketAt: this.#lastPacketAt,
      talkingSince: null,
    };
  }

  #forget(now: number): void {
    this.#blocks = this.#blocks.filter(({ at }) => now - at < WINDOW_MS);
  }
}
