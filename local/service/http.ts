import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { mayUse } from '../origin.js';
import { errorOf, foreignPage, toServiceError } from './errors.js';
import type { Settings } from './options.js';
import type { ReceivedRequest } from './received.js';

/** One rest-json call. */
export interface Call extends ReceivedRequest {
  /** Came over TLS, so endpoints in the answer are to be secure too. */
  readonly secure: boolean;
}

/** An output in another form than rest-json. */
export class Reply {
  readonly contentType: string;
  readonly text: string;

  constructor(contentType: string, text: string) {
    this.contentType = contentType;
    this.text = text;
  }
}

/** Answers a call with its output, or throws a ServiceError. */
export type Answer = (call: Call) => object | Promise<object>;

const MAX_BODY_BYTES = 1_048_576;

const CORS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'x-amzn-ErrorType,x-amzn-RequestId,x-amzn-ErrorMessage,Date',
};

// Wildcards in this list do not cover `authorization`, and a wildcard is no prefix: so the
// preflight's own list is echoed as far as it is allowed.
const ALLOWED_HEADER = /^(?:authorization|content-type|x-amz-[a-z0-9-]+|amz-sdk-[a-z0-9-]+)$/;

/** An HTTP server for one host of the service: whose pages may ask, request ids, errors, the service's clock. */
export function jsonServer(answer: Answer, { host, now }: Settings): Server {
  return createServer((request, response) => {
    response.setHeader('Date', new Date(now()).toUTCString());
    response.setHeader('x-amzn-RequestId', randomUUID());
    const isOurs = mayUse(host, request.headers.origin);
    for (const [name, value] of isOurs ? Object.entries(CORS) : []) response.setHeader(name, value);
    if (isOurs && request.method === 'OPTIONS') preflight(request, response);
    else {
      // What cannot even be answered must end neither the service nor leave the client waiting.
      respond(request, response, isOurs ? answer : refuseForeign).catch((error: unknown) => {
        console.error('The local service could not answer:', error);
        response.destroy();
      });
    }
  });
}

/** Reads what was received; throws when the body is too long or the client goes away. */
export async function receive(request: IncomingMessage): Promise<Call> {
  const secure = request.socket instanceof TLSSocket;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) throw errorOf('RequestEntityTooLargeException', 413, 'The body is too long');
    chunks.push(chunk);
  }
  return { ...headOf(request), body: Buffer.concat(chunks), secure };
}

/** A request without its body, such as a WebSocket handshake. */
export function headOf(request: IncomingMessage): ReceivedRequest {
  const { method = 'GET', url = '/', headers } = request;
  return { method, target: url, headers, body: new Uint8Array() };
}

function refuseForeign(): never {
  throw foreignPage();
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: Answer): Promise<void> {
  try {
    const output = await answer(await receive(request));
    const isReply = output instanceof Reply;
    const headers = { 'Content-Type': isReply ? output.contentType : 'application/json' };
    send(response, 200, headers, isReply ? output.text : JSON.stringify(output));
  } catch (error) {
    const { headers, status, body } = toServiceError(error);
    if (!request.complete) response.setHeader('Connection', 'close');
    send(response, status, headers, body);
  }
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

function preflight(request: IncomingMessage, response: ServerResponse): void {
  const asked = request.headers['access-control-request-headers'] ?? '';
  const names = asked.split(',').map((name) => name.trim().toLowerCase());
  response.writeHead(200, {
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': names.filter((name) => ALLOWED_HEADER.test(name)).join(','),
    'Access-Control-Allow-Private-Network': 'true',
    'Access-Control-Max-Age': '172800',
    'Content-Length': 0,
  });
  response.end();
}
