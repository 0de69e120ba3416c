/**
 * Runs something once after a delay, unless the lifetime ends first.
 *
 * The timer never keeps the process alive; `Infinity` never fires. Returns its undo.
 */
export function after(delayMs: number, signal: AbortSignal, run: () => void): () => void {
  if (signal.aborted || delayMs === Infinity) return () => {};
  const cancel = (): void => {
    clearTimeout(timer);
    signal.removeEventListener('abort', cancel);
  };
  const timer = setTimeout(() => {
    cancel();
    run();
  }, delayMs);
  timer.unref();
  signal.addEventListener('abort', cancel);
  return cancel;
}
