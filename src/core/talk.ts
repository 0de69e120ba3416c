import { askDevice, type DeviceChannel } from './device-command.js';
import { KvsError, toKvsError } from './errors.js';
import { childOf, onAbort, reasonOf, sleep, timerMs } from './lifetime.js';
import type { Log } from './log.js';
import { openMicrophone } from './microphone.js';
import type { Sound } from './sound.js';
import { takeFloor } from './talk-floor.js';
import { TalkEnd, type TalkListener, type TalkRequest, type TalkState } from './talk-state.js';

/** The way to a camera that is live: it carries one talk at a time. */
export interface Voice {
  /** Whether the camera has agreed to be talked to. */
  readonly takesSound: boolean;
  /** Sends a microphone to the camera until `signal` aborts. */
  speak(track: MediaStreamTrack, signal: AbortSignal): Promise<void>;
  /** Packets of sound sent so far. */
  sentAudio(): Promise<number>;
}

/** What a talk happens on, and whom it tells. */
export interface TalkLine {
  readonly voice: Voice;
  readonly device: DeviceChannel;
  readonly sound: Sound;
  readonly log: Log;
  /** Ends with the connection. */
  readonly signal: AbortSignal;
  /** Called before a microphone is opened; gives a signal that ends when the next one is, or with the connection. */
  readonly begin: () => AbortSignal;
  readonly tell: TalkListener;
  /** What goes wrong when the talk is over: the device was not told, the microphone goes on. */
  readonly onAftermath: (error: KvsError) => void;
}

const MAX_TALK_SECONDS = 30;
/** Packets that were on their way when the microphone closed are out after the first, and none come in the second. */
const SETTLE_MS = 150;
const SILENT_MS = 250;
const MUTED_MS = 1_000;

/**
 * One talk: the floor, the device, the microphone, the camera, in this order. Resolves when the camera hears.
 * It ends when `hold` aborts, or with the connection, the page, the time, whichever is first; and in the order
 * in which it must: the camera is cut off, the microphone stopped, the device told, the floor given back.
 *
 * @throws {KvsError} `microphone-denied`, `microphone-blocked`, `insecure-context`, `no-return-audio`, `device-refused`
 * @throws {TalkEnd} when it ended before the camera heard anything
 */
export async function talk(line: TalkLine, request: TalkRequest, hold: AbortSignal): Promise<void> {
  const over = childOf(line.signal);
  const { signal } = over;
  onAbort(
    signal,
    onAbort(hold, () => over.abort(hold.reason)),
  );
  onAbort(signal, () => tellEnd(line, signal));
  try {
    await begin(line, request, over);
    signal.throwIfAborted();
    line.log.add('info', 'talk-on');
    line.tell({ phase: 'on', since: Date.now() });
  } catch (thrown) {
    over.abort(
      thrown instanceof TalkEnd ? thrown : toKvsError(thrown, 'microphone-blocked', 'Talking failed'),
    );
    throw reasonOf(signal);
  }
}

async function begin(line: TalkLine, request: TalkRequest, over: AbortController): Promise<void> {
  const { voice, sound } = line;
  const { signal } = over;
  requireReturnAudio(voice);
  endWithPage(over);
  await takeFloor(signal);
  await askDevice(request, line.device, line.onAftermath, signal);
  signal.throwIfAborted();
  // The microphone before is watched until there is another.
  const next = line.begin();
  line.tell({ phase: 'arming' });
  if (request.duplex !== 'full') sound.duck(signal, line.signal);
  onAbort(signal, () => void checkSilence(line, next));
  // The device waits with an open speaker as long as somebody leaves the browser's question unanswered.
  const arming = childOf(signal);
  endInTime(request, over, arming.signal);
  const track = await openMicrophone(signal);
  // A microphone that is pulled out, or whose permission is taken back.
  track.addEventListener('ended', () => over.abort(lostMicrophone()), { signal });
  endWithSound(track, over);
  await voice.speak(track, signal);
  if (request.onLevel) meter(track, request.onLevel, signal).catch(reportError);
  arming.abort();
  endInTime(request, over, signal);
}

function endInTime({ maxTalk }: TalkRequest, over: AbortController, signal: AbortSignal): void {
  // A list of cameras may have null.
  sleep(timerMs((maxTalk ?? NaN) * 1_000, MAX_TALK_SECONDS * 1_000), signal).then(
    () => over.abort(new TalkEnd('max-talk')),
    () => {},
  );
}

/** A microphone that the system keeps still, by a key of the headset or for a call, is not heard by anybody. */
function endWithSound(track: MediaStreamTrack, over: AbortController): void {
  const { signal } = over;
  // Some are still for a moment when they begin, or change hands.
  const check = (): void => {
    sleep(MUTED_MS, signal).then(
      () => track.muted && over.abort(lostMicrophone()),
      () => {},
    );
  };
  track.addEventListener('mute', check, { signal });
  if (track.muted) check();
}

async function meter(
  track: MediaStreamTrack,
  onLevel: (peak: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { watchLevel } = await import('./mic-level.js');
  watchLevel(track, onLevel, signal);
}

function requireReturnAudio({ takesSound }: Voice): void {
  if (takesSound) return;
  throw new KvsError('no-return-audio', 'The camera takes no sound', {
    hint: 'Take view-only off, and check that the device negotiates a return audio path.',
  });
}

/** A page that nobody sees must not listen. One that is left loses its connections, and the talk with them. */
function endWithPage(over: AbortController): void {
  const { signal } = over;
  const check = (): void => {
    if (document.visibilityState === 'hidden') over.abort(new TalkEnd('hidden'));
  };
  document.addEventListener('visibilitychange', check, { signal });
  check();
}

function tellEnd({ log, tell }: TalkLine, signal: AbortSignal): void {
  const end = endOf(signal.reason);
  if (end.phase === 'blocked')
    log.add('warn', 'talk-blocked', { code: end.error.code, message: end.error.message });
  else if (end.phase === 'off') log.add('info', 'talk-off', { reason: end.reason ?? '' });
  tell(end);
}

function endOf(reason: unknown): TalkState {
  if (reason instanceof KvsError) return { phase: 'blocked', error: reason };
  return { phase: 'off', reason: reason instanceof TalkEnd ? reason.reason : 'camera-lost' };
}

/** The microphone is believed to be off only when the browser sends no more of it. */
async function checkSilence({ voice, onAftermath }: TalkLine, next: AbortSignal): Promise<void> {
  try {
    await sleep(SETTLE_MS, next);
    const before = await voice.sentAudio();
    await sleep(SILENT_MS, next);
    if ((await voice.sentAudio()) <= before || next.aborted) return;
    onAftermath(
      new KvsError('microphone-blocked', 'The microphone went on sending after it was let go', {
        hint: 'The connection to the camera was closed to silence it.',
        trouble: 'microphone-hot',
      }),
    );
  } catch (thrown) {
    // Another talk has begun, or the connection is gone and the microphone's way with it.
    if (!next.aborted) throw thrown;
  }
}

function lostMicrophone(): KvsError {
  return new KvsError('microphone-blocked', 'The microphone was lost while talking', {
    hint: 'Check that it is connected, not muted, and still allowed.',
    trouble: 'microphone-lost',
  });
}
