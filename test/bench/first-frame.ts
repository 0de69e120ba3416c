import { setTimeout as pass } from 'node:timers/promises';
import type { Distance } from './link.js';
import { slope, summarize, type Sample } from './stats.js';
import { seconds, table } from './table.js';
import { World } from './world.js';

/** What each page is asked for, one after the other. */
const VISITS: readonly (readonly [page: string, roads: readonly string[]])[] = [
  ['/reference', ['reference: the steps of AWS’s page']],
  ['/floor', ['floor: ticket from token-url']],
  [
    '/ours',
    ['ticket from token-url', 'second element on a live channel', 'reconnect of a known camera', 'leave'],
  ],
  ['/floor', ['floor: ticket in the page']],
  ['/ours', ['ticket in the page', 'leave']],
  ['/ours', ['preload="signaling", then play()', 'leave']],
  ['/ours', ['AWS credentials, ARN, cold', 'AWS credentials, endpoint cached', 'leave']],
];
/** What a road is compared with. */
const AGAINST: Readonly<Record<string, string>> = {
  'ticket from token-url': 'floor: ticket from token-url',
  'ticket in the page': 'floor: ticket in the page',
  'AWS credentials, ARN, cold': 'reference: the steps of AWS’s page',
};
const MODELS = { message: false, relay: true } as const;
const DISTANCES_MS = [0, 100, 200];
/** KVS takes three viewers of a channel a second; some pages bring two. */
const BETWEEN_VISITS_MS = 600;

type Model = keyof typeof MODELS;

/** The times of one road in one model, by round-trip time. */
interface Measured {
  readonly road: string;
  readonly model: Model;
  readonly byRtt: readonly { readonly rttMs: number; readonly ms: Sample }[];
  readonly slope: number;
}

/** Time from an element being added to the first frame on the screen. */
export async function firstFrame({ runs }: { runs: number }): Promise<{ text: string; json: unknown }> {
  await using world = await World.open();
  const taken = new Map<string, number[]>();
  // The first round warms up what a machine keeps, and is not counted.
  for (let run = 0; run <= runs; run += 1) {
    for (const model of Object.keys(MODELS) as Model[]) {
      for (const rttMs of DISTANCES_MS) {
        const distance = { rttMs, isSetUpCharged: MODELS[model] };
        for (const [page, roads] of VISITS) {
          for (const [road, ms] of await travel(world, page, roads, distance)) {
            const key = [road, model, rttMs].join('\n');
            if (run > 0) taken.set(key, [...(taken.get(key) ?? []), ms]);
          }
        }
      }
    }
    console.log(`first-frame: ${run === 0 ? 'warmed up' : `round ${run} of ${runs}`}`);
  }
  const measured = evaluate(taken);
  return { text: print(measured), json: measured };
}

async function travel(
  world: World,
  page: string,
  roads: readonly string[],
  distance: Distance,
): Promise<(readonly [road: string, ms: number])[]> {
  await pass(BETWEEN_VISITS_MS);
  return world.visit(page, distance, async (visited) => {
    const times: (readonly [string, number])[] = [];
    for (const road of roads) {
      const ms = await visited.take(road);
      if (road !== 'leave') times.push([road, ms]);
    }
    return times;
  });
}

function evaluate(taken: ReadonlyMap<string, readonly number[]>): Measured[] {
  const roads = VISITS.flatMap(([, names]) => names).filter((road) => road !== 'leave');
  return (Object.keys(MODELS) as Model[]).flatMap((model) =>
    roads.map((road) => {
      const byRtt = DISTANCES_MS.map((rttMs) => ({
        rttMs,
        ms: summarize(taken.get([road, model, rttMs].join('\n')) ?? []),
      }));
      return { road, model, byRtt, slope: slope(byRtt.map(({ rttMs, ms }) => [rttMs, ms.median])) };
    }),
  );
}

function print(measured: readonly Measured[]): string {
  const parts = (Object.keys(MODELS) as Model[]).map((model) => {
    const rows = measured
      .filter((one) => one.model === model)
      .map(({ road, byRtt, slope: turns }) => [
        road,
        ...byRtt.map(({ ms }) => seconds(ms)),
        turns.toFixed(1),
        compared(road, model, measured),
      ]);
    const heads = [
      'road',
      ...DISTANCES_MS.map((ms) => `RTT ${ms} ms`),
      'round trips',
      'of the floor, or reference',
    ];
    return `${TITLES[model]}\n\n${table(heads, rows)}`;
  });
  return parts.join('\n\n');
}

/** How many times as long as what it is compared with, at each distance. */
function compared(road: string, model: Model, measured: readonly Measured[]): string {
  const medians = (name: string | undefined): number[] =>
    measured.find((one) => one.model === model && one.road === name)?.byRtt.map(({ ms }) => ms.median) ?? [];
  const base = medians(AGAINST[road]);
  return base.map((ms, index) => ((medians(road)[index] ?? 0) / ms).toFixed(2)).join(' · ');
}

const TITLES: Readonly<Record<Model, string>> = {
  message:
    'Message model: every request, answer and frame takes half a round trip; connections cost nothing. Seconds.',
  relay: 'Relay model: TLS everywhere; TCP and TLS cost their round trips as well. Seconds.',
};
