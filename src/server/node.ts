import type { IncomingMessage, ServerResponse } from 'node:http';

const LONGEST_BODY_BYTES = 16_384;
const HOST = /^[\w.:[\]-]+$/;
/** A request's target, which may be a whole URL: its path and its query. */
const TARGET = /^(?:[a-z][a-z\d+.-]*:\/\/[^/?]*)?([^?]*)(.*)$/i;

class TooLong extends Error {}
class ReadBefore extends Error {}

/**
 * Lets a handler of Web requests serve `node:http`, `node:http2`, Express or Connect. A body that a parser has read
 * already (`request.body`) is taken from there; Fastify has it elsewhere, so hand it
 * `Object.assign(request.raw, { body: request.body })`. The request's signal aborts when whoever asked is gone.
 */
export function toNodeHandler(
  handle: (request: Request) => Promise<Response>,
): (request: IncomingMessage & { body?: unknown }, response: ServerResponse) => Promise<void> {
  return async (incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.once('close', () => gone.abort(new Error('Nobody waits for the answer any more')));
    const { status, headers, text } = await toRequest(incoming, gone.signal)
      .then(handle, refuse)
      .then(readAnswer)
      // A handler that throws must not end the server.
      .catch(() => ({ status: 500, headers: [], text: '' }));
    if (!outgoing.destroyed) outgoing.writeHead(status, headers).end(text);
  };
}

/** Headers one by one, as each cookie has one of its own. */
async function readAnswer(
  answer: Response,
): Promise<{ readonly status: number; readonly headers: string[]; readonly text: string }> {
  return { status: answer.status, headers: [...answer.headers].flat(), text: await answer.text() };
}

function refuse(thrown: unknown): Response {
  if (thrown instanceof ReadBefore) {
    const message = 'A parser of this server has read the body: it belongs into request.body';
    return Response.json({ code: 'token-failed', message }, { status: 500 });
  }
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
  const authority = incoming.headers[':authority'] as string | undefined;
  const url = urlOf(headers.get('host') ?? authority ?? 'localhost', incoming.url ?? '/');
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers, signal });
  return new Request(url, { method, headers, signal, body: await readBody(incoming) });
}

/** Not resolved: `//other.example/` and a whole URL are targets too, and `authorize` may go by the host. */
function urlOf(host: string, target: string): URL {
  if (!HOST.test(host)) throw new TypeError('The host is none');
  const url = new URL(`http://${host}`);
  const [, path = '', query = ''] = TARGET.exec(target) ?? [];
  url.pathname = path;
  url.search = query;
  return url;
}

async function readBody(incoming: IncomingMessage & { body?: unknown }): Promise<string> {
  const { body } = incoming;
  if (Buffer.isBuffer(body)) return body.toString('utf8');
  if (body !== undefined) return typeof body === 'string' ? body : JSON.stringify(body);
  if (incoming.readableEnded) throw new ReadBefore();
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
