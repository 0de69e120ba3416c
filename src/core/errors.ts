import { redact } from './redact.js';

/** What went wrong, stable across versions; the README has a table of them. */
export type KvsErrorCode =
  | 'unsupported'
  | 'insecure-context'
  | 'bad-configuration'
  | 'token-failed'
  | 'access-denied'
  | 'session-expired'
  | 'channel-not-found'
  | 'channel-busy'
  | 'signaling-lost'
  | 'camera-offline'
  | 'negotiation-failed'
  | 'codec-unsupported'
  | 'ice-failed'
  | 'media-timeout'
  | 'media-lost'
  | 'microphone-denied'
  | 'microphone-blocked'
  | 'no-return-audio'
  | 'device-refused';

const HINTS: Readonly<Record<KvsErrorCode, string>> = {
  unsupported: 'This browser has no WebRTC. Use a current Chrome, Edge, Firefox or Safari.',
  'insecure-context': 'Serve the page over https:// (http://localhost is fine for development).',
  'bad-configuration': 'Check the attributes of the element.',
  'token-failed': 'Check the token callback or the token URL: it must answer a ticket or AWS credentials.',
  'access-denied':
    'The signed URL or the credentials were refused. Check kinesisvideo:ConnectAsViewer, the signer’s clock, that the channel exists, and that it has fewer than ten viewers.',
  'session-expired': 'The right to watch has ended. Sign in again, then call reconnect().',
  'channel-not-found': 'Check the channel’s name and region.',
  'channel-busy': 'A channel has at most ten viewers. Close one, or wait.',
  'signaling-lost':
    'The signaling service could not be reached. Check the network, and connect-src of the page’s policy.',
  'camera-offline':
    'The camera did not answer. Check that it is powered, on the network and connected as master.',
  'negotiation-failed': 'The camera’s answer could not be used. Its log tells more.',
  'codec-unsupported': 'The camera and this browser share no video codec. Let the camera offer H.264 or VP8.',
  'ice-failed': 'No network path to the camera. Check that UDP or the TURN servers can be reached from here.',
  'media-timeout': 'Connected, but no picture came. Check that the camera sends video.',
  'media-lost': 'The camera stopped sending.',
  'microphone-denied': 'Allow the microphone for this site in the browser’s settings.',
  'microphone-blocked':
    'The page may not use the microphone: check Permissions-Policy and the iframe’s allow attribute.',
  'no-return-audio': 'The camera takes no sound.',
  'device-refused': 'The device did not accept the command.',
};

/** No retry helps after these, so a session does not try again by itself; else `retryDelay` says how soon. */
const FINAL: readonly KvsErrorCode[] = [
  'unsupported',
  'insecure-context',
  'bad-configuration',
  'session-expired',
  'channel-not-found',
  'codec-unsupported',
  'microphone-denied',
  'microphone-blocked',
  'no-return-audio',
  'device-refused',
];

/** All codes there are. */
export const ERROR_CODES: readonly KvsErrorCode[] = Object.keys(HINTS) as KvsErrorCode[];

export function isErrorCode(value: unknown): value is KvsErrorCode {
  return ERROR_CODES.includes(value as KvsErrorCode);
}

/** Tells errors of one code apart, for words to the person who talks. */
export type TalkTrouble =
  | 'microphone-missing'
  | 'microphone-taken'
  | 'microphone-forbidden'
  | 'microphone-lost'
  | 'microphone-hot'
  | 'floor-taken'
  | 'device-silent';

/** What a `KvsError` may say beside its code and message. */
export interface KvsErrorOptions {
  /** What to do about it, for the integrator; by default the code's own. */
  readonly hint?: string | undefined;
  /** What was thrown underneath; its text is redacted. */
  readonly cause?: unknown;
  /** Milliseconds the other side asked to be left alone. */
  readonly retryAfterMs?: number | undefined;
  readonly trouble?: TalkTrouble | undefined;
}

/** The one error of this package: a stable code, a sentence, and what to do about it. Never holds a secret. */
export class KvsError extends Error {
  override readonly name = 'KvsError';
  readonly code: KvsErrorCode;
  readonly hint: string;
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;
  readonly trouble: TalkTrouble | undefined;

  constructor(code: KvsErrorCode, message: string, options: KvsErrorOptions = {}) {
    super(
      redact(message),
      options.cause === undefined ? undefined : { cause: withoutSecrets(options.cause) },
    );
    this.code = code;
    this.hint = redact(options.hint ?? HINTS[code]);
    this.retryable = !FINAL.includes(code);
    this.retryAfterMs = options.retryAfterMs;
    this.trouble = options.trouble;
  }
}

/** Gives back a `KvsError` as it is and wraps anything else under `code`. */
export function toKvsError(thrown: unknown, code: KvsErrorCode, message: string): KvsError {
  if (thrown instanceof KvsError) return thrown;
  return new KvsError(code, `${message}: ${textOf(thrown)}`, { cause: thrown });
}

/** Where something needs a live camera; `consequence` is what follows for want of one. */
export function notLive(consequence: string): KvsError {
  return new KvsError('camera-offline', `The camera is not live, so ${consequence}`, {
    hint: 'Wait until its state is live.',
  });
}

function textOf(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return typeof thrown === 'string' ? thrown : Object.prototype.toString.call(thrown);
}

function withoutSecrets(cause: unknown): unknown {
  const text = textOf(cause);
  if (cause instanceof KvsError) return cause;
  const copy = new Error(redact(text));
  if (cause instanceof Error) copy.name = cause.name;
  return copy;
}
