import { authenticate, authorize } from './access.js';
import type { Resource } from './access.js';
import { checkArn, checkName } from './account.js';
import type { Account } from './account.js';
import type { Channel } from './channel.js';
import {
  errorOf,
  invalidArgument,
  limitExceeded,
  notFound,
  toServiceError,
  unknownOperation,
} from './errors.js';
import type { Call } from './http.js';
import { Input } from './input.js';
import { pathOf, readAuthorization } from './received.js';

/** What an operation works with. */
export interface CallContext {
  readonly account: Account;
  readonly input: Input;
  /** Came over TLS. */
  readonly secure: boolean;
}

interface Rates {
  readonly name: string;
  /** Calls per second in the account. */
  readonly perSecond: number;
}

/** An operation on the account as a whole, or on a channel that does not exist yet. */
export interface AccountOperation extends Rates {
  readonly on: 'account' | 'new-channel';
  readonly run: (context: CallContext) => object;
}

/** An operation on an existing channel, found by the field its model has. */
export interface ChannelOperation extends Rates {
  readonly on: 'ChannelARN' | 'channelArn' | 'ResourceARN' | 'ChannelARN or ChannelName';
  /** Calls per second on one channel. */
  readonly perChannel: number;
  readonly run: (context: CallContext, channel: Channel) => object | Promise<object>;
}

/** One operation of the service. */
export type Operation = AccountOperation | ChannelOperation;

/** Operations of one host, by path. */
export type Operations = Readonly<Record<string, Operation>>;

interface Target {
  readonly input: Input;
  readonly resource: Resource;
  readonly channel: Channel | undefined;
}

/**
 * Answers a call as the service does: who is it, is it well formed, may they, is it too often, does
 * the channel exist, and only then the operation itself. Everything is booked on the channel.
 */
export async function answerCall(account: Account, operations: Operations, call: Call): Promise<object> {
  const path = pathOf(call);
  const operation = Object.hasOwn(operations, path) ? operations[path] : undefined;
  if (!operation || call.method !== 'POST') throw unknownOperation();
  const target = attempt(() => locate(account, operation, Input.parse(call.body)));
  const ledger = target.value?.channel?.ledger;
  ledger?.called(operation.name);
  try {
    const credential = authenticate(readAuthorization(call), account);
    if (!target.value) throw target.error;
    const { input, resource, channel } = target.value;
    authorize(credential, operation.name, resource);
    throttleAccount(account, operation);
    const context = { account, input, secure: call.secure };
    if (!isOnChannel(operation)) return operation.run(context);
    if (!channel) throw notFound(resource.arn ?? resource.name ?? '');
    checkChannel(channel, operation);
    return await operation.run(context, channel);
  } catch (error) {
    ledger?.refused(operation.name, toServiceError(error));
    throw error;
  }
}

function locate(account: Account, operation: Operation, input: Input): Target {
  switch (operation.on) {
    case 'account':
      return { input, resource: {}, channel: undefined };
    case 'new-channel': {
      const name = input.needText('ChannelName');
      checkName(name, 'ChannelName');
      return { input, resource: { name }, channel: undefined };
    }
    case 'ChannelARN':
    case 'channelArn':
    case 'ResourceARN':
      return locateByArn(account, input, input.needText(operation.on), operation.on);
    case 'ChannelARN or ChannelName':
      break;
  }
  return locateByEither(account, input);
}

function locateByArn(account: Account, input: Input, arn: string, field: string): Target {
  checkArn(arn, field);
  return { input, resource: { arn, name: arn.split('/')[1] ?? '' }, channel: account.byArn(arn) };
}

function locateByEither(account: Account, input: Input): Target {
  const arn = input.text('ChannelARN');
  if (arn !== undefined) return locateByArn(account, input, arn, 'ChannelARN');
  const name = input.text('ChannelName');
  if (name === undefined) throw invalidArgument('Either ChannelName or ChannelARN is required');
  checkName(name, 'ChannelName');
  const channel = account.byName(name);
  return { input, resource: { name, ...(channel && { arn: channel.arn }) }, channel };
}

function throttleAccount(account: Account, { name, perSecond }: Operation): void {
  if (!account.settings.limits.throttleCalls || account.rates.take(name, perSecond)) return;
  throw limitExceeded(`Rate of ${name} exceeded: ${perSecond} per second in the account`);
}

function checkChannel(channel: Channel, { name, perChannel }: ChannelOperation): void {
  const fault = channel.faults.use('refuse-call', ({ operation = name }) => operation === name);
  if (fault) throw errorOf(fault.errorType, fault.status);
  if (!channel.settings.limits.throttleCalls || channel.rates.take(name, perChannel)) return;
  throw limitExceeded(`Rate of ${name} exceeded: ${perChannel} per second on the channel`);
}

function isOnChannel(operation: Operation): operation is ChannelOperation {
  return 'perChannel' in operation;
}

function attempt(
  run: () => Target,
): { value: Target; error?: undefined } | { value?: undefined; error: Error } {
  try {
    return { value: run() };
  } catch (error) {
    return { error: toServiceError(error) };
  }
}
