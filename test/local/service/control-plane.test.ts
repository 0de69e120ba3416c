import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  CreateSignalingChannelCommand,
  DeleteSignalingChannelCommand,
  DescribeMediaStorageConfigurationCommand,
  DescribeSignalingChannelCommand,
  GetSignalingChannelEndpointCommand,
  ListSignalingChannelsCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateMediaStorageConfigurationCommand,
  UpdateSignalingChannelCommand,
} from '@aws-sdk/client-kinesis-video';
import { Agent } from 'node:https';
import { signHeaders } from '../../../local/service/sigv4.js';
import { clientOf, Clock, key, named, start } from './support.js';

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
    assert.ok(Math.abs(ChannelInfo.CreationTime!.getTime() - Date.now()) < 60_000);

    const CurrentVersion = ChannelInfo.Version!;
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

  it('lists channels by name, in pages', async () => {
    await using service = await start();
    for (const name of ['door-b', 'door-a', 'gate']) service.createChannel(name);
    const client = clientOf(service);
    const ChannelNameCondition = { ComparisonOperator: 'BEGINS_WITH', ComparisonValue: 'door' } as const;
    const first = await client.send(
      new ListSignalingChannelsCommand({ MaxResults: 1, ChannelNameCondition }),
    );
    assert.deepEqual(
      first.ChannelInfoList?.map((info) => info.ChannelName),
      ['door-a'],
    );
    const { NextToken } = first;
    const rest = await client.send(new ListSignalingChannelsCommand({ NextToken, ChannelNameCondition }));
    assert.deepEqual(
      rest.ChannelInfoList?.map((info) => info.ChannelName),
      ['door-b'],
    );
    assert.equal(rest.NextToken, undefined);
    const all = await client.send(new ListSignalingChannelsCommand({}));
    assert.equal(all.ChannelInfoList?.length, 4);
  });

  it('tags and untags a channel', async () => {
    await using service = await start();
    const client = clientOf(service);
    const ResourceARN = service.arn;
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'b', Value: '' },
    ];
    await client.send(new TagResourceCommand({ ResourceARN, Tags }));
    await client.send(new UntagResourceCommand({ ResourceARN, TagKeyList: ['a'] }));
    const listed = await client.send(new ListTagsForResourceCommand({ ResourceARN }));
    assert.deepEqual(listed.Tags, { b: '' });
    const many = Array.from({ length: 50 }, (_, n) => ({ Key: `k${n}`, Value: '' }));
    await assert.rejects(
      client.send(new TagResourceCommand({ ResourceARN, Tags: many })),
      named('TagsPerResourceExceededLimitException', 400),
    );
  });

  it('has a WEBRTC endpoint only while media storage is on', async () => {
    await using service = await start();
    const client = clientOf(service);
    const ChannelARN = service.arn;
    const endpoint = new GetSignalingChannelEndpointCommand({
      ChannelARN,
      SingleMasterChannelEndpointConfiguration: { Protocols: ['WEBRTC'], Role: 'VIEWER' },
    });
    const storage = new DescribeMediaStorageConfigurationCommand({ ChannelName: 'camera' });
    const off = await client.send(storage);
    assert.deepEqual(off.MediaStorageConfiguration, { Status: 'DISABLED' });
    await assert.rejects(client.send(endpoint), named('InvalidArgumentException', 400));
    const StreamARN = 'arn:aws:kinesisvideo:us-west-2:123456789012:stream/camera/1';
    const MediaStorageConfiguration = { Status: 'ENABLED', StreamARN } as const;
    await client.send(new UpdateMediaStorageConfigurationCommand({ ChannelARN, MediaStorageConfiguration }));
    const on = await client.send(storage);
    assert.deepEqual(on.MediaStorageConfiguration, MediaStorageConfiguration);
    const { ResourceEndpointList } = await client.send(endpoint);
    assert.deepEqual(
      ResourceEndpointList?.map(({ Protocol }) => Protocol),
      ['WEBRTC'],
    );
  });

  it('says of storage sessions at that endpoint that it does not play them', async () => {
    await using service = await start();
    const client = clientOf(service);
    const ChannelARN = service.arn;
    const StreamARN = 'arn:aws:kinesisvideo:us-west-2:123456789012:stream/camera/1';
    const MediaStorageConfiguration = { Status: 'ENABLED', StreamARN } as const;
    await client.send(new UpdateMediaStorageConfigurationCommand({ ChannelARN, MediaStorageConfiguration }));
    const SingleMasterChannelEndpointConfiguration = { Protocols: ['WEBRTC' as const] };
    const { ResourceEndpointList } = await client.send(
      new GetSignalingChannelEndpointCommand({ ChannelARN, SingleMasterChannelEndpointConfiguration }),
    );
    const host = ResourceEndpointList?.[0]?.ResourceEndpoint ?? '';
    const ask = async (path: string, channelArn: string): Promise<unknown> => {
      const body = JSON.stringify({ channelArn, clientId: 'viewer-1' });
      const scope = { date: new Date(), region: 'us-west-2' };
      const { host: unused, ...headers } = signHeaders(host + path, body, scope, key);
      assert.ok(unused);
      const answer = await fetch(host + path, { method: 'POST', headers, body });
      const { Message } = (await answer.json()) as { Message?: string };
      return [answer.status, answer.headers.get('x-amzn-errortype'), Message];
    };
    for (const path of ['/joinStorageSession', '/joinStorageSessionAsViewer']) {
      const words = 'Storage sessions are not played by local KVS';
      assert.deepEqual(await ask(path, ChannelARN), [400, 'InvalidArgumentException', words]);
      const [status] = (await ask(path, ChannelARN.replace('camera', 'nobody'))) as [number];
      assert.equal(status, 404);
    }
  });

  it('names endpoints by role, in the scheme family it was called by', async () => {
    await using service = await start();
    const { ports } = service;
    const ask = async (client: ReturnType<typeof clientOf>, Role: 'MASTER' | 'VIEWER'): Promise<unknown> => {
      const SingleMasterChannelEndpointConfiguration = {
        Protocols: ['WSS' as const, 'HTTPS' as const],
        Role,
      };
      const input = { ChannelARN: service.arn, SingleMasterChannelEndpointConfiguration };
      const { ResourceEndpointList } = await client.send(new GetSignalingChannelEndpointCommand(input));
      return ResourceEndpointList?.map((entry) => entry.ResourceEndpoint);
    };
    const plain = clientOf(service);
    assert.deepEqual(await ask(plain, 'MASTER'), [
      `ws://127.0.0.1:${ports.master}`,
      `http://127.0.0.1:${ports.channel}`,
    ]);
    const httpsAgent = new Agent({ ca: service.certificate });
    const secure = clientOf(service, { endpoint: service.secureEndpoint, requestHandler: { httpsAgent } });
    assert.deepEqual(await ask(secure, 'VIEWER'), [
      `wss://127.0.0.1:${ports.viewer}`,
      `https://127.0.0.1:${ports.channel}`,
    ]);
    assert.equal(new Set(Object.values(ports)).size, 4);
  });

  it('refuses input that breaks a constraint', async () => {
    await using service = await start({ limits: { channels: 2 } });
    const client = clientOf(service);
    const create = (ChannelName: string, MessageTtlSeconds = 60): Promise<unknown> =>
      client.send(
        new CreateSignalingChannelCommand({ ChannelName, SingleMasterConfiguration: { MessageTtlSeconds } }),
      );
    const invalid = named('InvalidArgumentException', 400);
    await assert.rejects(create('no spaces'), invalid);
    await assert.rejects(create('x'.repeat(257)), invalid);
    await assert.rejects(create('x', 4), invalid);
    await assert.rejects(create('x', 121), invalid);
    await assert.rejects(create('camera'), named('ResourceInUseException', 400));
    await create('x', 120);
    await assert.rejects(create('y'), named('AccountChannelLimitExceededException', 400));
    await assert.rejects(client.send(new DescribeSignalingChannelCommand({})), invalid);
    await assert.rejects(client.send(new DescribeSignalingChannelCommand({ ChannelARN: 'arn:x' })), invalid);
    const unknown = service.arn.replace('camera', 'nobody');
    await assert.rejects(
      client.send(new GetSignalingChannelEndpointCommand({ ChannelARN: unknown })),
      named('ResourceNotFoundException', 404),
    );
    await assert.rejects(client.send(new ListSignalingChannelsCommand({ MaxResults: 0 })), invalid);
    await assert.rejects(client.send(new ListSignalingChannelsCommand({ NextToken: '?' })), invalid);
  });

  it('gives a channel made again another ARN', async () => {
    const clock = new Clock();
    await using service = await start({ now: clock.now });
    service.deleteChannel('camera');
    assert.notEqual(service.createChannel('camera'), service.arn);
  });
});

describe('signatures on the control plane', () => {
  const describeIt = new DescribeSignalingChannelCommand({ ChannelName: 'camera' });

  it('refuses an unknown key, a wrong secret and a wrong session token', async () => {
    const sts = { ...key, accessKeyId: 'ASIATEST', sessionToken: 'token' };
    await using service = await start({ credentials: [key, sts] });
    const ask = (credentials: typeof key & { sessionToken?: string }): Promise<unknown> =>
      clientOf(service, { credentials }).send(describeIt);
    await ask(sts);
    await assert.rejects(
      ask({ ...key, accessKeyId: 'AKIDOTHER' }),
      named('UnrecognizedClientException', 403),
    );
    await assert.rejects(ask({ ...key, secretAccessKey: 'x' }), named('InvalidSignatureException', 403));
    await assert.rejects(ask({ ...sts, sessionToken: 'x' }), named('UnrecognizedClientException', 403));
    await assert.rejects(ask({ ...key, sessionToken: 'x' }), named('UnrecognizedClientException', 403));
    assert.deepEqual(
      service.channel('camera').refused.map(({ errorType }) => errorType),
      [
        'UnrecognizedClientException',
        'InvalidSignatureException',
        'UnrecognizedClientException',
        'UnrecognizedClientException',
      ],
    );
  });

  it('refuses temporary credentials after their end', async () => {
    const clock = new Clock();
    const sts = { ...key, sessionToken: 'token' };
    const expiration = new Date(clock.now() + 1000);
    await using service = await start({ credentials: [{ ...sts, expiration }], now: clock.now });
    const systemClockOffset = clock.now() - Date.now();
    const client = clientOf(service, { credentials: sts, systemClockOffset });
    await client.send(describeIt);
    clock.advance(1000);
    await assert.rejects(client.send(describeIt), named('ExpiredTokenException', 403));
  });

  it('refuses a clock that is off, and helps the client to correct it', async () => {
    for (const offMs of [-360_000, 360_000]) {
      await using service = await start({ now: () => Date.now() + offMs });
      const client = clientOf(service);
      const text = offMs > 0 ? /Signature expired: .* is now earlier than/ : /Signature not yet current/;
      await assert.rejects(client.send(describeIt), text);
      await client.send(describeIt);
    }
  });

  it('accepts a clock that is off by less than five minutes', async () => {
    for (const offMs of [-290_000, 290_000]) {
      await using service = await start({ now: () => Date.now() + offMs });
      await clientOf(service).send(describeIt);
    }
  });

  it('refuses another region', async () => {
    await using service = await start({ region: 'eu-west-1' });
    const client = clientOf(service, { region: 'us-west-2' });
    await assert.rejects(client.send(describeIt), named('InvalidSignatureException', 403));
  });

  it('denies what a key may not do', async () => {
    const viewer = { ...key, allow: { actions: ['kinesisvideo:Describe*'], channels: ['cam*'] } };
    await using service = await start({ credentials: [viewer] });
    service.createChannel('door');
    const client = clientOf(service);
    await client.send(describeIt);
    await client.send(new DescribeSignalingChannelCommand({ ChannelARN: service.arn }));
    const denied = named('AccessDeniedException', 403);
    await assert.rejects(client.send(new DescribeSignalingChannelCommand({ ChannelName: 'door' })), denied);
    await assert.rejects(client.send(new DeleteSignalingChannelCommand({ ChannelARN: service.arn })), denied);
    await assert.rejects(client.send(new ListSignalingChannelsCommand({})), denied);
  });
});

function describeOf(ChannelName: string): DescribeSignalingChannelCommand {
  return new DescribeSignalingChannelCommand({ ChannelName });
}

describe('rates of the control plane', () => {
  it('limits calls per second on one channel, not on its neighbours', async () => {
    const clock = new Clock();
    await using service = await start({ now: clock.now });
    service.createChannel('door');
    const client = clientOf(service, { systemClockOffset: clock.now() - Date.now() });
    for (let n = 0; n < 5; n += 1) await client.send(describeOf('camera'));
    await assert.rejects(client.send(describeOf('camera')), named('ClientLimitExceededException', 400));
    await client.send(describeOf('door'));
    clock.advance(1000);
    await client.send(describeOf('camera'));
    assert.equal(service.channel('camera').calls['DescribeSignalingChannel'], 7);
  });

  it('limits calls per second in the account', async () => {
    const clock = new Clock();
    await using service = await start({ now: clock.now });
    const client = clientOf(service, { systemClockOffset: clock.now() - Date.now() });
    const calls = Array.from({ length: 51 }, () => client.send(new ListSignalingChannelsCommand({})));
    const results = await Promise.allSettled(calls);
    assert.equal(results.filter(({ status }) => status === 'rejected').length, 1);
  });

  it('can be lifted', async () => {
    await using service = await start({ limits: { throttleCalls: false } });
    const client = clientOf(service);
    await Promise.all(Array.from({ length: 20 }, () => client.send(describeOf('camera'))));
  });
});
