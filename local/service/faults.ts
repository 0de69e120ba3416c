import type { PayloadType } from './messages.js';
import type { Role } from './options.js';

/** Which messages a fault touches; what is left out matches all. */
export interface MessageFilter {
  /** Who sent it. */
  readonly from?: Role;
  readonly type?: PayloadType;
  /** The viewer at either end. */
  readonly clientId?: string;
}

/** Refuses WebSocket handshakes. */
export interface RefuseHandshake {
  readonly kind: 'refuse-handshake';
  readonly status: 400 | 403 | 404;
  /** Default: the type KVS uses with that status. */
  readonly errorType?: string;
  readonly role?: Role;
  /** How many to refuse; default: all. */
  readonly count?: number;
}

/** Takes the TCP connection and the request, and never answers. */
export interface StallHandshake {
  readonly kind: 'stall-handshake';
  readonly role?: Role;
  readonly count?: number;
}

/** Refuses control-plane and ICE calls. */
export interface RefuseCall {
  readonly kind: 'refuse-call';
  /** Such as `DescribeSignalingChannel`; default: every operation on the channel. */
  readonly operation?: string;
  readonly errorType: string;
  /** Default: the status of that type. */
  readonly status?: number;
  readonly count?: number;
}

/** Shows the channel in another status; ResourceInUseException where that matters. */
export interface ShowStatus {
  readonly kind: 'status';
  readonly status: 'CREATING' | 'UPDATING' | 'DELETING';
}

/** Swallows messages. */
export interface Silence extends MessageFilter {
  readonly kind: 'silence';
  readonly count?: number;
}

/** Delivers late; with jitter each message waits `ms` plus up to `jitterMs`, so order may change. */
export interface Delay extends MessageFilter {
  readonly kind: 'delay';
  readonly ms: number;
  readonly jitterMs?: number;
}

/** Delivers every message again, `copies` times (default 1). */
export interface Duplicate extends MessageFilter {
  readonly kind: 'duplicate';
  readonly copies?: number;
}

/** Gathers messages per recipient and delivers them last first. */
export interface Reorder extends MessageFilter {
  readonly kind: 'reorder';
  /** How many to gather; default 2. */
  readonly window?: number;
  /** Gives up gathering after this; default 500. */
  readonly ms?: number;
}

/** Holds the master's answer until candidates have gone by, or a time has. */
export interface AnswerLast {
  readonly kind: 'answer-last';
  /** Candidates of the master that pass first; default 1. */
  readonly candidates?: number;
  /** Default 500. */
  readonly ms?: number;
  /** The viewer concerned; default: all. */
  readonly clientId?: string;
}

/** Keeps the slot of a viewer whose socket is gone, as KVS sometimes does. */
export interface StaleViewers {
  readonly kind: 'stale-viewers';
  /** Default: as long as the fault lasts. */
  readonly ms?: number;
}

/** What becomes of the older socket when a role or client id is taken over. */
export interface Takeover {
  readonly kind: 'takeover';
  /** A close code, or left open and deaf. */
  readonly old: number | 'deaf';
}

/** Lifts the payload limit. */
export interface NoPayloadLimit {
  readonly kind: 'no-payload-limit';
}

/** A lasting misbehaviour of one channel, from `service.fault()` until its undo. */
export type Fault =
  | RefuseHandshake
  | StallHandshake
  | RefuseCall
  | ShowStatus
  | Silence
  | Delay
  | Duplicate
  | Reorder
  | AnswerLast
  | StaleViewers
  | Takeover
  | NoPayloadLimit;

/** Which connections an action touches; default: all of the channel. */
export interface ConnectionFilter {
  readonly role?: Role;
  readonly clientId?: string;
}

/** Announces the end of the connection, which follows after the grace time. */
export interface GoAway extends ConnectionFilter {
  readonly kind: 'go-away';
  /** Left out of the frame unless given; the real service's choice is not known. */
  readonly messagePayload?: string;
}

/** Says that the relay goes down. */
export interface ReconnectIceServer extends ConnectionFilter {
  readonly kind: 'reconnect-ice-server';
  readonly messagePayload?: string;
}

/** Ends connections: a close code (default 1001), or a TCP reset. */
export interface Drop extends ConnectionFilter {
  readonly kind: 'drop';
  readonly code?: number | 'reset';
}

/** Sends a frame that means nothing. */
export interface Garbage extends ConnectionFilter {
  readonly kind: 'garbage';
  readonly frame: 'empty' | 'not-json' | 'null' | 'unknown-type' | 'bad-base64' | 'bad-payload' | 'binary';
}

/** Sends a WebSocket protocol ping. */
export interface Ping extends ConnectionFilter {
  readonly kind: 'ping';
}

/** Something that happens once, now, through `service.act()`. */
export type Action = GoAway | ReconnectIceServer | Drop | Garbage | Ping;
