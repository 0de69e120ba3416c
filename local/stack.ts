import { setMaxListeners } from 'node:events';
import { startCamera, type Camera, type CameraOptions } from './cameras/index.js';
import { startService, type Credential, type Limits, type LocalService } from './service/index.js';
import { machineAddress } from './turn/addresses.js';
import { startTurn, type TurnServer } from './turn/server.js';

/** The keys that the local service knows. They open nothing but this. */
export const KEYS = {
  /** What cameras sign with. */
  camera: { accessKeyId: 'AKIDLOCALCAMERA', secretAccessKey: 'local-camera-secret' },
  /** What the token server signs with. */
  server: { accessKeyId: 'AKIDLOCALSERVER', secretAccessKey: 'local-server-secret' },
  /** What the credentials road hands to a browser: it may watch, and look up what it needs for that. */
  browser: {
    accessKeyId: 'ASIALOCALBROWSER',
    secretAccessKey: 'local-browser-secret',
    sessionToken: 'local/session+token==',
    allow: {
      actions: [
        'DescribeSignalingChannel',
        'GetSignalingChannelEndpoint',
        'GetIceServerConfig',
        'ConnectAsViewer',
      ],
    },
  },
} as const satisfies Record<string, Credential>;

/** How to start a stack. */
export interface StackOptions {
  /** First of the service's four ports in a row; 0 for any. */
  readonly port?: number;
  /** Address that they listen on; loopback by default. */
  readonly host?: string | undefined;
  /** Of the service, where others than those of KVS are wanted. */
  readonly limits?: Partial<Limits>;
  readonly signal: AbortSignal;
}

/** What a camera needs to be told beyond the stack that it belongs to. */
export type CameraWish = Pick<CameraOptions, 'channel' | 'kind' | 'picture' | 'behaviour'>;

/** KVS, TURN and cameras on this machine, started and stopped together. */
export class Stack {
  readonly service: LocalService;
  readonly turn: TurnServer;
  readonly #cameras = new Map<string, Camera>();
  /** By channel, the end of what was last begun. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #signal: AbortSignal;

  constructor(service: LocalService, turn: TurnServer, signal: AbortSignal) {
    this.service = service;
    this.turn = turn;
    this.#signal = signal;
    // Every camera listens for the end.
    setMaxListeners(0, signal);
  }

  /** The camera of a channel, if it has one. */
  camera(channel: string): Camera | undefined {
    return this.#cameras.get(channel);
  }

  /** Creates the channel if it is new, and connects a camera to it. Resolves when it waits for viewers. */
  addCamera(wish: CameraWish): Promise<Camera> {
    return this.#inTurn(wish.channel, () => this.#start(wish));
  }

  /** Ends the camera of a channel, if it has one. */
  removeCamera(channel: string): Promise<void> {
    return this.#inTurn(channel, () => this.#stop(channel));
  }

  /** One change of a channel's camera after the other: two masters take the channel from each other without end. */
  #inTurn<T>(channel: string, change: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(channel) ?? Promise.resolve()).then(change, change);
    this.#turns.set(channel, turn);
    return turn;
  }

  async #start(wish: CameraWish): Promise<Camera> {
    await this.#stop(wish.channel);
    if (!this.service.channels().some(({ name }) => name === wish.channel)) {
      this.service.createChannel(wish.channel);
    }
    const { endpoint, region } = this.service;
    const options = { ...wish, endpoint, region, credentials: KEYS.camera, signal: this.#signal };
    const camera = await startCamera(options as CameraOptions);
    this.#cameras.set(wish.channel, camera);
    return camera;
  }

  async #stop(channel: string): Promise<void> {
    const camera = this.#cameras.get(channel);
    this.#cameras.delete(channel);
    await camera?.stop();
  }
}

/** Starts the service and the TURN server; both end with the signal. Cameras come with `addCamera`. */
export async function startStack({ port = 0, host, limits, signal }: StackOptions): Promise<Stack> {
  // A relay on loopback is not reached by the loop cameras' ICE; the sockets take this machine's peers only.
  const turn = await startTurn({ relayHost: () => machineAddress(), signal });
  const ports = port ? { control: port, channel: port + 1, master: port + 2, viewer: port + 3 } : {};
  const service = await startService({
    credentials: Object.values(KEYS),
    ports,
    ...(host && { host }),
    ...(limits && { limits }),
    iceServers: ({ channelArn }) => turn.iceServers({ user: userOf(channelArn) }),
    signal,
  });
  return new Stack(service, turn, signal);
}

/** TURN counts by channel, as KVS does. */
function userOf(channelArn: string): string {
  return Buffer.from(`v1:${channelArn}`).toString('base64');
}
