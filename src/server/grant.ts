import type { TicketOptions } from './ticket.js';

/** What `authorize` grants: fields here replace those of the wish. */
export type Grant = Partial<Pick<TicketOptions, 'channel' | 'region' | 'clientId' | 'sessionExpiresAt'>>;

const FIELDS: readonly string[] = ['channel', 'region', 'clientId', 'sessionExpiresAt'];

/**
 * What `authorize` has granted, or null when it is nothing that clearly allows. A row of users, a `Response`
 * or an error that is returned is no permission; nor is a channel that was looked up and not found.
 */
export function readGrant(answer: unknown): Grant | null {
  if (answer === true) return {};
  if (typeof answer !== 'object' || answer === null) return null;
  if (Object.getPrototypeOf(answer) !== Object.prototype) return null;
  const entries = Object.entries(answer);
  if (entries.some(([name]) => !FIELDS.includes(name))) return null;
  if ('channel' in answer && typeof answer.channel !== 'string') return null;
  const given = entries.filter(([, value]) => value !== undefined);
  return given.length > 0 ? Object.fromEntries(given) : null;
}
