import type { LitElement } from 'lit';
import { onAbort } from '../../core/lifetime.js';
import { fileName } from '../snapshot/file-name.js';
import { showMark } from './mark.js';
import type { PreRoll } from './pre-roll.js';
import { Roll } from './roll.js';
import { typeFor } from './video-type.js';
import { DURATION_BYTES, withDuration } from './webm.js';

/** What is recorded. */
export interface Source {
  readonly tracks: readonly MediaStreamTrack[];
  /** What the camera sends, e.g. `h264`. */
  readonly codec: string;
  /** Name of the camera. */
  readonly camera: string;
  /** What the mark says. */
  readonly word: string;
}

/** Records until `over` aborts, which it does itself when `maxBytes` are near; shows on `host` that it does. */
export async function take(
  host: LitElement,
  { tracks, codec, camera, word }: Source,
  { type, maxBytes }: { readonly type: string | undefined; readonly maxBytes: number },
  preRoll: PreRoll | null | undefined,
  over: AbortController,
): Promise<File> {
  if (over.signal.aborted) throw nothing();
  showMark(host, word, over.signal);
  const before = preRoll?.hand();
  // Else it would be over at once, and larger than it may be.
  const isRoomy = before && before.bytes < maxBytes / 2;
  if (!isRoomy) before?.stop();
  const roll = isRoomy ? before : new Roll(tracks, type ?? typeFor(codec));
  const { startedAt } = roll;
  roll.maxBytes = maxBytes - DURATION_BYTES;
  roll.onEnd = (reason) => over.abort(reason);
  onAbort(over.signal, () => roll.stop());
  const video = await roll.done;
  if (video.size === 0) throw nothing();
  const [container = ''] = video.type.split(';');
  const whole = container === 'video/webm' ? await withDuration(video) : video;
  const name = fileName(camera, startedAt, container.slice('video/'.length));
  return new File([whole], name, { type: video.type, lastModified: startedAt });
}

function nothing(): DOMException {
  return new DOMException('Nothing was recorded: it ended before the first picture', 'InvalidStateError');
}
