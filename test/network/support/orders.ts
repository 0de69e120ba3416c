import type { Ports } from '../../../local/service/index.js';
import type { CameraWish } from '../../../local/stack.js';
import type { TurnAccess } from './coturn.js';

/** Where the local KVS is; the same on every host, as each forwards these ports to it. */
export interface KvsPlace {
  readonly endpoint: string;
  readonly region: string;
  readonly ports: Ports;
}

/** What a site can be told, and what it answers. */
export interface Orders {
  /** Starts KVS, a token server and the page at this host's `address`. */
  readonly 'start-service': {
    readonly wish: { readonly address: string; readonly turn: TurnAccess };
    readonly answer: KvsPlace & { readonly pagePort: number };
  };
  readonly 'create-channel': { readonly wish: { readonly channel: string }; readonly answer: void };
  /** Makes the KVS at `address` answer on this host's loopback, where its endpoints say it is. */
  readonly 'reach-service': {
    readonly wish: { readonly address: string; readonly ports: Ports };
    readonly answer: void;
  };
  readonly 'add-camera': {
    readonly wish: CameraWish & Pick<KvsPlace, 'endpoint' | 'region'>;
    readonly answer: void;
  };
}

export type OrderName = keyof Orders;

/** One order on its way to a site. */
export interface Order {
  readonly id: number;
  readonly name: OrderName;
  readonly wish: unknown;
}

/** What came of the order with the same id; id 0 says that the site has started. */
export interface Report {
  readonly id: number;
  readonly answer?: unknown;
  readonly problem?: string;
}
