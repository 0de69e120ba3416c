import { median, quantile } from './growth.js';
import { KINDS, type KindName, type Weight } from './incidents.js';
import type { Transition } from './page/wall.js';

/** An incident as it came to pass; epoch milliseconds. */
export interface Happening {
  readonly kind: KindName;
  readonly channel: string;
  readonly begunAt: number;
  readonly endedAt: number;
}

/** A time in which a camera was not live; open at the end: it has not come back. */
interface Outage {
  readonly from: number;
  readonly to: number;
  readonly state: string;
  readonly reason: string | null;
}

/** How long after the end of an incident a camera may still not be live. */
export type Grace = Readonly<Record<Weight, number>>;

/** What the incidents of one kind led to. */
export interface Row {
  readonly kind: KindName;
  readonly times: number;
  /** The camera stayed live. */
  readonly held: number;
  /** It was interrupted, and back before anything else happened to it. */
  readonly recovered: number;
  /** The next incident came before it was back. */
  readonly cutShort: number;
  /** From the end of each incident to `live`; 0 where the camera was back before. */
  readonly recoveryMs: readonly number[];
}

export interface Verdict {
  readonly rows: readonly Row[];
  /** Sentences; empty when all is well. */
  readonly failures: readonly string[];
  /** Seconds, summed over the cameras, in which nothing excused a camera that is not live. */
  readonly guardedSeconds: number;
}

/** What is judged: what happened, and what the page saw. */
export interface Course {
  readonly channels: readonly string[];
  /** All cameras are live when it starts. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly happenings: readonly Happening[];
  readonly transitions: readonly Transition[];
  readonly grace: Grace;
}

/** Judges a run: whatever is not live must be excused by an incident of its own, and for so long only. */
export function judge(course: Course): Verdict {
  const cameras = course.channels.map((channel) => judgeCamera(channel, course));
  const ends = cameras.flatMap(({ ends }) => ends);
  return {
    rows: (Object.keys(KINDS) as KindName[])
      .map((kind) => rowOf(kind, ends))
      .filter(({ times }) => times > 0),
    failures: cameras.flatMap(({ failures }) => failures),
    guardedSeconds: cameras.reduce((sum, { guardedMs }) => sum + guardedMs, 0) / 1_000,
  };
}

interface Ending {
  readonly kind: KindName;
  readonly outcome: 'held' | 'recovered' | 'cut short';
  readonly recoveryMs: number;
}

function judgeCamera(
  channel: string,
  course: Course,
): { ends: Ending[]; failures: string[]; guardedMs: number } {
  const happenings = course.happenings
    .filter((happening) => happening.channel === channel)
    .sort((one, other) => one.begunAt - other.begunAt);
  const outages = outagesOf(channel, course);
  const excused = happenings.flatMap((happening) => excuseOf(happening, course.grace));
  const inexcusable = outages.flatMap((outage) => withoutExcuse(outage, excused));
  const since = (at: number): string => `+${((at - course.startedAt) / 1_000).toFixed(1)} s`;
  return {
    ends: happenings.map((happening, index) => {
      const next = happenings.slice(index + 1).find(({ kind }) => KINDS[kind].weight !== 'calm');
      return ending(happening, next, outages, course);
    }),
    failures: inexcusable.map(({ from, to, state, reason }) => {
      const last = happenings.filter(({ begunAt }) => begunAt <= from).at(-1);
      const story = last ? `${last.kind}, ${since(last.begunAt)} to ${since(last.endedAt)}` : 'nothing';
      return `${channel} was ${state} (${reason ?? 'no reason'}) from ${since(from)} to ${since(to)}; before: ${story}`;
    }),
    guardedMs: withoutExcuse({ from: course.startedAt, to: course.endedAt }, excused).reduce(
      (sum, { from, to }) => sum + to - from,
      0,
    ),
  };
}

function outagesOf(channel: string, { transitions, startedAt, endedAt }: Course): Outage[] {
  const own = transitions.filter(
    (transition) => transition.channel === channel && transition.at >= startedAt,
  );
  const outages: Outage[] = [];
  let from: Transition | undefined;
  for (const transition of own) {
    if (transition.state !== 'live') from ??= transition;
    else if (from) {
      outages.push({ from: from.at, to: transition.at, state: from.state, reason: from.reason });
      from = undefined;
    }
  }
  if (from) outages.push({ from: from.at, to: endedAt, state: from.state, reason: from.reason });
  return outages;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function excuseOf({ kind, begunAt, endedAt }: Happening, grace: Grace): Span[] {
  const { weight } = KINDS[kind];
  return weight === 'calm' ? [] : [{ from: begunAt, to: endedAt + grace[weight] }];
}

/** What is left of a span when the excused ones are taken away. */
function withoutExcuse<T extends Span>(span: T, excused: readonly Span[]): T[] {
  return excused.reduce<T[]>(
    (left, { from, to }) =>
      left.flatMap((part) => {
        if (to <= part.from || from >= part.to) return [part];
        return [
          { ...part, to: from },
          { ...part, from: to },
        ].filter((rest) => rest.from < rest.to);
      }),
    [span],
  );
}

function ending(
  { kind, begunAt, endedAt }: Happening,
  next: Happening | undefined,
  outages: readonly Outage[],
  { endedAt: overAt }: Course,
): Ending {
  const until = next?.begunAt ?? overAt;
  // A calm incident is not to blame for what has begun before it.
  const earliest = KINDS[kind].weight === 'calm' ? begunAt : -Infinity;
  const last = outages.filter(({ from, to }) => from < until && to >= begunAt && from >= earliest).at(-1);
  if (!last) return { kind, outcome: 'held', recoveryMs: 0 };
  const outcome = last.to < until ? 'recovered' : 'cut short';
  return { kind, outcome, recoveryMs: Math.max(0, last.to - endedAt) };
}

function rowOf(kind: KindName, all: readonly Ending[]): Row {
  const ends = all.filter((end) => end.kind === kind);
  const count = (outcome: Ending['outcome']): number => ends.filter((end) => end.outcome === outcome).length;
  return {
    kind,
    times: ends.length,
    held: count('held'),
    recovered: count('recovered'),
    cutShort: count('cut short'),
    recoveryMs: ends.filter(({ outcome }) => outcome === 'recovered').map(({ recoveryMs }) => recoveryMs),
  };
}

/** The rows as a table of text, with a last one for all. */
export function table(rows: readonly Row[]): string {
  const sum = (field: 'times' | 'held' | 'recovered' | 'cutShort'): number =>
    rows.reduce((total, row) => total + row[field], 0);
  const all = {
    kind: 'all',
    times: sum('times'),
    held: sum('held'),
    recovered: sum('recovered'),
    cutShort: sum('cutShort'),
    recoveryMs: rows.flatMap(({ recoveryMs }) => recoveryMs),
  };
  const head = ['incident', 'times', 'held', 'back', 'cut short', 'median ms', 'p95 ms'];
  const lines = [...rows, all].map(({ kind, times, held, recovered, cutShort, recoveryMs }) =>
    [kind, times, held, recovered, cutShort, inMs(median(recoveryMs)), inMs(quantile(recoveryMs, 0.95))].map(
      String,
    ),
  );
  const widths = head.map((title, column) =>
    Math.max(...[head, ...lines].map((line) => line[column]?.length ?? 0), title.length),
  );
  return [head, ...lines]
    .map((line) =>
      line
        .map((cell, column) => (column ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[0] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

function inMs(value: number): string {
  return Number.isNaN(value) ? '–' : String(Math.round(value));
}
