import type { IncomingMessage, ServerResponse } from 'node:http';

const LONGEST_BODY = 16_384;

/**
 * Lets a handler of Web requests serve `node:http`, Express, Connect or Fastify's raw requests. A body that
 * a parser has read already (`request.body`) is taken from there.
 */
export function toNodeHandler(
  handle: (request: Request) => Promise<Response>,
): (request: IncomingMessage & { body?: unknown }, response: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const answer = await toRequest(incoming)
      .then(handle, () => new Response(null, { status: 400 }))
      // A handler that throws must not end the server.
      .catch(() => new Response(null, { status: 500 }));
    outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
    outgoing.end(await answer.text());
  };
}

async function toRequest(incoming: IncomingMessage & { body?: unknown }): Promise<Request> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !name.startsWith(':')) headers.set(name, [value].flat().join(', '));
  }
  const { method = 'GET' } = incoming;
  const url = new URL(incoming.url ?? '/', `http://${headers.get('host') ?? 'localhost'}`);
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  return new Request(url, { method, headers, body: await readBody(incoming) });
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
    if (length > LONGEST_BODY) throw new RangeError('The body is too long');
    chunks.push(part);
  }
  return Buffer.concat(chunks).toString('utf8');
}
