import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startService, type LocalService } from '../../local/service/index.js';
import { createTicket } from '../../src/server/index.js';

const NEW_SOCKET = 'net.client.socket';
const keys = { accessKeyId: 'AKIDSERVER', secretAccessKey: 'server-secret-planted' };
const MOST_KNOWN = 1_000;

describe('what a server knows of channels', { timeout: 120_000 }, () => {
  let service: LocalService;
  before(async () => {
    service = await startService({ credentials: [keys], limits: { throttleCalls: false } });
  });
  after(() => service.stop());

  /** A signer of its own for each viewer, as AssumeRole makes them. */
  const signer = () => (): Promise<typeof keys> => Promise.resolve(keys);

  async function sign(channel: string, credentials: ReturnType<typeof signer>): Promise<void> {
    const { endpoint, region } = service;
    await createTicket({ endpoint, region, credentials, channel, clientId: 'guard-7' });
  }

  it('is one thing for all signers where the channel is named by its ARN', async () => {
    const arn = service.createChannel('gate');
    for (const credentials of [signer(), signer(), signer()]) await sign(arn, credentials);
    const { calls } = service.channel('gate');
    assert.deepEqual([calls['DescribeSignalingChannel'] ?? 0, calls['GetSignalingChannelEndpoint']], [0, 1]);
  });

  it('is kept where the service is asked too often: asking more would make it worse', async () => {
    await using busy = await startService({ credentials: [keys] });
    busy.createChannel('barn');
    const { endpoint, region } = busy;
    const ticket = (clientId: string) =>
      createTicket({ endpoint, region, credentials: keys, channel: 'barn', clientId });
    await ticket('guard-0');
    const all = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => ticket(`guard-${n + 1}`)));
    const reasons = all.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
    assert.match(reasons[0] ?? '', /ClientLimitExceededException/);
    const { calls } = busy.channel('barn');
    assert.deepEqual([calls['DescribeSignalingChannel'], calls['GetSignalingChannelEndpoint']], [1, 1]);
  });

  it('keeps its connections where each viewer has a signer, which is asked each time', async () => {
    // The sockets of the tests before lead elsewhere.
    await using own = await startService({ credentials: [keys], limits: { throttleCalls: false } });
    own.createChannel('workshop');
    const { endpoint, region } = own;
    const asked = new Set<number>();
    let sockets = 0;
    const count = (): void => void (sockets += 1);
    subscribe(NEW_SOCKET, count);
    try {
      for (let n = 0; n < 10; n += 1) {
        const credentials = (): Promise<typeof keys> => Promise.resolve(asked.add(n)).then(() => keys);
        await createTicket({ endpoint, region, credentials, channel: 'workshop', clientId: `guard-${n}` });
      }
    } finally {
      unsubscribe(NEW_SOCKET, count);
    }
    assert.equal(asked.size, 10);
    // The control plane's and the channel's.
    assert.equal(sockets, 2);
  });

  it('asks the environment for its signer once, and keeps its connections', async () => {
    let asked = 0;
    const environment = createServer((_, response) => {
      asked += 1;
      const Expiration = new Date(Date.now() + 3_600_000);
      const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey } = keys;
      response.end(JSON.stringify({ AccessKeyId, SecretAccessKey, Token: '', Expiration }));
    }).listen(0, '127.0.0.1');
    await once(environment, 'listening');
    const { port } = environment.address() as AddressInfo;
    process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'] = `http://127.0.0.1:${port}/`;
    process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
    await using own = await startService({ credentials: [keys], limits: { throttleCalls: false } });
    own.createChannel('ward-3');
    const { endpoint, region } = own;
    let sockets = 0;
    const count = (): void => void (sockets += 1);
    subscribe(NEW_SOCKET, count);
    try {
      for (let n = 0; n < 10; n += 1)
        await createTicket({ endpoint, region, channel: 'ward-3', clientId: `guard-${n}` });
    } finally {
      unsubscribe(NEW_SOCKET, count);
      delete process.env['AWS_CONTAINER_CREDENTIALS_FULL_URI'];
      environment.close();
    }
    assert.equal(asked, 1);
    // The environment's, the control plane's and the channel's.
    assert.equal(sockets, 3);
  });

  it('does not grow with the viewers, each of whom has a signer: the oldest is forgotten', async () => {
    service.createChannel('front-door');
    const lookUps = (): number => service.channel('front-door').calls['DescribeSignalingChannel'] ?? 0;
    const [first, second] = [signer(), signer()];
    await sign('front-door', first);
    await sign('front-door', second);
    for (let count = 2; count <= MOST_KNOWN; count += 1) await sign('front-door', signer());
    assert.equal(lookUps(), MOST_KNOWN + 1);
    await sign('front-door', second);
    assert.equal(lookUps(), MOST_KNOWN + 1);
    await sign('front-door', first);
    assert.equal(lookUps(), MOST_KNOWN + 2);
  });
});
