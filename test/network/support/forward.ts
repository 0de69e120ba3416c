import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** Hands every TCP connection to `from` on to `to`. */
export async function forward(
  from: readonly [host: string, port: number],
  to: readonly [host: string, port: number],
): Promise<void> {
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ host: to[0], port: to[1], noDelay: true });
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      one.on('error', () => other.destroy());
      one.once('close', () => other.destroy());
      one.pipe(other);
    }
  });
  server.listen(from[1], from[0]);
  await once(server, 'listening');
}
