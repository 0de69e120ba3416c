import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LambdaEvent, LambdaResult } from '../../../src/server/index.js';

/** What a JWT authorizer has found out about whoever asks. */
export type Claims = Readonly<Record<string, string>>;

/**
 * Calls a Lambda function as an HTTP API of API Gateway does (payload format 2.0, JWT authorizer). `claimsOf` says what a
 * bearer's token holds; without a token that is known, and with an authorizer, nobody gets as far as the function.
 */
export function gateway(
  handler: (event: LambdaEvent) => Promise<LambdaResult>,
  claimsOf: ((token: string) => Claims | null) | null,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { cookie, ...headers } = request.headers as Record<string, string>;
    const claims = claimsOf?.(/^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '');
    if (claims === null) return void response.writeHead(401).end('{"message":"Unauthorized"}');
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const event = {
      version: '2.0',
      routeKey: '$default',
      rawPath: pathname,
      rawQueryString: searchParams.toString(),
      headers,
      ...(cookie && { cookies: cookie.split('; ') }),
      requestContext: {
        domainName: 'abc123.execute-api.us-west-2.amazonaws.com',
        http: { method: request.method ?? 'GET', path: pathname },
        ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
      },
      body: Buffer.concat(chunks).toString('base64'),
      isBase64Encoded: true,
    };
    const { statusCode, headers: answered, body } = await handler(event);
    response.writeHead(statusCode, answered).end(body);
  };
}
