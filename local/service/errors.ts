/**
 * A refusal in the service's own words: error type, HTTP status, text.
 *
 * Whatever throws one inside a call, a handshake or a message ends as that answer to the client.
 */
export class ServiceError extends Error {
  /** As in `x-amzn-ErrorType`. */
  readonly type: string;
  readonly status: number;
  /** Body member that carries the text: the auth layer writes it lower-case. */
  readonly member: 'Message' | 'message';

  constructor(type: string, status: number, text: string, member: 'Message' | 'message' = 'Message') {
    super(text);
    this.name = type;
    this.type = type;
    this.status = status;
    this.member = member;
  }

  /** What the answer says of itself. */
  get headers(): Readonly<Record<string, string>> {
    return { 'Content-Type': 'application/json', 'x-amzn-ErrorType': this.type };
  }

  /** The body of the answer. */
  get body(): string {
    return JSON.stringify({ [this.member]: this.message });
  }
}

/** Default status of each error type a test may ask for by name (fact sheet section 1, "Errors"). */
const STATUS: Readonly<Record<string, number>> = {
  ResourceNotFoundException: 404,
  NotAuthorizedException: 401,
  AccessDeniedException: 403,
  UnrecognizedClientException: 403,
  InvalidSignatureException: 403,
  ExpiredTokenException: 403,
  InternalFailure: 500,
  ServiceUnavailable: 503,
};

/** An error of any type, with the status that type usually has. */
export function errorOf(
  type: string,
  status = STATUS[type] ?? 400,
  text = `${type} on request`,
): ServiceError {
  return new ServiceError(type, status, text);
}

/** The input breaks a documented constraint. */
export function invalidArgument(text: string): ServiceError {
  return new ServiceError('InvalidArgumentException', 400, text);
}

/** No such channel in this account and region. */
export function notFound(resource: string): ServiceError {
  return new ServiceError(
    'ResourceNotFoundException',
    404,
    `The requested channel ${resource} is not found.`,
  );
}

/** A rate or a quota is used up. */
export function limitExceeded(text: string): ServiceError {
  return new ServiceError('ClientLimitExceededException', 400, text);
}

/** The auth layer refuses: always 403, text in `message`. */
export function authError(type: string, text: string): ServiceError {
  return new ServiceError(type, 403, text, 'message');
}

/** What KVS says to a path it does not know, and to the ICE call on the control host. */
export function unknownOperation(): ServiceError {
  return authError('AccessDeniedException', 'Unable to determine service/operation name to be authorized');
}

/** No answer of KVS, which every site may ask: here the keys are known to all. */
export function foreignPage(): ServiceError {
  return authError(
    'AccessDeniedException',
    'Local KVS is for pages of this machine: open yours as localhost',
  );
}

/** Turns whatever was thrown into something that can be answered. */
export function toServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError('InternalFailure', 500, error instanceof Error ? error.message : String(error));
}
