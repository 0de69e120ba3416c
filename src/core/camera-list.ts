import { KvsError } from './errors.js';

/**
 * Gets a list of cameras as JSON. What it holds is not looked at.
 *
 * @throws {KvsError} `bad-configuration`
 */
export async function fetchCameraList(url: string, signal: AbortSignal): Promise<unknown> {
  // What follows the path may be a secret.
  const name = `The list of cameras at ${url.replace(/[?#].*/s, '')}`;
  let response: Response;
  try {
    response = await fetch(url, { headers: { accept: 'application/json' }, signal });
  } catch (cause) {
    signal.throwIfAborted();
    throw new KvsError('bad-configuration', `${name} could not be reached`, {
      hint: 'Check the src attribute, the network, and the page’s Content-Security-Policy.',
      cause,
    });
  }
  if (!response.ok) {
    const hint = 'Check the src attribute, and whether the visitor may read the file.';
    throw new KvsError('bad-configuration', `${name} answered ${response.status}`, { hint });
  }
  try {
    return await response.json();
  } catch (cause) {
    signal.throwIfAborted();
    throw new KvsError('bad-configuration', `${name} is no JSON`, {
      hint: 'Let the server answer a JSON array of cameras.',
      cause,
    });
  }
}
