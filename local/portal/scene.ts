import { IDENTITIES, type Identity } from '../cameras/index.js';
import { startStack, type Stack } from '../stack.js';
import { CAMERAS } from './page/cameras.js';

/**
 * Starts KVS with every camera of the portal. Takes four ports in a row from `port`, any four when one of
 * them is taken or `port` is 0.
 */
export async function openScene(port: number, signal: AbortSignal): Promise<Stack> {
  const stack = await startNear(port, signal);
  await Promise.all(
    CAMERAS.map(async ({ channel, source }) => {
      if (source === 'none') return stack.service.createChannel(channel);
      return stack.addCamera({ channel, kind: source, picture: identityOf(channel) });
    }),
  );
  return stack;
}

async function startNear(port: number, signal: AbortSignal): Promise<Stack> {
  // A start that fails leaves its TURN server to the signal, so the first try has one of its own.
  const attempt = new AbortController();
  const follow = (): void => attempt.abort(signal.reason);
  signal.addEventListener('abort', follow, { once: true });
  try {
    return await startStack({ port, signal: attempt.signal });
  } catch (error) {
    signal.removeEventListener('abort', follow);
    attempt.abort(error);
    if (port === 0 || !isTaken(error)) throw error;
    return startStack({ port: 0, signal });
  }
}

/** Whether an error says that somebody else listens there. */
export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function identityOf(channel: string): Identity {
  if (Object.hasOwn(IDENTITIES, channel)) return channel as Identity;
  throw new TypeError(`There is no picture for "${channel}".`);
}
