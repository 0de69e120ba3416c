import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CreateSignalingChannelCommand,
  DeleteSignalingChannelCommand,
  DescribeMediaStorageConfigurationCommand,
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  KinesisVideoClient,
  ListSignalingChannelsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateMediaStorageConfigurationCommand,
  UpdateSignalingChannelCommand,
} from '@aws-sdk/client-kinesis-video';
import type { LocalService } from '../../../local/service/index.js';
import { Clock, key, start } from './support.js';

function clientOf(service: LocalService, credentials: object = key): KinesisVideoClient {
  const { endpoint, region } = service;
  return new KinesisVideoClient({
    endpoint,
    region,
    credentials: { ...key, ...credentials },
    maxAttempts: 1,
  });
}

const named = (name: string, status: number) => (error: unknown) => {
  assert.ok(error instanceof Error);
  assert.equal(error.name, name);
  assert.equal(
    (error as Error & { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode,
    status,
  );
  return true;
};

describe('the control plane, asked by the AWS client', () => {
  it('creates, describes, updates and deletes a channel', async () => {
    await using service = await start();
    const client = clientOf(service);
    const { ChannelARN } = await client.send(
      new CreateSignalingChannelCommand({
        ChannelName: 'door',
        SingleMasterConfiguration: { MessageTtlSeconds: 30 },
        Tags: [{ Key: 'floor', Value: '1' }],
      }),
    );
    assert.match(ChannelARN!, /^arn:aws:kinesisvideo:us-west-2:123456789012:channel\/door\/\d{13}$/);
    const { ChannelInfo } = await client.send(new DescribeSignalingChannelCommand({ ChannelName: 'door' }));
    assert.equal(ChannelInfo?.ChannelARN, ChannelARN);
    assert.equal(ChannelInfo?.ChannelStatus, 'ACTIVE');
    assert.equal(ChannelInfo?.ChannelType, 'SINGLE_MASTER');
    assert.equal(ChannelInfo?.SingleMasterConfiguration?.MessageTtlSeconds, 30);
    assert.ok(Math.abs(ChannelInfo!.CreationTime!.getTime() - Date.now()) < 60_000);

    const CurrentVersion = ChannelInfo!.Version!;
    const change = { ChannelARN, CurrentVersion, SingleMasterConfiguration: { MessageTtlSeconds: 90 } };
    await client.send(new UpdateSignalingChannelCommand(change));
    await assert.rejects(
      client.send(new UpdateSignalingChannelCommand(change)),
      named('VersionMismatchException', 400),
    );
    const updated = await client.send(new DescribeSignalingChannelCommand({ ChannelARN }));
    assert.equal(updated.ChannelInfo?.SingleMasterConfiguration?.MessageTtlSeconds, 90);

    await client.send(new DeleteSignalingChannelCommand({ ChannelARN }));
    await assert.rejects(
      client.send(new DescribeSignalingChannelCommand({ ChannelARN })),
      named('ResourceNotFoundException', 404),
    );
  });
});
