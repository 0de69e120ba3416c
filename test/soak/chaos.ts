import { setTimeout as sleep } from 'node:timers/promises';
import { IDENTITIES, type Identity, type Picture, type Rgb } from '../../local/cameras/index.js';
import type { CameraWish } from '../../local/stack.js';
import { excess, type Count, type Running, type Spare } from './support/census.js';
import { openHost, type Host } from './support/host.js';
import { KINDS } from './support/incidents.js';
import type { Transition } from './support/page/wall.js';
import { plan, type Incident, type PlanOptions } from './support/plan.js';
import { Random } from './support/random.js';
import { judge, type Grace, type Happening, type Verdict } from './support/verdict.js';

/** How a soak is run. */
export interface SoakOptions {
  readonly seed: number;
  /** For so long incidents happen; starting, settling and counting take their own time. */
  readonly seconds: number;
  readonly pace: Pace;
  /** Hears every line of the log as it is written. */
  readonly say?: (line: string) => void;
}

/** What a soak expects, and how hard it tries. */
export interface Pace extends Omit<PlanOptions, 'seed' | 'lengthMs' | 'cameras'> {
  /** Bounds one attempt of a camera to connect. */
  readonly connectTimeoutMs: number;
  readonly grace: Grace;
}

/** What came of a soak. */
export interface Outcome extends Verdict {
  readonly incidents: readonly Incident[];
  readonly log: readonly string[];
  /** Milliseconds from the end of the last incident until all was as it should be. */
  readonly settledMs: number;
}

/**
 * Ten minutes and more. After a harsh incident the longest pause between two attempts (60 s) may have begun,
 * an attempt may hang, and another has to succeed; after a light one the loss has to be noticed (11 s).
 */
export const LONG: Pace = {
  connectTimeoutMs: 6_000,
  grace: { calm: 0, light: 30_000, harsh: 75_000 },
  everyMs: 1_800,
  shortestMs: 500,
  longestMs: 10_000,
  restMs: [3_000, 45_000],
  harshRestMs: 75_000,
  bystanders: 2,
  sliceMs: 120_000,
};

/** A quarter of a minute: short incidents, one harsh one per camera, so that pauses stay short as well. */
export const SHORT: Pace = {
  connectTimeoutMs: 4_000,
  grace: { calm: 0, light: 25_000, harsh: 25_000 },
  everyMs: 350,
  shortestMs: 300,
  longestMs: 2_000,
  restMs: [200, 2_000],
  harshRestMs: 600_000,
  bystanders: 2,
  sliceMs: 600_000,
};

/** Looks unlike the pictures that there are clips of. */
const DRAWN: readonly Picture[] = [
  { name: 'Yard', colour: [236, 214, 70], toneHz: 500 },
  { name: 'Cellar', colour: [24, 24, 28], toneHz: 500 },
  { name: 'Studio', colour: [232, 128, 190], toneHz: 500 },
];
const WISHES: readonly CameraWish[] = [
  ...(Object.keys(IDENTITIES) as Identity[]).map(
    (picture) => ({ channel: picture, kind: 'loop', picture }) as const,
  ),
  ...DRAWN.map((picture) => ({ channel: picture.name.toLowerCase(), kind: 'live', picture }) as const),
];
const CHANNELS = WISHES.map(({ channel }) => channel);
const TOLERANCE = 28;
/** A picture needs no socket, and its end is no reason to open another. */
const SOCKET_ENDS: readonly string[] = ['drop-viewer', 'go-away-viewer'];
const CENSUS_MS = 10_000;
/**
 * A camera that has had trouble keeps its last picture, and listens for more than one that has not. Without
 * cameras, each part of the interface that was shown has left its template behind, once for all.
 */
const SPARE = {
  watching: {
    listeners: 2 * CHANNELS.length,
    nodes: 10 * CHANNELS.length,
    // Chromium's one audio renderer of a page keeps the stream that it began with, and that one's remote twin.
    MediaStream: 2,
    MediaStreamTrack: 2,
  },
  empty: { nodes: 150 },
};
const FRAME_MS = 250;

/** Nine cameras on one page, random trouble for a while, and what must be true all along and in the end. */
export async function soak(options: SoakOptions): Promise<Outcome> {
  const { seed, seconds, pace } = options;
  const incidents = plan({ ...pace, seed, lengthMs: seconds * 1_000, cameras: CHANNELS.length });
  await using host = await openHost();
  return await new Soak(host, incidents, options).run();
}

class Soak {
  readonly #host: Host;
  readonly #incidents: readonly Incident[];
  readonly #options: SoakOptions;
  readonly #log: string[] = [];
  readonly #failures: string[] = [];
  #startedAt = Date.now();

  constructor(host: Host, incidents: readonly Incident[], options: SoakOptions) {
    this.#host = host;
    this.#incidents = incidents;
    this.#options = options;
  }

  async run(): Promise<Outcome> {
    await Promise.all(WISHES.map((wish) => this.#host.stack.addCamera(wish)));
    // Once before it counts: code is loaded, caches are filled.
    await this.#mount();
    await this.#host.ask('clear');
    const empty = await this.#count(isOver);
    await this.#mount();
    const watching = await this.#count(isWatching);
    this.#startedAt = Date.now();
    const happenings = await Promise.all(this.#incidents.map((incident) => this.#play(incident)));
    const calmAt = Date.now();
    await this.#settle(happenings);
    const settledMs = Date.now() - calmAt;
    const transitions = await this.#host.ask('transitions');
    const verdict = this.#judge(happenings, transitions);
    this.#compare('With nine cameras', await this.#count(isWatching), watching, SPARE.watching);
    await this.#host.ask('clear');
    this.#compare('Without cameras', await this.#count(isOver), empty, SPARE.empty);
    for (const problem of this.#host.problems) this.#failures.push(`The page reported: ${problem}`);
    this.#tell(transitions);
    const failures = [...verdict.failures, ...this.#failures];
    return { ...verdict, failures, incidents: this.#incidents, log: this.#log, settledMs };
  }

  #mount(): Promise<void> {
    const { connectTimeoutMs } = this.#options.pace;
    return this.#host.ask('mount', CHANNELS, { 'connect-timeout': String(connectTimeoutMs) });
  }

  async #play(incident: Incident): Promise<Happening> {
    const { kind, beginMs, endMs, seed } = incident;
    const channel = CHANNELS[incident.camera] ?? '';
    await sleep(Math.max(0, this.#startedAt + beginMs - Date.now()));
    const begunAt = Date.now();
    this.#say(begunAt, channel, `${kind} begins`);
    const end = await KINDS[kind].begin({ host: this.#host, channel, random: new Random(seed) });
    if (KINDS[kind].lasts) await sleep(Math.max(0, this.#startedAt + endMs - Date.now()));
    await end();
    const endedAt = Date.now();
    if (KINDS[kind].lasts) this.#say(endedAt, channel, `${kind} ends`);
    return { kind, channel, begunAt, endedAt };
  }

  /** Waits until every camera is as it should be, for as long as the harshest incident excuses. */
  async #settle(happenings: readonly Happening[]): Promise<void> {
    const end = Date.now() + Math.max(...Object.values(this.#options.pace.grace));
    let wrong = await this.#wrong(happenings);
    while (wrong.length > 0 && Date.now() < end) {
      await sleep(FRAME_MS);
      wrong = await this.#wrong(happenings);
    }
    this.#failures.push(...wrong);
  }

  /** What is not as it should be. */
  async #wrong(happenings: readonly Happening[]): Promise<string[]> {
    const states = await this.#host.ask('states');
    const withoutSocket = socketless(happenings, await this.#host.ask('transitions'));
    const wrong = await Promise.all(
      CHANNELS.map(async (channel, index) => {
        if (states[channel] !== 'live') return [`${channel} is ${states[channel]} in the end`];
        const colour = await this.#host.ask('colourOf', channel).catch(() => null);
        const expected = colourOf(WISHES[index]);
        return [
          ...(colour && isAlike(colour, expected)
            ? []
            : [`${channel} shows ${colour?.join() ?? 'no frame'}, not ${expected.join()}`]),
          ...this.#farEnd(channel, withoutSocket.has(channel)),
        ];
      }),
    );
    return wrong.flat();
  }

  #farEnd(channel: string, isWithoutSocket: boolean): string[] {
    const { viewers } = this.#host.stack.service.channel(channel);
    const peers = this.#host.stack.camera(channel)?.report().viewers ?? [];
    const connected = peers.filter(({ state }) => state === 'connected').length;
    return [
      ...(viewers.length === 1 || (isWithoutSocket && viewers.length === 0)
        ? []
        : [`the service has ${viewers.length} viewers on ${channel}`]),
      ...(connected === 1 ? [] : [`the camera of ${channel} has ${connected} connected viewers`]),
    ];
  }

  #judge(happenings: readonly Happening[], transitions: readonly Transition[]): Verdict {
    const { grace } = this.#options.pace;
    const [startedAt, endedAt] = [this.#startedAt, Date.now()];
    return judge({ channels: CHANNELS, startedAt, endedAt, happenings, transitions, grace });
  }

  #count(isReady: (running: Running) => boolean): Promise<Count> {
    return this.#host.census.settled(isReady, CENSUS_MS);
  }

  #compare(when: string, found: Count, expected: Count, spare: Spare): void {
    for (const sentence of excess(found, expected, spare)) this.#failures.push(`${when}: ${sentence}`);
  }

  #say(at: number, channel: string, what: string): void {
    const line = `${((at - this.#startedAt) / 1_000).toFixed(2).padStart(8)} s  ${channel.padEnd(12)}  ${what}`;
    this.#log.push(line);
    this.#options.say?.(line);
  }

  /** Adds what the cameras said to what was done to them, in the order of time. */
  #tell(transitions: readonly Transition[]): void {
    for (const { at, channel, state, reason } of transitions)
      this.#log.push(
        `${((at - this.#startedAt) / 1_000).toFixed(2).padStart(8)} s  ${channel.padEnd(12)}  → ${state}${reason ? ` (${reason})` : ''}`,
      );
    this.#log.sort((one, other) => Number.parseFloat(one) - Number.parseFloat(other));
  }
}

/** Cameras whose socket was ended while they were live, and that have had no need of another since. */
function socketless(
  happenings: readonly Happening[],
  transitions: readonly Transition[],
): ReadonlySet<string> {
  const lost = happenings.filter(
    ({ kind, channel, endedAt }) =>
      SOCKET_ENDS.includes(kind) &&
      !transitions.some(
        (change) => change.channel === channel && change.state === 'live' && change.at > endedAt,
      ),
  );
  return new Set(lost.map(({ channel }) => channel));
}

function isOver({ open, timers }: Running): boolean {
  return timers === 0 && Object.values(open).every((count) => count === 0);
}

function isWatching({ open }: Running): boolean {
  return open.RTCPeerConnection === CHANNELS.length;
}

function colourOf(wish: CameraWish | undefined): Rgb {
  const picture = wish?.picture;
  if (!picture) throw new Error('There is no such camera');
  return typeof picture === 'string' ? IDENTITIES[picture].colour : picture.colour;
}

function isAlike(one: Rgb, other: Rgb): boolean {
  return one.every((part, index) => Math.abs(part - (other[index] ?? 0)) <= TOLERANCE);
}
