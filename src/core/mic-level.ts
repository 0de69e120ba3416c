import { onAbort } from './lifetime.js';

/** Ten times a second, as often as a meter needs. */
const LEVEL_MS = 100;

/** Tells how loud a microphone is, 0 to 1, until `signal` aborts. */
export function watchLevel(
  track: MediaStreamTrack,
  listener: (peak: number) => void,
  signal: AbortSignal,
): void {
  if (signal.aborted) return;
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 2048 });
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  // Rejected when it is closed before.
  context.resume().catch(() => {});
  const samples = new Float32Array(analyser.fftSize);
  const measure = (): void => {
    analyser.getFloatTimeDomainData(samples);
    // What is too loud may lie above 1.
    listener(
      Math.min(
        1,
        samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0),
      ),
    );
  };
  const timer = setInterval(measure, LEVEL_MS);
  onAbort(signal, () => {
    clearInterval(timer);
    source.disconnect();
    void context.close();
  });
}
