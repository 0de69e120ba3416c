import type { Grant } from './grant.js';
import { checkOrigins, type Origins } from './origins.js';
import { isRegion, type TicketOptions } from './ticket.js';
import type { Wish } from './wish.js';

/** What `authorize` may answer. Only `true` and a grant let in. */
export type Verdict = boolean | Grant | null | undefined;

/** How a token handler decides and signs. */
export interface TokenHandlerOptions extends Pick<TicketOptions, 'credentials' | 'endpoint' | 'region'> {
  /**
   * Decides whether whoever sent `request` may watch: `true` or a grant lets in, anything else does not. A
   * grant is a plain object of the fields of `Grant` and no others. A `KvsError` that it throws is what the
   * viewer is told, `retryAfterMs` included. Required: there is no default.
   */
  readonly authorize: (request: Request, wish: Wish) => Verdict | Promise<Verdict>;
  /** The longest right to watch, in seconds from now; a grant may only shorten it. By default without end. */
  readonly maxSessionSeconds?: number;
  /** Other origins whose pages may ask, with their visitors' cookies; by default none. */
  readonly origins?: Origins;
  /** Hears why a ticket could not be made, but not that whoever asked went away; the viewer is only told the code. */
  readonly onError?: (error: unknown) => unknown;
}

type Check = readonly [isRight: (value: unknown) => boolean, words: string];

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';

const CHECKS: Readonly<Record<keyof TokenHandlerOptions, Check>> = {
  authorize: [isFunction, 'no function (request, { channel }): it decides who may watch what'],
  region: [isRegion, 'no AWS region: leave it out for that of the environment'],
  endpoint: [isEndpoint, 'no http or https URL: leave it out for the region’s'],
  credentials: [
    isSigner,
    'neither an object with accessKeyId and secretAccessKey nor a function: leave it out for the environment’s',
  ],
  maxSessionSeconds: [
    (value) => typeof value === 'number' && value >= 1,
    'no number of seconds from 1: leave it out for sessions without an end',
  ],
  origins: [Array.isArray, 'no list: leave it out for none'],
  onError: [isFunction, 'no function'],
};

/**
 * Checks options, of which `undefined` is one that is left out. One that is wrong or misspelt would let more
 * in than was meant, or sign as somebody else.
 *
 * @throws {TypeError} when there is no `authorize`, or an option is unknown or wrong
 */
export function checkOptions(options: TokenHandlerOptions): void {
  if (options?.authorize === undefined) {
    throw new TypeError(
      'createTokenHandler needs authorize(request, { channel }): it decides who may watch what.',
    );
  }
  const unknown = Object.keys(options).filter((name) => !Object.hasOwn(CHECKS, name));
  if (unknown.length > 0) {
    throw new TypeError(
      `createTokenHandler has no option ${unknown.join(', ')}. It has ${Object.keys(CHECKS).join(', ')}.`,
    );
  }
  for (const [name, [isRight, words]] of Object.entries(CHECKS)) {
    const value = options[name as keyof TokenHandlerOptions];
    if (value !== undefined && !isRight(value)) throw new TypeError(`${name} is ${words}.`);
  }
  checkOrigins(options.origins ?? []);
}

function isEndpoint(value: unknown): boolean {
  return typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value);
}

function isSigner(value: unknown): boolean {
  if (isFunction(value)) return true;
  const { accessKeyId, secretAccessKey } = Object(value) as Readonly<Record<string, unknown>>;
  return isText(accessKeyId) && isText(secretAccessKey);
}
