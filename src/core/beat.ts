/** How often. */
export const BEAT_MS = 1_000;

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Calls `listener` once a second until the returned function is called. One timer serves the whole page. */
export function onBeat(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(beat, BEAT_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function beat(): void {
  for (const listener of listeners) listener();
}
