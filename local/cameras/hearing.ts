/** What a camera hears from one viewer. */
export interface Heard {
  readonly packets: number;
  /** Packets within the last second. */
  readonly packetsPerSecond: number;
  /** Packets louder than silence: a talking viewer has many, a muted one none. */
  readonly loudPackets: number;
  /** Loudest of the last second in dB below full scale: 0 loudest, −127 silence; `null` when unknown. */
  readonly levelDb: number | null;
  /** Rough dominant frequency, only while something is heard. */
  readonly frequencyHz: number | null;
  /** Epoch ms of the newest packet. */
  readonly lastPacketAt: number | null;
  /** Epoch ms of the first packet after the last pause: when the last talk began. Loop cameras only. */
  readonly talkingSince: number | null;
}

/** Nothing heard yet. */
export const SILENCE: Heard = {
  packets: 0,
  packetsPerSecond: 0,
  loudPackets: 0,
  levelDb: null,
  frequencyHz: null,
  lastPacketAt: null,
  talkingSince: null,
};

const WINDOW_MS = 1000;
const LOUD_ABOVE_DB = -100;

/** How much of what is heard shows on a loop camera's picture. */
export type Loudness = 'silent' | 'quiet' | 'loud';

const PAUSE_MS = 200;
const HELD_MS = 700;
const LOUD_FROM_DB = -30;

/** Counts a viewer's audio packets and their levels. */
export class PacketMeter {
  #recent: { readonly at: number; readonly levelDb: number | null }[] = [];
  #packets = 0;
  #loud = 0;
  #last: number | null = null;
  #since: number | null = null;

  /** Notes one packet; `levelDb` is `null` where the packet does not tell. */
  note(levelDb: number | null, at = Date.now()): void {
    this.#packets += 1;
    if (this.#last === null || at - this.#last > PAUSE_MS) this.#since = at;
    this.#last = at;
    if (levelDb !== null && levelDb > LOUD_ABOVE_DB) this.#loud += 1;
    this.#recent.push({ at, levelDb });
    if (this.#recent.length > 200) this.#forget(at);
  }

  /** How loud the last moment was. Held over short pauses, as speech has them. */
  loudness(now = Date.now()): Loudness {
    const levels = this.#recent.flatMap(({ at, levelDb }) => (now - at < HELD_MS ? (levelDb ?? []) : []));
    const loudest = Math.max(-Infinity, ...levels);
    if (loudest <= LOUD_ABOVE_DB) return 'silent';
    return loudest < LOUD_FROM_DB ? 'quiet' : 'loud';
  }

  /** What was heard up to now. */
  heard(now = Date.now()): Heard {
    this.#forget(now);
    const levels = this.#recent.flatMap(({ levelDb }) => (levelDb === null ? [] : [levelDb]));
    return {
      packets: this.#packets,
      packetsPerSecond: this.#recent.length,
      loudPackets: this.#loud,
      levelDb: levels.length > 0 ? Math.max(...levels) : null,
      frequencyHz: null,
      lastPacketAt: this.#last,
      talkingSince: this.#since,
    };
  }

  #forget(now: number): void {
    this.#recent = this.#recent.filter(({ at }) => now - at < WINDOW_MS);
  }
}
