export { createTokenHandler, type Grant, type TokenHandlerOptions, type Wish } from './handler.js';
export { toNodeHandler } from './node.js';
export { createTicket, type TicketOptions } from './ticket.js';
export type { AwsCredentials, ViewerTicket } from '../core/ticket.js';
export { KvsError } from '../core/errors.js';
