import type { Attribute } from './attributes.js';

const REASONS = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden IP',
  420: 'Unknown Attribute',
  437: 'Allocation Mismatch',
  438: 'Stale Nonce',
  440: 'Address Family not Supported',
  441: 'Wrong Credentials',
  442: 'Unsupported Transport Protocol',
  443: 'Peer Address Family Mismatch',
  486: 'Allocation Quota Reached',
  500: 'Server Error',
  508: 'Insufficient Capacity',
} as const;

/** The error codes this server answers with: RFC 8489 section 14.8, RFC 8656 section 19. */
export type RefusalCode = keyof typeof REASONS;

/** Thrown while a request is handled; becomes its error response. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  /** What the response carries beside ERROR-CODE, such as REALM and NONCE. */
  readonly attributes: readonly Attribute[];

  constructor(code: RefusalCode, attributes: readonly Attribute[] = []) {
    super(REASONS[code]);
    this.code = code;
    this.attributes = attributes;
  }
}
