/** What API Gateway's HTTP APIs and Lambda's function URLs hand to a function (payload format 2.0). */
export interface LambdaEvent {
  readonly rawPath: string;
  readonly rawQueryString: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Cookies, which the service takes out of the headers. */
  readonly cookies?: readonly string[];
  readonly body?: string | null;
  readonly isBase64Encoded: boolean;
  readonly requestContext: { readonly domainName: string; readonly http: { readonly method: string } };
}

/** What the service makes an HTTP answer of. */
export interface LambdaResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Lets a handler of Web requests be a Lambda function behind an HTTP API or a function URL. */
export function toLambdaHandler(
  handle: (request: Request) => Promise<Response>,
): (event: LambdaEvent) => Promise<LambdaResult> {
  return async (event) => {
    const answer = await handle(toRequest(event));
    return {
      statusCode: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await answer.text(),
    };
  };
}

function toRequest(event: LambdaEvent): Request {
  const { requestContext, rawPath, rawQueryString, cookies, isBase64Encoded } = event;
  const { method } = requestContext.http;
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) {
    if (value !== undefined) headers.set(name, value);
  }
  if (cookies?.length) headers.set('cookie', cookies.join('; '));
  const url = new URL(rawPath || '/', `https://${requestContext.domainName}`);
  url.search = rawQueryString;
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  const body = Buffer.from(event.body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  return new Request(url, { method, headers, body });
}
