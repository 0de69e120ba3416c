import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  GetIceServerConfigCommand,
  KinesisVideoSignalingClient,
} from '@aws-sdk/client-kinesis-video-signaling';
import type { IceRequest, LocalService } from '../../../local/service/index.js';
import { Clock, key, named, start } from './support.js';

function iceClientOf(
  service: LocalService,
  { port = service.ports.channel, systemClockOffset = 0 } = {},
): KinesisVideoSignalingClient {
  return new KinesisVideoSignalingClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-west-2',
    credentials: key,
    maxAttempts: 1,
    systemClockOffset,
  });
}

describe('GetIceServerConfig, asked by the AWS client', () => {
  it('answers with the servers it was given, good for 300 seconds', async () => {
    const asked: IceRequest[] = [];
    const Uris = ['turn:127.0.0.1:3478?transport=udp', 'turns:127.0.0.1:3478?transport=udp'];
    await using service = await start({
      iceServers: (request) => {
        asked.push(request);
        return [{ Uris, Username: 'u', Password: 'p/+=' }];
      },
    });
    const input = { ChannelARN: service.arn, ClientId: 'viewer-1', Service: 'TURN' as const };
    const { IceServerList } = await iceClientOf(service).send(new GetIceServerConfigCommand(input));
    assert.deepEqual(IceServerList, [{ Uris, Username: 'u', Password: 'p/+=', Ttl: 300 }]);
    assert.deepEqual(asked, [{ channelArn: service.arn, clientId: 'viewer-1' }]);
    assert.equal(service.channel('camera').calls['GetIceServerConfig'], 1);
  });

  it('answers with no servers unless told of some', async () => {
    await using service = await start();
    const command = new GetIceServerConfigCommand({ ChannelARN: service.arn });
    const { IceServerList } = await iceClientOf(service).send(command);
    assert.deepEqual(IceServerList, []);
  });

  it('refuses at the control host, a bad client id, an unknown channel and a sixth call', async () => {
    const clock = new Clock();
    await using service = await start({ now: clock.now });
    const systemClockOffset = clock.now() - Date.now();
    const ask = (
      input: object = {},
      client = iceClientOf(service, { systemClockOffset }),
    ): Promise<unknown> => client.send(new GetIceServerConfigCommand({ ChannelARN: service.arn, ...input }));
    await assert.rejects(
      ask({}, iceClientOf(service, { port: service.ports.control, systemClockOffset })),
      (error: Error) =>
        named('AccessDeniedException', 403)(error) && /Unable to determine service/.test(error.message),
    );
    await assert.rejects(ask({ ClientId: 'no spaces' }), named('InvalidArgumentException', 400));
    const unknown = service.arn.replace('camera', 'nobody');
    await assert.rejects(ask({ ChannelARN: unknown }), named('ResourceNotFoundException', 404));
    await Promise.all(Array.from({ length: 4 }, () => ask()));
    await assert.rejects(ask(), named('ClientLimitExceededException', 400));
  });

  it('says InternalFailure when its source of servers fails', async () => {
    await using service = await start({ iceServers: () => Promise.reject(new Error('no relay')) });
    const command = new GetIceServerConfigCommand({ ChannelARN: service.arn });
    await assert.rejects(iceClientOf(service).send(command), named('InternalFailure', 500));
  });
});
