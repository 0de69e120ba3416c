import { childOf, onAbort } from '../../core/lifetime.js';
import type { Live, Session } from '../../core/session.js';
import { PreRoll } from './pre-roll.js';

/** What is kept of one connection before anybody records it. */
interface Kept {
  readonly live: Live;
  readonly seconds: number;
  readonly over: AbortController;
  /** Null where it cannot be kept: a recording begins without it then. */
  readonly preRoll: PreRoll | null;
}

/** Keeps the last seconds of a camera, of the connection that there is and of no other. */
export class Reserve {
  #kept: Kept | null = null;

  /** Keeps that many seconds of the session; none for 0, or where there is no picture. */
  settle(session: Session | null, seconds: number): void {
    const live = seconds > 0 ? session?.live : null;
    if (live && this.#kept?.live === live && this.#kept.seconds === seconds) return;
    this.dismiss();
    if (!live || !session || !('MediaRecorder' in globalThis)) return;
    const over = childOf(live.signal);
    // A muted element has switched the sound off at its source.
    session.sound.setAudible(over, true);
    onAbort(over.signal, () => session.sound.forget(over));
    this.#kept = { live, seconds, over, preRoll: begin(live, seconds, over.signal) };
  }

  /** What has been kept of a connection. */
  of(live: Live): PreRoll | null {
    return this.#kept?.live === live ? this.#kept.preRoll : null;
  }

  dismiss(): void {
    this.#kept?.over.abort();
    this.#kept = null;
  }
}

function begin({ connection }: Live, seconds: number, signal: AbortSignal): PreRoll | null {
  try {
    return new PreRoll(connection.stream.getTracks(), connection.media.codec, seconds, signal);
  } catch (error) {
    reportError(error);
    return null;
  }
}
