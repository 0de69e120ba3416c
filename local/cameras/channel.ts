import {
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import {
  GetIceServerConfigCommand,
  KinesisVideoSignalingClient,
} from '@aws-sdk/client-kinesis-video-signaling';
import type { SigningCredentials } from '../service/sigv4.js';
import type { IceServer } from './peer.js';

/** Which channel, where, and with whose keys. */
export interface ChannelTarget {
  /** Name or ARN. */
  readonly channel: string;
  /** Of the control plane. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: SigningCredentials;
}

/** A channel as its master sees it. */
export interface MasterChannel {
  readonly channelArn: string;
  readonly webSocketUrl: string;
  readonly httpsUrl: string;
}

/** ICE servers and the epoch ms until which their credentials are good. */
export interface IceConfig {
  readonly servers: readonly IceServer[];
  readonly expiresAt: number;
}

const FALLBACK_TTL_SECONDS = 300;
const EARLY_SECONDS = 30;

/** Looks up a channel and the endpoints of its master. */
export async function resolveChannel(target: ChannelTarget, signal: AbortSignal): Promise<MasterChannel> {
  const { channel, endpoint, region, credentials } = target;
  const client = new KinesisVideoClient({ endpoint, region, credentials, maxAttempts: 1 });
  try {
    const name = channel.startsWith('arn:') ? { ChannelARN: channel } : { ChannelName: channel };
    const options = { abortSignal: signal };
    const { ChannelInfo } = await client.send(new DescribeSignalingChannelCommand(name), options);
    const ChannelARN = ChannelInfo?.ChannelARN ?? channel;
    const { ResourceEndpointList = [] } = await client.send(
      new GetSignalingChannelEndpointCommand({
        ChannelARN,
        SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS', 'HTTPS'], Role: 'MASTER' },
      }),
      options,
    );
    const urlFor = (protocol: string): string =>
      ResourceEndpointList.find(({ Protocol }) => Protocol === protocol)?.ResourceEndpoint ?? '';
    return { channelArn: ChannelARN, webSocketUrl: urlFor('WSS'), httpsUrl: urlFor('HTTPS') };
  } finally {
    client.destroy();
  }
}

/** Fetches STUN and TURN servers; a service that has none gives an empty list. */
export async function fetchIceConfig(
  target: ChannelTarget,
  channel: MasterChannel,
  signal: AbortSignal,
): Promise<IceConfig> {
  const { region, credentials } = target;
  const client = new KinesisVideoSignalingClient({
    endpoint: channel.httpsUrl,
    region,
    credentials,
    maxAttempts: 1,
  });
  try {
    const request = new GetIceServerConfigCommand({
      ChannelARN: channel.channelArn,
      ClientId: 'MASTER',
      Service: 'TURN',
    });
    const { IceServerList = [] } = await client.send(request, { abortSignal: signal });
    const ttl = Math.min(FALLBACK_TTL_SECONDS, ...IceServerList.flatMap(({ Ttl }) => Ttl ?? []));
    const servers = IceServerList.map(({ Uris = [], Username = '', Password = '' }) => ({
      urls: Uris,
      username: Username,
      credential: Password,
    }));
    return { servers, expiresAt: Date.now() + Math.max(1, ttl - EARLY_SECONDS) * 1000 };
  } finally {
    client.destroy();
  }
}
