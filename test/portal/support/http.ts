import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** An answer as far as tests look at it. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** GETs with headers that `fetch` does not let one set, `host` among them. */
export function get(url: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return ask(url, { method: 'GET', headers });
}

/** Asks the portal for a ticket. */
export function postToken(
  url: string,
  channel: string,
  headers: Readonly<Record<string, string>>,
): Promise<Answer> {
  const wish = { channel, clientId: 'viewer-test', reason: 'connect' };
  return ask(
    `${url}/api/kvs/token`,
    { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
    JSON.stringify(wish),
  );
}

/** Whether somebody listens there. */
export async function answers(url: string): Promise<boolean> {
  return get(url).then(
    () => true,
    () => false,
  );
}

async function ask(
  url: string,
  options: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
  body = '',
): Promise<Answer> {
  const asked = request(url.replace('localhost', '127.0.0.1'), { ...options, agent: false, timeout: 5_000 });
  asked.on('timeout', () => asked.destroy(new Error(`${url} did not answer in time`)));
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  return { status: answer.statusCode ?? 0, headers: answer.headers };
}
