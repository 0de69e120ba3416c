import {
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
} from '@aws-sdk/client-kinesis-video';
import { Role, SignalingClient } from '../service/kvs-sdk.js';

/** A viewer by the official clients and nothing of ours: says `open` when its socket is. */
const { endpoint, channel, credentials } = JSON.parse(process.argv[2] ?? '') as {
  readonly endpoint: string;
  readonly channel: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
};
const region = 'us-west-2';
const client = new KinesisVideoClient({ region, endpoint, credentials });
const { ChannelInfo } = await client.send(new DescribeSignalingChannelCommand({ ChannelName: channel }));
const channelARN = ChannelInfo?.ChannelARN ?? '';
const { ResourceEndpointList } = await client.send(
  new GetSignalingChannelEndpointCommand({
    ChannelARN: channelARN,
    SingleMasterChannelEndpointConfiguration: { Protocols: ['WSS'], Role: 'VIEWER' },
  }),
);
const channelEndpoint = ResourceEndpointList?.[0]?.ResourceEndpoint ?? '';
const viewer = new SignalingClient({
  role: Role.VIEWER,
  clientId: 'by-the-sdk',
  channelARN,
  channelEndpoint,
  region,
  credentials,
});
viewer.on('error', (error: unknown) => {
  console.log(String(error));
  process.exit(1);
});
viewer.on('open', () => {
  console.log('open');
  process.exit(0);
});
viewer.open();
