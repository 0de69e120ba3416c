import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Ports } from '../service/options.js';

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/;

/** Whether a request is meant for this machine, and comes from no other site's page. */
export function isOurs({ headers }: IncomingMessage): boolean {
  const { host = '', origin } = headers;
  // A foreign Host is another site's name that leads here (DNS rebinding).
  return LOOPBACK.test(host) && (origin === undefined || origin === `http://${host}`);
}

/** The visitors of one portal: who has loaded its page holds a cookie that says so. */
export class Visitors {
  readonly #name: string;
  readonly #value = randomUUID();

  /** Cookies know no ports, so the name says which portal it is for. */
  constructor(port: number) {
    this.#name = `kvs-portal-${port}`;
  }

  /** Value of `Set-Cookie` for the page. */
  get cookie(): string {
    return `${this.#name}=${this.#value}; Path=/; HttpOnly; SameSite=Strict`;
  }

  /** Whether a Web request comes from a page of this portal. */
  knows(request: Request): boolean {
    const pairs = (request.headers.get('cookie') ?? '').split(/;\s*/);
    const shown = pairs.find((pair) => pair.startsWith(`${this.#name}=`))?.slice(this.#name.length + 1);
    return shown !== undefined && isSame(shown, this.#value);
  }
}

/** Headers of every answer; `ports` are the service's, which the page talks to. */
export function safeHeaders({ control, channel, viewer }: Ports): Readonly<Record<string, string>> {
  const service = [control, channel, viewer].map((port) => `http://127.0.0.1:${port}`).join(' ');
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "media-src 'self' blob:",
    `connect-src 'self' ${service} ws://127.0.0.1:${viewer}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
