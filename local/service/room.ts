import { Connection } from './connection.js';
import type { Admitted, ConnectionOwner } from './connection.js';
import { limitExceeded } from './errors.js';
import type { Action, ConnectionFilter } from './faults.js';
import type { FaultSet } from './fault-set.js';
import { garbageFrame } from './garbage.js';
import type { Ledger } from './ledger.js';
import { Mailbox } from './mailbox.js';
import { noticeText } from './messages.js';
import type { Envelope } from './messages.js';
import type { Settings } from './options.js';

/** What a room needs of its channel. */
export interface RoomOwner {
  readonly settings: Settings;
  readonly signal: AbortSignal;
  readonly faults: FaultSet;
  readonly ledger: Ledger;
  readonly messageTtlSeconds: number;
  /** With media storage on, peers no longer reach each other (fact sheet section 1). */
  readonly storageEnabled: boolean;
}

/** One viewer in a snapshot. */
export interface ViewerSnapshot {
  readonly clientId: string;
  /** Epoch ms of the service's clock. */
  readonly connectedAt: number;
}

/** The connections of one channel: one master, some viewers, and the messages between them. */
export class Room {
  readonly #owner: RoomOwner;
  readonly #mailbox: Mailbox;
  /** Every open socket, those that were taken over and left deaf too. */
  readonly #connections = new Set<Connection>();
  readonly #viewers = new Map<string, Connection>();
  /** Slots of viewers that left, with the time they are freed. */
  readonly #staleSlots = new Map<string, number>();
  #master: Connection | undefined;

  constructor(owner: RoomOwner) {
    this.#owner = owner;
    this.#mailbox = new Mailbox(owner.settings.now, owner.settings.limits.storedCandidates);
  }

  get masterConnected(): boolean {
    return this.#master !== undefined;
  }

  get viewers(): ViewerSnapshot[] {
    return [...this.#viewers].map(([clientId, { connectedAt }]) => ({ clientId, connectedAt }));
  }

  /** Messages that wait for an absent peer. */
  get pending(): number {
    return this.#mailbox.size;
  }

  /** Throws ClientLimitExceededException unless this viewer finds a slot; a known id needs no new one. */
  checkSlot(clientId: string): void {
    const taken = new Set([...this.#viewers.keys(), ...this.#stale()]);
    if (taken.has(clientId) || taken.size < this.#owner.settings.limits.viewersPerChannel) return;
    throw limitExceeded('The maximum number of viewers is connected to the channel');
  }

  /** Takes in an upgraded socket; an older one of the same role and id gives way. */
  enter(admitted: Admitted): void {
    const connection = new Connection(admitted, this.#connectionOwner());
    const { role, clientId = '' } = admitted;
    const older = role === 'MASTER' ? this.#master : this.#viewers.get(clientId);
    this.#connections.add(connection);
    if (role === 'MASTER') this.#master = connection;
    else this.#viewers.set(clientId, connection);
    if (older) this.#giveWay(older);
    this.#owner.ledger.connected(role);
    for (const envelope of this.#mailbox.take(role === 'MASTER' ? undefined : clientId))
      this.#deliver(envelope);
  }

  /** Does something to connections at once. */
  act(action: Action): void {
    for (const connection of this.#matching(action)) perform(action, connection);
  }

  #connectionOwner(): ConnectionOwner {
    const { settings, signal, faults } = this.#owner;
    return {
      settings,
      signal,
      payloadLimit: () => (faults.find('no-payload-limit') ? Infinity : settings.limits.payloadLength),
      route: (envelope) => this.#route(envelope),
      left: (connection) => this.#left(connection),
    };
  }

  #route(envelope: Envelope): void {
    this.#owner.ledger.received(envelope.from, envelope.type);
    if (this.#owner.storageEnabled) return;
    this.#owner.faults.pass(envelope, (message) => this.#deliver(message));
  }

  #deliver(envelope: Envelope): void {
    const id = envelope.recipientClientId;
    const target = id === undefined ? this.#master : this.#viewers.get(id);
    if (target?.open) {
      target.deliver(envelope);
      this.#owner.ledger.delivered(target.role, envelope.type);
    } else {
      this.#mailbox.put(envelope, this.#owner.messageTtlSeconds);
      this.#owner.ledger.changed();
    }
  }

  #giveWay(older: Connection): void {
    const old = this.#owner.faults.find('takeover')?.old ?? this.#owner.settings.closeCodes.takeover;
    if (old !== 'deaf') older.close(old, 'Replaced by a newer connection');
  }

  #left(connection: Connection): void {
    this.#connections.delete(connection);
    if (this.#master === connection) this.#master = undefined;
    const { clientId } = connection;
    if (clientId !== undefined && this.#viewers.get(clientId) === connection) this.#freeSlot(clientId);
    this.#owner.ledger.changed();
  }

  #freeSlot(clientId: string): void {
    this.#viewers.delete(clientId);
    const fault = this.#owner.faults.find('stale-viewers');
    if (fault) this.#staleSlots.set(clientId, this.#owner.settings.now() + (fault.ms ?? Infinity));
  }

  #stale(): IterableIterator<string> {
    const now = this.#owner.faults.find('stale-viewers') ? this.#owner.settings.now() : Infinity;
    for (const [clientId, freeAt] of this.#staleSlots) {
      if (freeAt <= now) this.#staleSlots.delete(clientId);
    }
    return this.#staleSlots.keys();
  }

  #matching({ role, clientId }: ConnectionFilter): Connection[] {
    return [...this.#connections].filter(
      (connection) =>
        (role === undefined || role === connection.role) &&
        (clientId === undefined || clientId === connection.clientId),
    );
  }
}

function perform(action: Action, connection: Connection): void {
  switch (action.kind) {
    case 'go-away':
      return connection.goAway(action.messagePayload);
    case 'reconnect-ice-server':
      return connection.send(noticeText('RECONNECT_ICE_SERVER', action.messagePayload));
    case 'garbage':
      return connection.send(garbageFrame(action.frame));
    case 'ping':
      return connection.ping();
    case 'drop':
      return action.code === 'reset'
        ? connection.reset()
        : connection.close(action.code ?? 1001, 'Going away');
  }
}
