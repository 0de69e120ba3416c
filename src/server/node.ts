import type { IncomingMessage, ServerResponse } from 'node:http';

const LONGEST_BODY_BYTES = 16_384;

class TooLong extends Error {}

/**
 * Lets a handler of Web requests serve `node:http`, Express, Connect or Fastify's raw requests. A body that
 * a parser has read already (`request.body`) is taken from there. The request's signal aborts when whoever
 * asked is gone.
 */
export function toNodeHandler(
  handle: (request: Request) => Promise<Response>,
): (request: IncomingMessage & { body?: unknown }, response: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort(new Error('Nobody waits for the answer any more')));
    const answer = await toRequest(incoming, gone.signal)
      .then(handle, refuse)
      // A handler that throws must not end the server.
      .catch(() => new Response(null, { status: 500 }));
    if (outgoing.destroyed) return;
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(await answer.text());
  };
}

function refuse(thrown: unknown): Response {
  return new Response(null, { status: thrown instanceof TooLong ? 413 : 400 });
}

async function toRequest(
  incoming: IncomingMessage & { body?: unknown },
  signal: AbortSignal,
): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !name.startsWith(':')) headers.set(name, [value].flat().join(', '));
  }
  const { method = 'GET' } = incoming;
  const url = new URL(incoming.url ?? '/', `http://${headers.get('host') ?? 'localhost'}`);
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal });
  return new Request(url, { method, headers, signal, body: await readBody(incoming) });
}

async function readBody(incoming: IncomingMessage & { body?: unknown }): Promise<string> {
  const { body } = incoming;
  if (Buffer.isBuffer(body)) return body.toString('utf8');
  if (body !== undefined) return typeof body === 'string' ? body : JSON.stringify(body);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming) {
    const part = chunk as Buffer;
    length += part.length;
    if (length > LONGEST_BODY_BYTES) throw new TooLong();
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
