import { onBeat } from './beat.js';
import { KvsError } from './errors.js';
import { FreezeWatch } from './freeze.js';
import { childOf, onAbort, sleep, untilAborted, withTimeout } from './lifetime.js';
import type { Log } from './log.js';
import type { MediaPath } from './glance.js';
import { AnotherPeer } from './peer.js';
import {
  DISCONNECTED_MS,
  FROZEN_PATIENCE_MS,
  HUNG_UP_MS,
  lossOf,
  recoveryFor,
  RESTART_BUDGET_MS,
  type Trouble,
} from './recovery.js';
import type { Troubles } from './troubles.js';
import type { Connection } from './viewer.js';

/** How a live camera does, as far as it can change. */
export interface Condition {
  readonly media: MediaPath;
  /** Epoch milliseconds of the last new picture when it stands still; null while it moves. */
  readonly frozenSince: number | null;
}

/** What upkeep is told, and whom it tells. */
export interface UpkeepOptions {
  readonly log: Log;
  readonly troubles: Troubles;
  /** Whether this camera has failed to follow an ICE restart before. */
  readonly hasRefusedRestart: boolean;
  /** Hears that a restart did not help. */
  readonly onRestartRefused: () => void;
  readonly onChange: (condition: Condition) => void;
}

const PICTURE_POLL_MS = 200;

/**
 * Keeps a live connection alive as long as that can be: watches its pictures, helps once when it is in
 * trouble. Resolves to what ended it; rejects when `signal` aborts.
 */
export async function upkeep(
  connection: Connection,
  options: UpkeepOptions,
  signal: AbortSignal,
): Promise<KvsError> {
  const life = childOf(signal);
  const { troubles, log } = options;
  const watch = watchPictures(connection, options, life.signal);
  watchPeer(connection, troubles, life.signal);
  try {
    for (;;) {
      const trouble = await troubles.next(life.signal);
      const facts = {
        isRelayed: watch.condition.media.path === 'relayed',
        isConnected: connection.peer.connectionState === 'connected',
        isFrozen: watch.condition.frozenSince !== null,
        // The answer that is due yet would be taken for that to another question.
        hasRefusedRestart: options.hasRefusedRestart || connection.peer.awaitsAnswer,
      };
      const recovery = recoveryFor(trouble, facts);
      log.add(recovery === 'carry-on' ? 'info' : 'warn', 'trouble', { trouble, recovery });
      if (recovery === 'carry-on') continue;
      const outcome = recovery === 'restart' && (await restart(connection, trouble, options, life.signal));
      if (!outcome) return new KvsError(...lossOf(trouble));
      if (outcome === 'helped') troubles.clear();
    }
  } finally {
    life.abort(new DOMException('The connection has ended', 'AbortError'));
  }
}

/**
 * One ICE restart. Resolves to whether it helped: whether pictures come again, by whatever way; or, where
 * they come still, whether the camera follows; there it may go on as it is while the camera cannot be asked. Ends early
 * when the camera answers with a new peer.
 */
async function restart(
  connection: Connection,
  trouble: Trouble,
  { log, onRestartRefused }: UpkeepOptions,
  signal: AbortSignal,
): Promise<'helped' | 'unasked' | false> {
  // Some browsers never answer for a peer that is closed meanwhile.
  const { frames } = await untilAborted(connection.peer.glance(), signal);
  const life = childOf(signal);
  let isAsked = false;
  try {
    await withTimeout(RESTART_BUDGET_MS, life.signal, noPicture, async (bounded) => {
      const followed = connection.restart(bounded, () => (isAsked = true));
      const another = new Promise<never>((_, reject) => {
        followed.catch((thrown: unknown) => {
          if (thrown instanceof AnotherPeer) reject(thrown);
          // A request that fails says nothing of the old path, which may come back by itself.
          else if (!bounded.aborted) isAsked = false;
        });
      });
      const asked = trouble === 'relay-retired' ? followed : Promise.resolve();
      const pictures = asked.then(() => morePictures(connection, frames, bounded));
      await Promise.race([another, pictures]);
    });
    log.add('info', 'restarted');
    return 'helped';
  } catch (thrown) {
    signal.throwIfAborted();
    log.add('warn', 'restart-failed', { message: thrown instanceof Error ? thrown.message : '' });
    // No token, no socket: that says nothing of the camera.
    if (!isAsked) return trouble === 'relay-retired' && 'unasked';
    onRestartRefused();
    return false;
  } finally {
    // Where the picture is back, a camera that is well is not asked any more.
    life.abort();
  }
}

function noPicture(): Error {
  return new Error('No new picture came in time');
}

async function morePictures({ peer }: Connection, before: number, signal: AbortSignal): Promise<void> {
  while ((await peer.glance()).frames <= before) await sleep(PICTURE_POLL_MS, signal);
}

/** Looks once a second whether pictures come, and how. */
function watchPictures(
  { peer, media }: Connection,
  { troubles, onChange, log }: UpkeepOptions,
  signal: AbortSignal,
): { condition: Condition } {
  const watch = { condition: { media, frozenSince: null } as Condition };
  const freeze = new FreezeWatch(performance.now());
  let patience = FROZEN_PATIENCE_MS;
  let frames: number | undefined;
  // By the clock on the wall, which goes on while the machine sleeps.
  let newAt = Date.now();
  const look = async (): Promise<void> => {
    const glance = await peer.glance();
    if (signal.aborted) return;
    const frozenMs = freeze.look(glance.frames, performance.now());
    if (glance.frames !== frames) newAt = Date.now();
    ({ frames } = glance);
    const before = watch.condition;
    const after = { media: glance.media ?? before.media, frozenSince: frozenMs > 0 ? newAt : null };
    watch.condition = after;
    if (differ(before, after)) {
      log.add('info', after.frozenSince === null ? 'moving' : 'frozen', { ...after.media });
      onChange(after);
    }
    if (frozenMs === 0) patience = FROZEN_PATIENCE_MS;
    if (frozenMs < patience) return;
    patience = Infinity;
    troubles.add('frozen');
  };
  // A peer that closes in between has nothing to show any more.
  onAbort(
    signal,
    onBeat(() => void look().catch(() => {})),
  );
  return watch;
}

function differ(one: Condition, other: Condition): boolean {
  return (
    one.frozenSince !== other.frozenSince ||
    one.media.path !== other.media.path ||
    one.media.codec !== other.media.codec
  );
}

/** Turns what the connection says into trouble: giving up at once, silence after a moment. */
function watchPeer({ peer }: Connection, troubles: Troubles, signal: AbortSignal): void {
  let doubt = new AbortController();
  const hear = (state: RTCPeerConnectionState): void => {
    doubt.abort();
    doubt = childOf(signal);
    if (state === 'failed') troubles.add('failed');
    if (state !== 'disconnected') return;
    sleep(DISCONNECTED_MS, doubt.signal).then(
      () => troubles.add('disconnected'),
      () => {},
    );
  };
  peer.watch(hear, signal);
  // What came between the first picture and now.
  hear(peer.connectionState);
  const hungUp = async (): Promise<void> => {
    let before: number | undefined;
    // Ever more seldom, as a camera may go on with few pictures a second; then it is one like others.
    for (let ms = HUNG_UP_MS; ms < 3 * HUNG_UP_MS; ms *= 1.2) {
      await sleep(ms, signal);
      const { frames } = await peer.glance();
      if (frames === before) return troubles.add('hung-up');
      before = frames;
    }
  };
  // It ends early only with the connection itself.
  peer.data.watchClose(() => void hungUp().catch(() => {}), signal);
}
