import type { PropertyDeclarations } from 'lit';
import type { CameraTarget, Latency, Mode, Transport } from '../core/target.js';
import type { TokenCallback, ViewerTicket } from '../core/ticket.js';
import { settingsOf } from './grid-settings.js';
import { MediaMirror } from './media-mirror.js';
import { readTicketScript } from './ticket-script.js';

/** What can be said to a camera: its attributes, and what they mean to the session. */
export class CameraAttributes extends MediaMirror {
  // Strings, where nothing else is said.
  static override readonly properties: PropertyDeclarations = {
    channel: { useDefault: true },
    region: {},
    endpoint: {},
    tokenUrl: { attribute: 'token-url' },
    tokenCredentials: { attribute: 'token-credentials' },
    identityPoolId: { attribute: 'identity-pool-id' },
    identityRoleArn: { attribute: 'identity-role-arn' },
    getToken: { attribute: false },
    ticket: { attribute: false },
    autoplay: { type: Boolean, reflect: true },
    controls: { type: Boolean, reflect: true },
    poster: { useDefault: true, reflect: true },
    disablePictureInPicture: { type: Boolean, attribute: 'disablepictureinpicture', reflect: true },
    preload: { useDefault: true },
    loading: { useDefault: true },
    unload: { useDefault: true },
    unloadDelay: { type: Number, attribute: 'unload-delay', useDefault: true },
    connectTimeout: { type: Number, attribute: 'connect-timeout', useDefault: true },
    mode: { useDefault: true },
    transport: {},
    codecs: { useDefault: true },
    latency: {},
    preRoll: { type: Number, attribute: 'pre-roll', useDefault: true },
    viewOnly: { type: Boolean, attribute: 'view-only' },
    stats: { type: Boolean, reflect: true },
    label: { useDefault: true },
  };

  /** Channel name or ARN. */
  declare channel: string;
  /** AWS region; by default the ARN's. */
  declare region: string;
  /** Another control plane, for the credentials road. */
  declare endpoint: string;
  /** Answers `POST {channel, region, clientId, reason}` with a token. */
  declare tokenUrl: string;
  /** Cookies for the token URL; by default only to this page's own origin. */
  declare tokenCredentials: RequestCredentials;
  /** Cognito identity pool of a public feed. */
  declare identityPoolId: string;
  /** The IAM role that the pool's guests take; AWS keeps guests without it away from KVS. */
  declare identityRoleArn: string;
  /** Gets the right to watch. Comes before `tokenUrl` and the page's default. */
  declare getToken: TokenCallback | null;
  /** The first ticket, when the page's server made it already. */
  declare ticket: ViewerTicket | null;
  /** Show the picture without being asked; without it there is a play button. */
  declare autoplay: boolean;
  /** Show a bar of buttons. */
  declare controls: boolean;
  /** URL of an image for the time without a picture. */
  declare poster: string;
  /** Offer no picture-in-picture. */
  declare disablePictureInPicture: boolean;
  /** `token` or `signaling`: made ready that far when somebody points at it, tabs to it or comes near. */
  declare preload: 'none' | 'token' | 'signaling';
  /** `lazy` connects near the viewport, `eager` at once. */
  declare loading: 'lazy' | 'eager';
  /** When to give the connection back: some of `offscreen`, `hidden`; empty: never. */
  declare unload: string;
  /** Milliseconds out of sight before that; 10 000 by default. */
  declare unloadDelay: number;
  /** Milliseconds that one connection attempt may take; 30 000 by default. */
  declare connectTimeout: number;
  /** Who is at the other end: the camera itself, or the service that records it (not there yet). */
  declare mode: Mode;
  /** `relay` forces TURN, `direct` forbids it. None: the grid's, else `auto`. */
  declare transport: Transport;
  /** Video codecs in the order of preference, separated by spaces. */
  declare codecs: string;
  /** Delay that evens out the network, and the picture unless `low` is written out. None: the grid's, else `low`. */
  declare latency: Latency;
  /** Seconds that a recording has of the time before it, at least 1; by default none. */
  declare preRoll: number;
  /** Do not negotiate a return audio path. */
  declare viewOnly: boolean;
  /** Show what is measured, over the picture. */
  declare stats: boolean;
  /** Name of the camera, for the screen and for screen readers. */
  declare label: string;

  constructor() {
    super();
    this.channel = '';
    this.poster = '';
    this.label = '';
    this.preload = 'none';
    this.loading = 'lazy';
    this.unload = 'offscreen hidden';
    this.unloadDelay = 10_000;
    this.connectTimeout = 30_000;
    this.mode = 'auto';
    this.codecs = 'h264 vp8';
    // Vue takes `autoplay` in a template for true only where the property holds a boolean.
    this.autoplay = false;
    this.controls = false;
    this.disablePictureInPicture = false;
    this.preRoll = 0;
    this.viewOnly = false;
    this.stats = false;
  }

  /**
   * What the controller connects to.
   *
   * @internal
   */
  get target(): CameraTarget {
    return {
      ...settingsOf(this),
      channel: this.channel,
      ticket: this.ticket ?? readTicketScript(this),
      mode: this.mode || undefined,
      // A list of cameras may have an array here.
      codecs: [this.codecs || ''].join().match(/[\w.-]+/g) ?? undefined,
      viewOnly: this.viewOnly,
      connectTimeoutMs: this.connectTimeout,
    };
  }
}
