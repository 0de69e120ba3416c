import { KvsError, toKvsError } from './errors.js';
import { childOf, onAbort, sleep, withTimeout } from './lifetime.js';
import { watchPage } from './page-life.js';
import { msUntil, retryDelay } from './retry.js';

const AGAIN = 'The grid tries again by itself.';
/** A server that takes the request and never answers would hold it for minutes. */
const TIMEOUT_MS = 30_000;

/**
 * Gets a list of cameras as JSON. What it holds is not looked at. Tries until it is there, or until no further try will
 * help; `onFailure` hears of each that has failed before another.
 *
 * @throws {KvsError} `bad-configuration`
 */
export async function fetchCameraList(
  url: string,
  onFailure: (error: KvsError) => void,
  signal: AbortSignal,
): Promise<unknown> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await tryOnce(url, signal);
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toKvsError(thrown, 'bad-configuration', 'The list of cameras cannot be had');
      const delayMs = retryDelay(error, failures);
      if (delayMs === null) throw error;
      onFailure(error);
      await pause(delayMs, error, signal);
    }
  }
}

async function tryOnce(url: string, signal: AbortSignal): Promise<unknown> {
  // What follows the path may be a secret.
  const path = url.replace(/[?#].*/s, '');
  const name = `The list of cameras at ${path}`;
  if (!URL.canParse(url, 'https://page/'))
    throw badList(`"${path}" is no src`, 'Use a path such as /cameras.json, or a whole URL.');
  const lost = (cause: unknown): never => {
    const hint = `Check the network, and the page’s Content-Security-Policy. ${AGAIN}`;
    throw new KvsError('token-failed', `${name} could not be reached`, { hint, cause });
  };
  const late = (): KvsError =>
    new KvsError('token-failed', `${name} did not come within ${TIMEOUT_MS / 1_000} s`, { hint: AGAIN });
  const text = await withTimeout(TIMEOUT_MS, signal, late, async (bounded) => {
    const init = { headers: { accept: 'application/json' }, signal: bounded };
    const response = await fetch(url, init).catch(lost);
    if (!response.ok) throw refusal(name, response);
    return response.text().catch(lost);
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badList(`${name} is no JSON`, 'Let the server answer a JSON array of cameras.', cause);
  }
}

function refusal(name: string, { status, headers }: Response): KvsError {
  const message = `${name} answered ${status}`;
  if (status < 500 && status !== 429)
    return badList(message, 'Check the src attribute, and whether the visitor may read the file.');
  const retryAfterMs = msUntil(headers.get('retry-after'));
  return new KvsError('token-failed', message, { hint: AGAIN, retryAfterMs });
}

function badList(message: string, hint: string, cause?: unknown): KvsError {
  return new KvsError('bad-configuration', message, { hint, cause });
}

/** Waits for the next try: less where the page has a network again or is back, unless the server said when to come. */
async function pause(ms: number, { retryAfterMs }: KvsError, signal: AbortSignal): Promise<void> {
  const waiting = childOf(signal);
  const unwatch = watchPage((event) => {
    if (event !== 'away' && !retryAfterMs) waiting.abort();
  });
  onAbort(waiting.signal, unwatch);
  await sleep(ms, waiting.signal).catch(() => signal.throwIfAborted());
  waiting.abort();
}
