import { randomUUID } from 'node:crypto';
import { ServiceError, toServiceError } from '../errors.js';

/** A refusal of the identity service: JSON 1.1, status 400. */
export class IdentityError extends ServiceError {
  constructor(type: string, text: string, status = 400) {
    super(type, status, text, 'message');
  }

  override get headers(): Readonly<Record<string, string>> {
    return {
      'Content-Type': 'application/x-amz-json-1.1',
      'x-amzn-ErrorType': `${this.type}:`,
      // The message quotes what was asked, and a header takes less than a body.
      'x-amzn-ErrorMessage': this.message.replaceAll(/[^\x20-\x7e]/g, '?'),
    };
  }

  override get body(): string {
    return JSON.stringify({ __type: this.type, message: this.message });
  }
}

/** A refusal of STS: XML. */
export class StsError extends ServiceError {
  override get headers(): Readonly<Record<string, string>> {
    return { 'Content-Type': 'text/xml' };
  }

  override get body(): string {
    const who = this.status < 500 ? 'Sender' : 'Receiver';
    const error = `<Type>${who}</Type><Code>${this.type}</Code><Message>${escapeXml(this.message)}</Message>`;
    return (
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">' +
      `<Error>${error}</Error><RequestId>${randomUUID()}</RequestId></ErrorResponse>`
    );
  }
}

/** Turns whatever was thrown into a refusal of the identity service. */
export function toIdentityError(thrown: unknown): IdentityError {
  if (thrown instanceof IdentityError) return thrown;
  const { type, status, message } = toServiceError(thrown);
  if (type === 'InvalidArgumentException') return invalidParameter(message);
  return new IdentityError(type === 'InternalFailure' ? 'InternalErrorException' : type, message, status);
}

/** The input breaks a documented constraint, or asks for what the pool does not do. */
export function invalidParameter(text: string): IdentityError {
  return new IdentityError('InvalidParameterException', text);
}

/** The visitor may not do this. */
export function notAuthorized(text: string): IdentityError {
  return new IdentityError('NotAuthorizedException', text);
}

/** No such pool or identity. */
export function unknown(what: 'IdentityPool' | 'Identity', id: string): IdentityError {
  return new IdentityError('ResourceNotFoundException', `${what} '${id}' not found.`);
}

/** Text for between two tags. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
