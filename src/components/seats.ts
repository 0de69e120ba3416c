import { runAll } from '../core/lifetime.js';
import { isWorthwhile, seat, speedOf, type Box, type Claim, type Drift, type Seating } from './seating.js';

/** A camera as its grid's seats see it. */
export interface Member {
  readonly element: Element;
  /** Would connect if there was a place. */
  readonly isApplying: boolean;
  readonly isSeated: boolean;
  readonly isHeld: boolean;
  readonly isInView: boolean;
  readonly isEager: boolean;
  /** Gives it a connection, or takes it. */
  admit(isAdmitted: boolean): void;
}

/** What the seats need to know of their grid. */
export interface SeatsHost {
  readonly maxLive: number;
  /** Whether this is the selected camera, or the one in the spotlight. */
  isFirst(element: Element): boolean;
}

/** Where a camera was when. */
interface Look {
  readonly member: Member;
  readonly box: Box;
  /** As `performance.now()`. */
  readonly time: number;
  /** How the wall moved until then. */
  readonly drift: Drift;
}

interface Applicant extends Claim {
  readonly member: Member;
}

/**
 * Between two reviews, each of which connects or disconnects one camera: making or closing a peer takes the page 10 ms
 * and more, and whoever scrolls meanwhile must not notice.
 */
const PAUSE_MS = 25;
/** Two looks this far apart tell how fast the wall is scrolled. */
const DWELL_MS = 120;
const AT_REST: Drift = { x: 0, y: 0 };
const DEFAULT_PLACES = 16;

/** The connections that the cameras of one grid share. */
export class Seats {
  readonly #host: SeatsHost;
  readonly #members = new Set<Member>();
  /** The first of two looks at a wall that moves; null: it rests. */
  #look: Look | null = null;
  #latest: Drift = AT_REST;

  constructor(host: SeatsHost) {
    this.#host = host;
  }

  /** Takes a camera in until the returned function is called. */
  join(member: Member): () => void {
    this.#members.add(member);
    walls.add(this);
    reviewIn(0);
    return () => {
      this.#members.delete(member);
      if (this.#look?.member === member) this.#look = null;
      if (this.#members.size === 0) walls.delete(this);
      reviewIn(0);
    };
  }

  /** Something has changed that a claim rests on. */
  changed(): void {
    reviewIn(0);
  }

  /** A camera has come into view or has left it, so the wall may be on the move. */
  moved(member: Member, { boundingClientRect: box, time }: IntersectionObserverEntry): void {
    this.#look ??= { member, box, time, drift: AT_REST };
    reviewIn(DWELL_MS);
  }

  /** Looks at all claims; null when nobody wants anything. Reads the layout, and changes nothing. */
  plan(now: number): Plan | null {
    const members = [...this.#members];
    const seated = members.filter(({ isSeated }) => isSeated);
    const applying = members.filter(({ isApplying }) => isApplying);
    const places = this.#places();
    const drift = this.#drift(now);
    if (seated.length <= places && applying.length === 0) return null;
    const viewport: Box = { left: 0, top: 0, right: innerWidth, bottom: innerHeight };
    const worthwhile = applying
      .map((member) => this.#claimOf(member))
      .filter(({ box }) => drift && isWorthwhile(box, drift, viewport));
    if (worthwhile.length < applying.length) this.#lookAgain(now);
    const claims = [...seated.map((member) => this.#claimOf(member)), ...worthwhile];
    return { ...seat(claims, places, viewport), free: Math.max(0, places - seated.length) };
  }

  #places(): number {
    const { maxLive } = this.#host;
    return Number.isFinite(maxLive) ? Math.max(0, maxLive) : DEFAULT_PLACES;
  }

  #claimOf(member: Member): Applicant {
    const { element, isSeated, isHeld, isInView, isEager } = member;
    const isFirst = this.#host.isFirst(element);
    const box = element.getBoundingClientRect();
    return { member, isSeated, isHeld, isFirst, isInView, isEager, box };
  }

  /** How the wall moves; null when it is too early to say. */
  #drift(now: number): Drift | null {
    if (!this.#look) return AT_REST;
    const { member, box, time, drift } = this.#look;
    const elapsedMs = now - time;
    if (elapsedMs < DWELL_MS) return null;
    this.#look = null;
    const { left, top } = member.element.getBoundingClientRect();
    this.#latest = { x: (left - box.left) / elapsedMs, y: (top - box.top) / elapsedMs };
    // Who turns round is not at rest, though for a moment it looks so.
    return speedOf(this.#latest) > speedOf(drift) ? this.#latest : drift;
  }

  /** Whoever was left out because the wall moves gets another chance. */
  #lookAgain(now: number): void {
    const [member] = this.#members;
    if (!this.#look && member) {
      const box = member.element.getBoundingClientRect();
      this.#look = { member, box, time: now, drift: this.#latest };
    }
    reviewIn(DWELL_MS);
  }
}

interface Plan extends Seating<Applicant> {
  /** Places that nobody has now. */
  readonly free: number;
}

/** The grids of the page that have cameras. One timer serves them all. */
const walls = new Set<Seats>();
let timer: ReturnType<typeof setTimeout> | undefined;
let dueAt = Infinity;
let reviewedAt = -Infinity;

function reviewIn(ms: number): void {
  const now = performance.now();
  const at = walls.size > 0 ? Math.max(now + ms, reviewedAt + PAUSE_MS) : Infinity;
  if (at >= dueAt && walls.size > 0) return;
  clearTimeout(timer);
  dueAt = at;
  if (walls.size > 0) timer = setTimeout(review, at - now);
}

function review(): void {
  const now = performance.now();
  [dueAt, reviewedAt] = [Infinity, now];
  // All of the layout is read before anything is changed.
  const plans: Plan[] = [];
  runAll(
    [...walls].map((seats) => () => {
      const plan = seats.plan(now);
      if (plan) plans.push(plan);
    }),
  );
  const dismissed = plans.flatMap((plan) => plan.dismissed);
  // Whoever gives its place back frees it for the next review only: the service must not see one viewer too many.
  const admitted = plans.flatMap((plan) => plan.admitted.slice(0, plan.free));
  if (admitted[0]) admitted[0].member.admit(true);
  else dismissed.at(-1)?.member.admit(false);
  if (admitted.length + dismissed.length > 0) reviewIn(PAUSE_MS);
}
