import { KvsError, toKvsError } from './errors.js';
import { onAbort, sleep, timerMs, untilAborted, withTimeout } from './lifetime.js';
import { TalkEnd, type TalkRequest } from './talk-state.js';

const COMMAND_TIMEOUT_MS = 3_000;
const RELEASE_TRIES = 3;
const RELEASE_PAUSE_MS = 500;
/** A device that answers the press may answer the release as well. */
const RELEASE_REPLY_MS = 500;

/** The data channel to the device. */
export interface DeviceChannel {
  /** Sends a text; throws when the channel is not open. */
  send(text: string): void;
  /** Resolves to the next thing that the device says. */
  reply(signal: AbortSignal): Promise<string | ArrayBuffer>;
}

/** What can go wrong when nobody waits for it any more. */
export type OnReleaseFailed = (error: KvsError) => void;

/** Ends of talks that are still being told, by channel. */
const releases = new Map<string, Promise<unknown>>();

/**
 * Asks the page, then tells the device that somebody will talk. From then on the release command goes out
 * when `signal` aborts, unless the device refused. Before the device was told, only the page hears of the end.
 *
 * @throws {KvsError} `device-refused` when it said no, or nothing in time
 * @throws {TalkEnd} `cancelled` when the page said no
 */
export async function askDevice(
  request: TalkRequest,
  channel: DeviceChannel,
  onReleaseFailed: OnReleaseFailed,
  signal: AbortSignal,
): Promise<void> {
  // A release that came late would close the speaker under this talk.
  await untilAborted(Promise.resolve(releases.get(request.channel)), signal);
  signal.throwIfAborted();
  const { pressCommand: command = '' } = request;
  const commandTimeout = timerMs(request.commandTimeout, COMMAND_TIMEOUT_MS);
  const { isCancelled, waits } = request.ask(command, false);
  if (isCancelled) throw new TalkEnd('cancelled');
  const isPageInCharge = waits.length > 0;
  let isAsked = false;
  // A device that has answered nothing yet may have opened its speaker all the same.
  const spare = onAbort(signal, () =>
    tellRelease(request, isAsked ? channel : null, isPageInCharge, onReleaseFailed),
  );
  const late = (): KvsError =>
    new KvsError('device-refused', `The device did not answer within ${commandTimeout} ms`, {
      hint: 'Check that it is reachable, or raise command-timeout.',
      trouble: 'device-silent',
    });
  await withTimeout(commandTimeout, signal, late, async (bounded) => {
    try {
      await Promise.all(waits);
      // Or the device would be told of a talk that is over.
      bounded.throwIfAborted();
      isAsked = true;
      if (command) await deliver(command, request, channel, isPageInCharge, bounded);
    } catch (thrown) {
      // Where the answer is lost the device may have opened its speaker all the same.
      if (!bounded.aborted && (thrown instanceof KvsError || !isAsked)) spare();
      throw toKvsError(thrown, 'device-refused', 'The device did not accept the command');
    }
  });
}

/** Starts at once: a page that is being left gives no second chance. Without `channel` only the page is told. */
function tellRelease(
  request: TalkRequest,
  channel: DeviceChannel | null,
  isPageInCharge: boolean,
  onFailed: OnReleaseFailed,
): void {
  const { releaseCommand: command } = request;
  if (!command) return;
  const { waits } = request.ask(command, true);
  const signal = AbortSignal.timeout(timerMs(request.commandTimeout, COMMAND_TIMEOUT_MS));
  const sent = channel && release(command, request, channel, isPageInCharge, signal);
  const all = [...waits, sent].map((each) => untilAborted(Promise.resolve(each), signal));
  Promise.all(all).catch((thrown: unknown) =>
    onFailed(toKvsError(thrown, 'device-refused', 'The device was not told that the talk is over')),
  );
  const over = Promise.allSettled(all).then(() => releases.delete(request.channel));
  releases.set(request.channel, over);
}

/** A lost release would leave a speaker open, so it is tried again. */
async function release(
  command: string,
  request: TalkRequest,
  channel: DeviceChannel,
  isPageInCharge: boolean,
  signal: AbortSignal,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await deliver(command, request, channel, isPageInCharge, signal, true);
    } catch (thrown) {
      if (tries === RELEASE_TRIES || signal.aborted) throw thrown;
      await sleep(RELEASE_PAUSE_MS, signal);
    }
  }
}

/** By the page's function, its URL, or over the data channel where the page has not taken it over. */
async function deliver(
  command: string,
  { channel, sendCommand, commandUrl }: TalkRequest,
  device: DeviceChannel,
  isPageInCharge: boolean,
  signal: AbortSignal,
  isRelease = false,
): Promise<void> {
  if (sendCommand) {
    const answer = await sendCommand(command, { channel, signal });
    if (answer === false) throw new KvsError('device-refused', 'The device refused the command');
  } else if (commandUrl) await post(commandUrl, { channel, command }, signal);
  else if (isPageInCharge) return;
  else await overChannel(command, device, isRelease, signal);
}

async function post(url: string, body: object, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    credentials: 'same-origin',
    body: JSON.stringify(body),
    cache: 'no-store',
    // It still goes out when the page is left.
    keepalive: true,
    // A login page that answers well is no device.
    redirect: 'manual',
    signal,
  });
  if (response.ok) return;
  if (response.type === 'opaqueredirect')
    throw new Error('The command URL leads to another address, and has told the device nothing');
  const message = `The command URL answered ${response.status}`;
  // Of a gateway that says so, the device itself has said nothing.
  throw response.status < 500 ? new KvsError('device-refused', message) : new Error(message);
}

/** Any answer of the device is consent, unless it is JSON that says otherwise. */
async function overChannel(
  command: string,
  device: DeviceChannel,
  isRelease: boolean,
  signal: AbortSignal,
): Promise<void> {
  device.send(command);
  if (isRelease) {
    const replied = withTimeout(RELEASE_REPLY_MS, signal, unanswered, (bounded) => device.reply(bounded));
    // What it answers would be taken for its answer to the next press; that it says nothing is no trouble.
    return void (await replied.catch(() => {}));
  }
  if (isRefusal(await device.reply(signal)))
    throw new KvsError('device-refused', 'The device refused the command');
}

function unanswered(): Error {
  return new Error('The device does not answer releases');
}

function isRefusal(words: string | ArrayBuffer): boolean {
  try {
    const text = typeof words === 'string' ? words : new TextDecoder().decode(words);
    const reply = JSON.parse(text) as { ok?: unknown; success?: unknown; error?: unknown } | null;
    return reply?.ok === false || reply?.success === false || Boolean(reply?.error);
  } catch {
    // A device that does not speak JSON has answered in its own words.
    return false;
  }
}
