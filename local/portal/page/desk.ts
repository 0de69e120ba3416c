import type { AwsCredentials } from '../../../src/index.js';

/** What a camera hears from one viewer, as far as it is shown. */
export interface Heard {
  readonly packetsPerSecond: number;
  readonly levelDb: number | null;
  /** Of the tone, while somebody is loud. */
  readonly frequencyHz: number | null;
}

/** The service's and the camera's side of one channel, as far as it is shown. */
export interface ChannelReport {
  readonly name: string;
  readonly masterConnected: boolean;
  readonly viewers: readonly unknown[];
  readonly connects: { readonly viewer: number };
  readonly refused: readonly unknown[];
  readonly camera: {
    readonly kind: 'loop' | 'live';
    readonly viewers: readonly { readonly clientId: string; readonly state: string; readonly heard: Heard }[];
  } | null;
}

/** What a browser gets on the credentials road. */
export interface CredentialsAnswer {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** Asks the local service's desk; `Answer` is what the desk is known to answer to `name`. */
export async function askDesk<Answer = unknown>(
  name: string,
  request: object = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const response = await fetch(`/desk/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
    ...(signal && { signal }),
  });
  const answer = (await response.json()) as Answer & { message?: string };
  if (!response.ok) throw new Error(answer.message ?? `The desk answered ${response.status}`);
  return answer;
}
