export { createTokenHandler, type TokenHandlerOptions, type Verdict } from './handler.js';
export type { Grant } from './grant.js';
export type { Origins } from './origins.js';
export { toLambdaHandler, type LambdaEvent, type LambdaResult } from './lambda.js';
export { toNodeHandler } from './node.js';
export { createTicket, type TicketOptions } from './ticket.js';
export type { Wish } from './wish.js';
export type { AwsCredentials, TokenReason, ViewerTicket } from '../core/ticket.js';
export { KvsError } from '../core/errors.js';
