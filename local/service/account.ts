import { Channel } from './channel.js';
import type { ChannelOptions } from './channel.js';
import { errorOf, invalidArgument, notFound } from './errors.js';
import { IdentityPools } from './identity/pools.js';
import { Sessions } from './identity/sessions.js';
import { NAME } from './messages.js';
import type { Credential, Settings } from './options.js';
import { RateLimits } from './rates.js';

/** Widest of the published ARN patterns (fact sheet section 1). */
export const ARN = /^arn:[a-z\d-]+:kinesisvideo:[a-z0-9-]+:[0-9]+:[a-z]+\/[a-zA-Z0-9_.-]+\/[0-9]+$/;

/** All channels of the one account and region this service plays. */
export class Account {
  readonly settings: Settings;
  readonly rates: RateLimits;
  readonly pools: IdentityPools;
  /** What the identity pools have given out. */
  readonly sessions: Sessions;
  readonly #signal: AbortSignal;
  readonly #channels = new Map<string, Channel>();
  #lastCreatedAt = 0;

  constructor(settings: Settings, signal: AbortSignal) {
    this.settings = settings;
    this.rates = new RateLimits(settings.now);
    this.pools = new IdentityPools(settings);
    this.sessions = new Sessions(settings);
    this.#signal = signal;
  }

  /** By name, as ListSignalingChannels pages through them. */
  get channels(): Channel[] {
    const channels = [...this.#channels.values()];
    channels.sort((a, b) => (a.name < b.name ? -1 : 1));
    return channels;
  }

  /** Throws InvalidArgumentException, ResourceInUseException, AccountChannelLimitExceededException. */
  create(name: string, options: ChannelOptions = {}): Channel {
    checkName(name, 'ChannelName');
    checkOptions(options);
    if (this.#channels.has(name))
      throw errorOf('ResourceInUseException', 400, `The channel ${name} already exists`);
    if (this.#channels.size >= this.settings.limits.channels) {
      throw errorOf('AccountChannelLimitExceededException', 400, 'The account has too many channels');
    }
    // A channel made again within a millisecond still gets an ARN of its own.
    this.#lastCreatedAt = Math.max(this.settings.now(), this.#lastCreatedAt + 1);
    const channel = new Channel(name, this.#lastCreatedAt, options, this.settings, this.#signal);
    this.#channels.set(name, channel);
    return channel;
  }

  delete(channel: Channel): void {
    this.#channels.delete(channel.name);
    channel.delete();
  }

  /** A key that the account knows, lasting or temporary, expired or not. */
  credential(accessKeyId: string): Credential | undefined {
    const isIt = (known: Credential): boolean => known.accessKeyId === accessKeyId;
    return this.settings.credentials.find(isIt) ?? this.sessions.find(accessKeyId);
  }

  /** By name; `undefined` when there is none. */
  byName(name: string): Channel | undefined {
    return this.#channels.get(name);
  }

  /** By ARN, creation time included: a deleted channel's ARN does not find its successor. */
  byArn(arn: string): Channel | undefined {
    const channel = this.#channels.get(arn.split('/')[1] ?? '');
    return channel?.arn === arn ? channel : undefined;
  }

  /** By name, or throws ResourceNotFoundException. */
  need(name: string): Channel {
    const channel = this.byName(name);
    if (!channel) throw notFound(name);
    return channel;
  }
}

/** Throws InvalidArgumentException unless this is a name as channels and clients have. */
export function checkName(name: string, field: string): void {
  if (NAME.test(name)) return;
  throw invalidArgument(
    `1 validation error detected: Value '${name.slice(0, 300)}' at '${field}' failed to satisfy constraint: ` +
      'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ and have length between 1 and 256',
  );
}

/** Throws InvalidArgumentException unless this looks like a resource of this service. */
export function checkArn(arn: string, field: string): void {
  if (arn.length <= 1024 && ARN.test(arn)) return;
  throw invalidArgument(
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: ` +
      `Member must satisfy regular expression pattern: ${ARN.source}`,
  );
}

/** Throws InvalidArgumentException unless messages may be kept that long. */
export function checkTtl(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 5 && seconds <= 120) return;
  throw invalidArgument(`MessageTtlSeconds is ${seconds}, it has to be between 5 and 120`);
}

/** Throws unless tags are few and short enough. */
export function checkTags(tags: ReadonlyMap<string, string>): void {
  if (tags.size > 50) throw errorOf('TagsPerResourceExceededLimitException', 400, 'More than 50 tags');
  for (const [key, value] of tags) {
    if (key.length >= 1 && key.length <= 128 && value.length <= 256) continue;
    throw invalidArgument('A tag key has 1 to 128 characters, its value at most 256');
  }
}

function checkOptions({ messageTtlSeconds = 60, tags = {} }: ChannelOptions): void {
  checkTtl(messageTtlSeconds);
  checkTags(new Map(Object.entries(tags)));
}
