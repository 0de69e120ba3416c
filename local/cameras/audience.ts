import type { CameraBehaviour } from './behaviour.js';
import { sleep } from './gate.js';
import type {
  CameraPeer,
  CameraPeerFactory,
  IceCandidate,
  IceServer,
  PeerListener,
  PeerState,
} from './peer.js';
import type { CameraTotals, ViewerReport } from './report.js';
import { GREETING, Viewer } from './viewer.js';
import type { SentMessage } from './wire.js';

/** What an audience needs of its camera. */
export interface AudienceOptions {
  readonly factory: CameraPeerFactory;
  readonly behaviour: () => CameraBehaviour;
  readonly iceServers: () => Promise<readonly IceServer[]>;
  readonly send: (message: SentMessage) => void;
  /** Called after everything that changes a report. */
  readonly onChange: () => void;
}

type Counts = { -readonly [name in keyof CameraTotals]: number };

const GATHERING_MS = 5000;
const CLOSED_KEPT = 20;
const EARLY_CANDIDATES_KEPT = 100;

/** The viewers of one camera: takes their offers and answers as its behaviour says. */
export class Audience {
  readonly #options: AudienceOptions;
  readonly #viewers = new Map<string, Viewer>();
  readonly #early = new Map<string, IceCandidate[]>();
  readonly #trickles = new WeakMap<Viewer, Trickle>();
  readonly #closed: ViewerReport[] = [];
  /** When a viewer has gone who is not cleaned up after at once, by `performance.now()`. */
  readonly #goneAt = new Map<string, number>();
  readonly #totals: Counts = {
    offers: 0,
    answers: 0,
    ignoredOffers: 0,
    badOffers: 0,
    candidatesReceived: 0,
    peersOpened: 0,
    peersClosed: 0,
  };
  #answered = 0;

  constructor(options: AudienceOptions) {
    this.#options = options;
  }

  get totals(): CameraTotals {
    return { ...this.#totals };
  }

  get viewers(): readonly Viewer[] {
    return [...this.#viewers.values()];
  }

  get closed(): readonly ViewerReport[] {
    return [...this.#closed];
  }

  /** Closes all peers and knows nothing of them any more, as after a power cut. */
  forget(): void {
    this.hangUp();
    this.#goneAt.clear();
  }

  /** Makes `first-only` answer once more. */
  forgetAnswers(): void {
    this.#answered = 0;
  }

  /** Takes an offer; never throws, whatever the offer holds. `power` ends everything begun here. */
  async offer(clientId: string, sdp: string, power: AbortSignal): Promise<void> {
    this.#totals.offers += 1;
    const viewer = this.#admit(clientId, power);
    if (!viewer) this.#totals.ignoredOffers += 1;
    else {
      viewer.offers += 1;
      await this.#answer(viewer, sdp, power).catch((error: unknown) => {
        if (power.aborted) return;
        console.error(`The camera could not answer ${clientId}: ${reasonOf(error)}`);
        this.#totals.badOffers += 1;
        this.#remove(viewer);
      });
    }
    this.#options.onChange();
  }

  /** Takes a viewer's candidate, also one that comes before the offer. */
  candidate(clientId: string, candidate: IceCandidate): void {
    this.#totals.candidatesReceived += 1;
    if (this.#options.behaviour().dropCandidates) return;
    const peer = this.#viewers.get(clientId)?.peer;
    if (peer) peer.addCandidate(candidate);
    else if ([...this.#early.values()].flat().length < EARLY_CANDIDATES_KEPT)
      this.#early.set(clientId, [...(this.#early.get(clientId) ?? []), candidate]);
  }

  /** Sends a text to every open data channel; returns how many took it. */
  say(text: string): number {
    return this.viewers.filter((viewer) => viewer.peer?.say(text)).length;
  }

  /** Closes the peer of one viewer, or of all. */
  hangUp(clientId?: string): void {
    for (const viewer of this.viewers)
      if (clientId === undefined || viewer.clientId === clientId) this.#remove(viewer);
    this.#options.onChange();
  }

  #admit(clientId: string, power: AbortSignal): Viewer | undefined {
    const { answers, maxViewers, reoffer } = this.#options.behaviour();
    if (answers === 'never' || (answers === 'first-only' && this.#answered > 0)) return undefined;
    const known = this.#viewers.get(clientId);
    if (reoffer === 'ignore-while-live' && (known?.live || this.#isUncleared(clientId))) return undefined;
    if (!known && this.#viewers.size >= maxViewers) return undefined;
    this.#answered += 1;
    const viewer = known ?? new Viewer(clientId, power);
    this.#viewers.set(clientId, viewer);
    return viewer;
  }

  #isUncleared(clientId: string): boolean {
    const goneAt = this.#goneAt.get(clientId) ?? -Infinity;
    return performance.now() - goneAt < this.#options.behaviour().cleanUpMs;
  }

  async #answer(viewer: Viewer, sdp: string, power: AbortSignal): Promise<void> {
    const { answerDelayMs, reoffer } = this.#options.behaviour();
    const round = viewer.offers;
    if (answerDelayMs > 0) await sleep(answerDelayMs, power);
    const iceServers = await this.#options.iceServers();
    power.throwIfAborted();
    // A newer offer of the same viewer came meanwhile; only that one is answered.
    if (viewer.offers !== round || this.#viewers.get(viewer.clientId) !== viewer) return;
    const stays = viewer.live && reoffer === 'renegotiate' && viewer.peer?.canRenegotiate(sdp);
    const trickle = new Trickle(viewer.clientId, this.#options);
    this.#trickles.set(viewer, trickle);
    const peer = (stays && viewer.peer) || this.#open(viewer, iceServers);
    for (const candidate of this.#early.get(viewer.clientId) ?? []) peer.addCandidate(candidate);
    this.#early.delete(viewer.clientId);
    await trickle.answer(peer, sdp);
    this.#totals.answers += 1;
  }

  #open(viewer: Viewer, iceServers: readonly IceServer[]): CameraPeer {
    if (viewer.peer) this.#totals.peersClosed += 1;
    this.#totals.peersOpened += 1;
    const { behaviour, factory, onChange } = this.#options;
    const listener: PeerListener = {
      onCandidate: (candidate) => {
        if (viewer.peer === peer) this.#trickles.get(viewer)?.candidate(candidate);
      },
      onState: (state) => this.#onState(viewer, peer, state),
      onMessage: (text) => {
        viewer.note(text);
        peer.say(GREETING);
        onChange();
      },
    };
    const peer: CameraPeer = viewer.open(factory, { iceServers, listener, behaviour });
    return peer;
  }

  #onState(viewer: Viewer, peer: CameraPeer, state: PeerState): void {
    if (viewer.peer !== peer) return;
    if (state === 'failed' || state === 'closed') this.#remove(viewer);
    this.#options.onChange();
  }

  #remove(viewer: Viewer): void {
    if (this.#viewers.get(viewer.clientId) !== viewer) return;
    this.#viewers.delete(viewer.clientId);
    if (viewer.peer && this.#options.behaviour().cleanUpMs > 0)
      this.#goneAt.set(viewer.clientId, performance.now());
    this.#early.delete(viewer.clientId);
    this.#closed.push(viewer.report());
    if (this.#closed.length > CLOSED_KEPT) this.#closed.shift();
    if (viewer.peer) this.#totals.peersClosed += 1;
    viewer.close();
  }
}

/** What was wrong, without what it was wrong about: an offer holds addresses and passwords. */
function reasonOf(error: unknown): string {
  const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return said.split(/[\r\n]|\b[a-z]=/)[0] ?? '';
}

/** Sends one answer and its candidates in the order the behaviour asks for. */
class Trickle {
  readonly #clientId: string;
  readonly #options: AudienceOptions;
  #held: IceCandidate[] | undefined = [];

  constructor(clientId: string, options: AudienceOptions) {
    this.#clientId = clientId;
    this.#options = options;
  }

  /** Answers on the peer; resolves when the answer is sent. */
  async answer(peer: CameraPeer, offer: string): Promise<void> {
    const { trickle, dropCandidates } = this.#options.behaviour();
    let sdp = await peer.answer(offer);
    if (trickle === 'before-answer') {
      this.#release();
      await peer.gathered(GATHERING_MS);
    } else if (trickle === 'never' && !dropCandidates) {
      sdp = await peer.gathered(GATHERING_MS);
    }
    this.#send('SDP_ANSWER', { type: 'answer', sdp });
    this.#release();
  }

  /** Takes a candidate of the camera; it goes out now, after the answer, or never. */
  candidate(candidate: IceCandidate): void {
    const { trickle, dropCandidates } = this.#options.behaviour();
    if (trickle === 'never' || dropCandidates) return;
    if (this.#held) this.#held.push(candidate);
    else this.#send('ICE_CANDIDATE', candidate);
  }

  #release(): void {
    for (const candidate of this.#held ?? []) this.#send('ICE_CANDIDATE', candidate);
    this.#held = undefined;
  }

  #send(action: SentMessage['action'], payload: object): void {
    const { behaviour, send } = this.#options;
    const clientId = this.#clientId;
    const named = action === 'SDP_ANSWER' && behaviour().correlationIds;
    const correlationId = `${Date.now()}-${Math.floor(Math.random() * 1e6)}`;
    send({ action, clientId, payload, ...(named && { correlationId }) });
  }
}
