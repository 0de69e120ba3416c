/** A viewer as the camera sees it. */
interface SeenViewer {
  readonly clientId: string;
  readonly state: string;
  readonly offers: number;
  /** Texts that came on the data channel. */
  readonly messages: readonly string[];
  readonly heard: {
    readonly packets: number;
    readonly loudPackets: number;
    readonly lastPacketAt: number | null;
    readonly frequencyHz: number | null;
  };
}

/** What the service and the camera of a channel have seen; the fields that tests read. */
export interface Seen {
  readonly arn: string;
  readonly viewers: readonly { readonly clientId: string }[];
  readonly connects: { readonly viewer: number };
  readonly refused: readonly { readonly status: number; readonly errorType: string }[];
  readonly calls: Readonly<Record<string, number>>;
  readonly camera: {
    readonly viewers: readonly SeenViewer[];
    readonly closed: readonly SeenViewer[];
    readonly totals: Readonly<Record<'offers' | 'answers' | 'peersOpened' | 'peersClosed', number>>;
  } | null;
}

/** The colours by which the pictures of the simulated cameras are told apart. */
export const COLOURS = {
  'front-door': [38, 92, 178],
  'loading-dock': [222, 126, 34],
  barn: [62, 142, 58],
  'ward-3': [116, 72, 168],
  workshop: [176, 44, 48],
  gate: [18, 134, 140],
} as const;

export type Identity = keyof typeof COLOURS;

/** Asks the switchboard of the local service. */
export async function desk<T = Seen>(name: string, body: object = {}): Promise<T> {
  const response = await fetch(`/desk/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as T & { message?: string };
  if (!response.ok) throw new Error(`The desk refused ${name}: ${answer.message ?? response.status}`);
  return answer;
}

/** What the service and the camera of a channel see now. */
export const seen = (channel: string): Promise<Seen> => desk('channel', { channel });

/** Waits until the service has that many viewers on a channel. */
export const viewers = (channel: string, count: number, timeoutMs = 5_000): Promise<Seen> =>
  desk('wait-viewers', { channel, viewers: count, timeoutMs });

let channels = 0;

/** A camera of its own for a test: its channel, which nobody else uses. */
export async function newCamera(picture: Identity, behaviour: object = {}, kind = 'loop'): Promise<string> {
  const channel = newName(picture);
  await desk('add-camera', { channel, kind, picture, behaviour });
  return channel;
}

/** A channel name that nobody else uses. */
export function newName(prefix: string): string {
  channels += 1;
  return `${prefix}-${Date.now().toString(36)}-${channels}`;
}
