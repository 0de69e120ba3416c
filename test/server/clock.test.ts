import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { startService, type LocalService } from '../../local/service/index.js';
import { createTicket, type TicketOptions } from '../../src/server/index.js';

const keys = { accessKeyId: 'AKIDSERVER', secretAccessKey: 'server-secret-planted' };
const TEN_MINUTES_MS = 10 * 60_000;

/** A service whose clock may be ahead of this machine's. */
class Ahead {
  ms = TEN_MINUTES_MS;
  readonly now = (): number => Date.now() + this.ms;
}

describe('a server whose clock is wrong', () => {
  const wish = ({ endpoint }: LocalService): TicketOptions => ({
    region: 'us-west-2',
    endpoint,
    credentials: keys,
    channel: 'front-door',
    clientId: 'guard-7',
  });

  async function letsIn(service: LocalService): Promise<void> {
    const { signalingUrl } = await createTicket(wish(service));
    const socket = new WebSocket(signalingUrl);
    await service.waitFor('front-door', ({ viewers }) => viewers.length === 1, 5_000, 'the viewer');
    socket.close();
    await service.waitFor('front-door', ({ viewers }) => viewers.length === 0, 5_000, 'no viewer');
  }

  const moves: readonly (readonly [string, number, number])[] = [
    ['when it is set right', TEN_MINUTES_MS, 0],
    ['when it goes wrong', 0, TEN_MINUTES_MS],
    ['when it is set from one wrong time to another', TEN_MINUTES_MS, -TEN_MINUTES_MS],
  ];
  for (const [when, before, after] of moves) {
    it(`learns the time from the service, and again ${when}`, async () => {
      const ahead = new Ahead();
      ahead.ms = before;
      const { now } = ahead;
      const limits = { throttleCalls: false };
      await using service = await startService({ credentials: [keys], now, limits });
      service.createChannel('front-door');
      await letsIn(service);
      ahead.ms = after;
      await letsIn(service);
      service.deleteChannel('front-door');
      service.createChannel('front-door');
      ahead.ms = before;
      await letsIn(service);
    });
  }

  for (const ms of [TEN_MINUTES_MS, -TEN_MINUTES_MS]) {
    it(`says by the time of the service when a ticket ends, which is ${ms} ms from its own`, async () => {
      const ahead = new Ahead();
      ahead.ms = ms;
      const { now } = ahead;
      await using service = await startService({ credentials: [keys], now });
      service.createChannel('front-door');
      const lifeMs = Number((await createTicket(wish(service))).expiresAt) - now();
      assert.ok(lifeMs > 250_000 && lifeMs <= 299_000, `${lifeMs}`);
    });
  }

  it('knows the time still when another call had no answer', async () => {
    const ahead = new Ahead();
    const { now } = ahead;
    await using service = await startService({ credentials: [keys], now, limits: { throttleCalls: false } });
    service.createChannel('front-door');
    // The time that was learned before is another.
    ahead.ms = -TEN_MINUTES_MS;
    await letsIn(service);
    ahead.ms = TEN_MINUTES_MS;
    const deaf = createServer().listen(0, '127.0.0.1');
    await once(deaf, 'listening');
    const { port } = deaf.address() as AddressInfo;
    const gone = new AbortController();
    const endpoint = `http://127.0.0.1:${port}`;
    const given = createTicket({ ...wish(service), endpoint, signal: gone.signal });
    await once(deaf, 'connection');
    await letsIn(service);
    gone.abort();
    await assert.rejects(given);
    deaf.close();
    const { refused } = service.channel('front-door');
    await letsIn(service);
    assert.deepEqual(service.channel('front-door').refused, refused);
  });
});
