// Loaded before the library, so that each of its timers is counted. Keeps ids only: a count must keep nothing alive.
const running = new Set<number>();
const { setTimeout: start, clearTimeout: stop, setInterval: repeat, clearInterval: end } = window;

type Callback = (...parameters: unknown[]) => void;

const counted = {
  setTimeout: (callback: Callback, ms?: number, ...parameters: unknown[]): number => {
    const run = (): void => {
      running.delete(id);
      callback(...parameters);
    };
    const id = start(run, ms);
    running.add(id);
    return id;
  },
  setInterval: (callback: Callback, ms?: number, ...parameters: unknown[]): number => {
    const id = repeat(callback, ms, ...parameters);
    running.add(id);
    return id;
  },
  clearTimeout: (id?: number): void => {
    if (id !== undefined) running.delete(id);
    stop(id);
  },
  clearInterval: (id?: number): void => {
    if (id !== undefined) running.delete(id);
    end(id);
  },
};

Object.assign(window, counted);

/** How many timers are set and have neither fired nor been cleared. */
export const timersRunning = (): number => running.size;
