import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startService, type LocalService } from '../../local/service/index.js';
import { createTicket } from '../../src/server/index.js';

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
