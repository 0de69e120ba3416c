import type { ViewerTicket } from '../core/ticket.js';

const SCRIPT = ':scope > script[type="application/json"][slot="ticket"]';
const ticketOf = new WeakMap<Element, ViewerTicket>();

/** The ticket that a server-rendered page put into the element, or undefined. The same object each time. */
export function readTicketScript(host: Element): ViewerTicket | undefined {
  const script = host.querySelector(SCRIPT);
  if (!script) return undefined;
  const ticket = ticketOf.get(script) ?? parse(script.textContent);
  ticketOf.set(script, ticket);
  return ticket;
}

/** What is no JSON is handed on as an empty ticket: the session then says what a ticket looks like. */
function parse(text: string | null): ViewerTicket {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return (typeof value === 'object' && value !== null ? value : {}) as ViewerTicket;
  } catch {
    return {} as ViewerTicket;
  }
}
