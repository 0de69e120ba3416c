import type { Latency } from '../core/target.js';

/** What says whether its picture is to be prompt. */
export interface PromptHost {
  readonly target: { readonly latency?: Latency | undefined };
}

/** What is played of a stream; null: of nothing. */
export type Way = (stream: MediaStream | null) => MediaStream | null;

/** Chromium's, and not in the types. https://w3c.github.io/mediacapture-transform/ */
interface Frames {
  readonly MediaStreamTrackProcessor?: new (init: { readonly track: MediaStreamTrack }) => {
    readonly readable: ReadableStream<VideoFrame>;
  };
  readonly MediaStreamTrackGenerator?: new (init: { readonly kind: 'video' }) => MediaStreamTrack & {
    readonly writable: WritableStream<VideoFrame>;
  };
}

/** Either end closes when its camera is over, which the session knows by itself. */
const CARRY = 'onmessage = ({ data: [from, to] }) => from.pipeTo(to).catch(() => {}); postMessage(0)';
const { MediaStreamTrackProcessor: Processor, MediaStreamTrackGenerator: Generator } = globalThis as Frames;

/** Carries the pictures of the whole page: on the page's own thread they would wait for whatever the page does. */
let carrier: Promise<Worker | null> | undefined;

/**
 * The way of a picture that is wanted at once. Chromium holds what comes from a peer back until it comes evenly, but not
 * what comes from a track made here: so each frame is handed over to such a one when it is decoded. Null: the browser has
 * no such track, or the page's policy does not let a worker be made (`worker-src blob:`).
 */
export async function promptly(host: PromptHost): Promise<Way | null> {
  const worker = Processor && Generator ? await (carrier ??= start()) : null;
  if (!worker) return null;
  let made: MediaStreamTrack | null = null;
  return (stream) => {
    made?.stop();
    made = null;
    const [track] = stream?.getVideoTracks() ?? [];
    if (!stream || !track || !Processor || !Generator || host.target.latency !== 'low') return stream;
    const generator = new Generator({ kind: 'video' });
    const ends = [new Processor({ track }).readable, generator.writable];
    worker.postMessage(ends, ends);
    made = generator;
    return new MediaStream([generator, ...stream.getAudioTracks()]);
  };
}

/** Null where the page lets no worker be made of a text. */
function start(): Promise<Worker | null> {
  const url = URL.createObjectURL(new Blob([CARRY], { type: 'text/javascript' }));
  return new Promise<Worker | null>((resolve, reject) => {
    const worker = new Worker(url);
    worker.addEventListener('message', () => resolve(worker));
    worker.addEventListener('error', reject);
  })
    .catch(() => {
      console.info(
        'kvs-elements: latency="low" needs a worker; allow it by `worker-src blob:` in the page’s policy.',
      );
      return null;
    })
    .finally(() => URL.revokeObjectURL(url));
}
