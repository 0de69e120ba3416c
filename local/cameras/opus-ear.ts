import { OpusDecoder } from 'opus-decoder';
import { PcmMeter } from './pcm-meter.js';

const SAMPLE_RATE = 48_000;
const FULL_SCALE = 32_767;

/** Hears the tone in a viewer's Opus packets. The decoder is made with the first packet that is worth it. */
export class OpusEar {
  readonly #meter = new PcmMeter();
  readonly #signal: AbortSignal;
  #decoder: OpusDecoder<48_000> | undefined;
  #isReady = false;

  /** The decoder's memory is given back when `signal` aborts. */
  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Dominant frequency of the last second; null: nothing was loud. */
  get frequencyHz(): number | null {
    return this.#meter.heard().frequencyHz;
  }

  /** Takes the Opus payload of a packet. */
  hear(payload: Uint8Array): void {
    if (this.#signal.aborted) return;
    this.#decoder ??= this.#make();
    if (!this.#isReady) return;
    const { channelData, samplesDecoded } = this.#decoder.decodeFrame(payload);
    const [mono] = channelData;
    if (!mono || samplesDecoded === 0) return;
    this.#meter.hear(Int16Array.from(mono.subarray(0, samplesDecoded), toInteger), SAMPLE_RATE);
  }

  #make(): OpusDecoder<48_000> {
    const decoder = new OpusDecoder({ sampleRate: SAMPLE_RATE, channels: 1 });
    void this.#start(decoder);
    return decoder;
  }

  async #start(decoder: OpusDecoder<48_000>): Promise<void> {
    await decoder.ready;
    this.#isReady = !this.#signal.aborted;
    if (this.#signal.aborted) decoder.free();
    else this.#signal.addEventListener('abort', () => decoder.free(), { once: true });
  }
}

/** A decoder overshoots; wrapped around, that would sound like another tone. */
function toInteger(sample: number): number {
  return Math.max(-1, Math.min(1, sample)) * FULL_SCALE;
}
