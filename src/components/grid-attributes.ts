import { LitElement, type PropertyDeclarations } from 'lit';
import type { Latency, Transport } from '../core/target.js';
import type { TokenCallback } from '../core/ticket.js';
import type { GridCamera } from './grid-list.js';
import { settingsOf, type GridSettings } from './grid-settings.js';

/** What can be said to a grid. */
export class GridAttributes extends LitElement {
  // Strings, where nothing else is said.
  static override readonly properties: PropertyDeclarations = {
    layout: { reflect: true, useDefault: true },
    columns: { type: Number, useDefault: true },
    minTileWidth: { type: Number, attribute: 'min-tile-width', useDefault: true },
    maxLive: { type: Number, attribute: 'max-live', useDefault: true },
    audio: { useDefault: true },
    selected: { reflect: true, useDefault: true, converter: { toAttribute: (key) => key || null } },
    tour: { type: Number, useDefault: true },
    label: { useDefault: true },
    src: { useDefault: true },
    cameras: { attribute: false },
    region: {},
    endpoint: {},
    tokenUrl: { attribute: 'token-url' },
    tokenCredentials: { attribute: 'token-credentials' },
    identityPoolId: { attribute: 'identity-pool-id' },
    identityRoleArn: { attribute: 'identity-role-arn' },
    getToken: { attribute: false },
    latency: {},
    transport: {},
  };

  /** `auto`: all alike; `spotlight`: one large, the others beside it. */
  declare layout: 'auto' | 'spotlight';
  /** Exactly so many columns; by default as many as fit. */
  declare columns: number | null;
  /** Pixels that a tile has at least, where there is no `columns`; 240 by default. */
  declare minTileWidth: number;
  /** How many cameras may be connected at once; 16 by default. */
  declare maxLive: number;
  /**
   * Who is heard: the `selected` camera; `exclusive`: the one whose sound was turned on last; `all`, `none`.
   * What a viewer has muted stays so.
   */
  declare audio: 'selected' | 'exclusive' | 'all' | 'none';
  /** Id or channel of the selected camera; empty: none. */
  declare selected: string;
  /** Seconds after which the next camera is shown, at least 1, while nobody touches anything; 0: no tour. */
  declare tour: number;
  /** Name of the grid for screen readers. */
  declare label: string;
  /** URL of a JSON file with what `cameras` takes. */
  declare src: string;
  /** Cameras to make: `{channel, label, …}` with the properties of `<kvs-camera>`, and `id`. Told apart by id or channel. */
  declare cameras: readonly GridCamera[];
  /** AWS region of cameras that say nothing themselves. */
  declare region: string;
  /** Control plane of cameras that say nothing themselves. */
  declare endpoint: string;
  /** Answers `POST {channel, region, clientId, reason}` with a token. */
  declare tokenUrl: string;
  /** Cookies for the token URL. */
  declare tokenCredentials: RequestCredentials;
  /** Cognito identity pool of public feeds. */
  declare identityPoolId: string;
  /** IAM role that the guests of the pool take. */
  declare identityRoleArn: string;
  /** Gets the right to watch, for cameras that say nothing themselves. */
  declare getToken: TokenCallback | null;
  /** How much delay the receivers may add. */
  declare latency: Latency;
  /** Which network paths may be used. */
  declare transport: Transport;

  constructor() {
    super();
    this.layout = 'auto';
    this.columns = null;
    this.minTileWidth = 240;
    this.maxLive = 16;
    this.audio = 'selected';
    this.selected = '';
    this.tour = 0;
    this.label = '';
    this.src = '';
    this.cameras = [];
    this.getToken = null;
  }

  /** What is handed down. */
  protected get settings(): GridSettings {
    return settingsOf(this);
  }
}
