/** A program that runs on one host of the network and does what its parent tells it. */
import type { CameraOptions } from '../../../local/cameras/index.js';
import type { Order, OrderName, Orders, Report } from './orders.js';
import type { Serving } from './serve.js';

type Obey<Name extends OrderName> = (wish: Orders[Name]['wish']) => Promise<Orders[Name]['answer']>;

let serving: Serving | undefined;

// What an order needs is loaded with it: no host needs everything.
const obey: { readonly [Name in OrderName]: Obey<Name> } = {
  'start-service': async (wish) => {
    const { serve } = await import('./serve.js');
    serving = await serve(wish);
    const { endpoint, region, ports } = serving.service;
    return { endpoint, region, ports, pagePort: serving.pagePort };
  },
  'create-channel': async ({ channel }) => void serving?.service.createChannel(channel),
  'reach-service': async ({ address, ports }) => {
    const { forward } = await import('./forward.js');
    const { control, channel, master } = ports;
    await Promise.all(
      [control, channel, master].map((port) => forward(['127.0.0.1', port], [address, port])),
    );
  },
  'add-camera': async (wish) => {
    const { startCamera } = await import('../../../local/cameras/index.js');
    const { KEYS } = await import('../../../local/stack.js');
    await startCamera({ ...wish, credentials: KEYS.camera } as CameraOptions);
  },
};

process.on('message', (order: Order) => void carryOut(order));
// The parent is gone, and nothing here is worth saving.
process.once('disconnect', () => process.exit());
send({ id: 0 });

async function carryOut({ id, name, wish }: Order): Promise<void> {
  try {
    send({ id, answer: await (obey[name] as (wish: unknown) => Promise<unknown>)(wish) });
  } catch (error) {
    send({ id, problem: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

function send(report: Report): void {
  process.send?.(report);
}
