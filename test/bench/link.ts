import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** How far away the hosts behind a link are. */
export interface Distance {
  readonly rttMs: number;
  /** Whether setting up TCP costs its round trip. What TLS costs follows from what it sends. */
  readonly isSetUpCharged: boolean;
}

/** Stands before hosts of this machine and makes them distant: every chunk takes half a round trip. */
export class Link implements Disposable {
  distance: Distance = { rttMs: 0, isSetUpCharged: false };
  readonly #servers: Server[] = [];
  readonly #open = new Set<Socket>();

  /** Opens a port that leads to `port`; both are of loopback. */
  async before(port: number): Promise<number> {
    const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => this.#join(near, port));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  [Symbol.dispose](): void {
    for (const server of this.#servers) server.close();
    for (const socket of this.#open) socket.destroy();
  }

  #join(near: Socket, port: number): void {
    const { rttMs, isSetUpCharged } = this.distance;
    const far = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    // The kernel has answered the SYN already: what the client says at once should leave it a round trip later.
    carry(near, far, rttMs / 2, performance.now() + (isSetUpCharged ? rttMs : 0));
    carry(far, near, rttMs / 2, 0);
    for (const socket of [near, far]) {
      this.#open.add(socket);
      socket.once('close', () => this.#open.delete(socket));
    }
  }
}

/** Hands on what comes, `delayMs` later, in its order, and nothing as if it had come before `notBefore`. */
function carry(from: Socket, to: Socket, delayMs: number, notBefore: number): void {
  const queue: { readonly dueAt: number; readonly deliver: () => void }[] = [];
  let timer: NodeJS.Timeout | undefined;
  const run = (): void => {
    timer = undefined;
    // A timer counts whole milliseconds.
    while (queue[0] && queue[0].dueAt - performance.now() < 0.5) queue.shift()?.deliver();
    if (queue[0]) timer = setTimeout(run, queue[0].dueAt - performance.now());
  };
  const later = (deliver: () => void): void => {
    queue.push({ dueAt: Math.max(performance.now(), notBefore) + delayMs, deliver });
    if (!timer) run();
  };
  from.on('data', (chunk) => later(() => to.write(chunk)));
  from.on('end', () => later(() => to.end()));
  from.on('error', () => later(() => to.destroy()));
  to.once('close', () => {
    clearTimeout(timer);
    queue.length = 0;
    from.destroy();
  });
}
