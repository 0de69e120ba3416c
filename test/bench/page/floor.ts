import { fetchTicket, openBare, type Ticket } from './bare.js';
import type { Road, Wish } from './wish.js';

function road(getTicket: (wish: Wish) => Promise<Ticket>): Road {
  return async (wish) => {
    const startedAt = performance.now();
    const viewer = openBare(getTicket(wish));
    const tookMs = (await viewer.shown) - startedAt;
    viewer.close();
    return tookMs;
  };
}

globalThis.bench = {
  'floor: ticket from token-url': road(({ channel, clientId }) => fetchTicket(channel, clientId)),
  'floor: ticket in the page': road(({ ticket }) => Promise.resolve(ticket)),
};
