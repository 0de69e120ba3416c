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
  /** Those that are set; they are no headers here. */
  readonly cookies: string[];
  readonly body: string;
}

const OTHER_FORMAT =
  'toLambdaHandler takes payload format 2.0: an HTTP API or a function URL, not a REST API or a load balancer';

/**
 * Lets a handler of Web requests be a Lambda function behind an HTTP API or a function URL. It rejects with a
 * TypeError for events of another payload format.
 */
export function toLambdaHandler(
  handle: (request: Request) => Promise<Response>,
): (event: LambdaEvent) => Promise<LambdaResult> {
  return async (event) => {
    const request = toRequest(event);
    const answer = request ? await handle(request) : new Response(null, { status: 400 });
    const { status, headers } = answer;
    const cookies = headers.getSetCookie();
    return {
      statusCode: status,
      headers: Object.fromEntries([...headers].filter(([name]) => name !== 'set-cookie')),
      cookies,
      body: await answer.text(),
    };
  };
}

/** Null for what a Web request cannot be: some methods, and headers beyond Latin-1. */
function toRequest(event: LambdaEvent): Request | null {
  const { requestContext, rawPath, rawQueryString, body, isBase64Encoded } = event;
  const { http } = Object(requestContext) as Partial<LambdaEvent['requestContext']>;
  if (!http) throw new TypeError(OTHER_FORMAT);
  const { method } = http;
  // Not resolved: `//other.example/` is a path too, and `authorize` may go by the host.
  const url = new URL(`https://${requestContext.domainName}`);
  url.pathname = rawPath;
  url.search = rawQueryString;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  try {
    return new Request(url, {
      method,
      headers: toHeaders(event),
      ...(hasBody && { body: Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8') }),
    });
  } catch {
    return null;
  }
}

function toHeaders({ headers, cookies }: LambdaEvent): Headers {
  const all = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) all.set(name, value);
  }
  if (cookies?.length) all.set('cookie', cookies.join('; '));
  return all;
}
