import { KINDS, type KindName, type Weight } from './incidents.js';
import { Random } from './random.js';

/** Something that shall go wrong with one camera. Times are milliseconds from the start. */
export interface Incident {
  readonly id: number;
  readonly kind: KindName;
  readonly camera: number;
  readonly beginMs: number;
  /** Equal to `beginMs` when it is over at once. */
  readonly endMs: number;
  /** For what the kind leaves open. */
  readonly seed: number;
}

/** How wild a plan is. */
export interface PlanOptions {
  readonly seed: number;
  /** The last incident has ended by then. */
  readonly lengthMs: number;
  readonly cameras: number;
  /** Mean time from one incident to the next. */
  readonly everyMs: number;
  readonly shortestMs: number;
  readonly longestMs: number;
  /** A camera is left alone for so long between two incidents… */
  readonly restMs: readonly [shortest: number, longest: number];
  /** … and between two harsh ones. */
  readonly harshRestMs: number;
  /** So many cameras are left alone altogether, others from slice to slice of the time. */
  readonly bystanders: number;
  readonly sliceMs: number;
}

const SEVERAL_SHARE = 0.2;
const MOST_AT_ONCE = 3;

/** Plans what goes wrong when. The same options give the same plan; each kind comes before any comes again. */
export function plan(options: PlanOptions): Incident[] {
  return new Planner(options).run();
}

class Planner {
  readonly #options: PlanOptions;
  readonly #random: Random;
  readonly #incidents: Incident[] = [];
  readonly #freeAt: number[];
  readonly #harshAt: number[];
  #deck: KindName[] = [];

  constructor(options: PlanOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
    this.#freeAt = Array<number>(options.cameras).fill(0);
    this.#harshAt = Array<number>(options.cameras).fill(-options.harshRestMs);
  }

  run(): Incident[] {
    const { lengthMs, everyMs } = this.#options;
    for (let nowMs = this.#gap(); nowMs < lengthMs; nowMs += this.#gap(everyMs)) this.#happen(nowMs);
    return this.#incidents;
  }

  #gap(meanMs = this.#options.everyMs): number {
    return this.#random.whole(1, 2 * meanMs);
  }

  /** Draws the first kind of the deck that finds a camera; the others wait for their turn. */
  #happen(nowMs: number): void {
    if (this.#deck.length === 0) this.#deck = this.#random.shuffled(Object.keys(KINDS) as KindName[]);
    for (const kind of this.#deck) {
      const endMs = KINDS[kind].lasts ? nowMs + this.#duration() : nowMs;
      const free = this.#random.shuffled(this.#free(KINDS[kind].weight, nowMs, endMs));
      if (free.length === 0) continue;
      this.#deck = this.#deck.filter((other) => other !== kind);
      for (const camera of free.slice(0, this.#several())) this.#add(kind, camera, nowMs, endMs);
      return;
    }
  }

  #add(kind: KindName, camera: number, beginMs: number, endMs: number): void {
    const { restMs } = this.#options;
    const seed = this.#random.whole(0, 2 ** 31);
    this.#incidents.push({ id: this.#incidents.length, kind, camera, beginMs, endMs, seed });
    this.#freeAt[camera] = endMs + this.#random.whole(...restMs);
    if (KINDS[kind].weight === 'harsh') this.#harshAt[camera] = endMs;
  }

  #free(weight: Weight, beginMs: number, endMs: number): number[] {
    const { cameras, lengthMs, harshRestMs } = this.#options;
    if (endMs > lengthMs) return [];
    return Array.from({ length: cameras }, (_, camera) => camera).filter(
      (camera) =>
        (this.#freeAt[camera] ?? 0) <= beginMs &&
        !this.#standsBy(camera, beginMs) &&
        !this.#standsBy(camera, endMs) &&
        (weight !== 'harsh' || (this.#harshAt[camera] ?? 0) + harshRestMs <= beginMs),
    );
  }

  #standsBy(camera: number, atMs: number): boolean {
    const { cameras, bystanders, sliceMs } = this.#options;
    const first = Math.floor(atMs / sliceMs) * bystanders;
    return (camera - (first % cameras) + cameras) % cameras < bystanders;
  }

  #several(): number {
    return this.#random.next() < SEVERAL_SHARE ? this.#random.whole(2, MOST_AT_ONCE) : 1;
  }

  #duration(): number {
    return this.#random.whole(this.#options.shortestMs, this.#options.longestMs);
  }
}
