import { checkTags } from './account.js';
import type { CallContext, Operations } from './calls.js';
import type { Channel } from './channel.js';
import { endpoints } from './endpoints.js';
import { errorOf, invalidArgument } from './errors.js';
import { oneOf } from './input.js';
import type { Input } from './input.js';
import type { Ports } from './options.js';

/** The regional control plane (fact sheet section 1); `ports` may be filled in until an endpoint is asked for. */
export function controlOperations(ports: Ports): Operations {
  return {
    '/createSignalingChannel': {
      name: 'CreateSignalingChannel',
      on: 'new-channel',
      perSecond: 50,
      run: create,
    },
    '/listSignalingChannels': { name: 'ListSignalingChannels', on: 'account', perSecond: 50, run: list },
    '/describeSignalingChannel': {
      name: 'DescribeSignalingChannel',
      on: 'ChannelARN or ChannelName',
      perSecond: 300,
      perChannel: 5,
      run: (context, channel) => ({ ChannelInfo: describe(channel) }),
    },
    '/updateSignalingChannel': {
      name: 'UpdateSignalingChannel',
      on: 'ChannelARN',
      perSecond: 50,
      perChannel: 5,
      run: update,
    },
    '/deleteSignalingChannel': {
      name: 'DeleteSignalingChannel',
      on: 'ChannelARN',
      perSecond: 50,
      perChannel: 5,
      run: remove,
    },
    '/getSignalingChannelEndpoint': {
      name: 'GetSignalingChannelEndpoint',
      on: 'ChannelARN',
      perSecond: 300,
      perChannel: Infinity,
      run: ({ input, secure }, channel) => endpoints(input, channel, ports, secure),
    },
    ...STORAGE,
    ...TAGGING,
  };
}

const STORAGE: Operations = {
  '/describeMediaStorageConfiguration': {
    name: 'DescribeMediaStorageConfiguration',
    on: 'ChannelARN or ChannelName',
    perSecond: 50,
    perChannel: 5,
    run: (context, { streamArn = null }) => ({
      MediaStorageConfiguration: {
        StreamARN: streamArn,
        Status: streamArn === null ? 'DISABLED' : 'ENABLED',
      },
    }),
  },
  '/updateMediaStorageConfiguration': {
    name: 'UpdateMediaStorageConfiguration',
    on: 'ChannelARN',
    perSecond: 10,
    perChannel: 5,
    run: ({ input }, channel) => {
      const wanted = input.object('MediaStorageConfiguration');
      const status = oneOf(['ENABLED', 'DISABLED'], wanted.needText('Status'), 'Status');
      channel.checkActive();
      channel.streamArn = status === 'ENABLED' ? wanted.needText('StreamARN') : undefined;
      return {};
    },
  },
};

const TAG_RATES = { on: 'ResourceARN', perSecond: 50, perChannel: 5 } as const;

const TAGGING: Operations = {
  '/TagResource': {
    ...TAG_RATES,
    name: 'TagResource',
    run: ({ input }, channel) => {
      const tags = new Map([...channel.tags, ...readTags(input)]);
      checkTags(tags);
      for (const [key, value] of tags) channel.tags.set(key, value);
      return {};
    },
  },
  '/UntagResource': {
    ...TAG_RATES,
    name: 'UntagResource',
    run: ({ input }, channel) => {
      for (const key of input.texts('TagKeyList') ?? []) channel.tags.delete(key);
      return {};
    },
  },
  '/ListTagsForResource': {
    ...TAG_RATES,
    name: 'ListTagsForResource',
    run: (context, channel) => ({ Tags: Object.fromEntries(channel.tags) }),
  },
};

function create({ account, input }: CallContext): object {
  const type = oneOf(
    ['SINGLE_MASTER', 'FULL_MESH'],
    input.text('ChannelType') ?? 'SINGLE_MASTER',
    'ChannelType',
  );
  const messageTtlSeconds = readTtl(input) ?? 60;
  const tags = Object.fromEntries(readTags(input));
  const { arn } = account.create(input.needText('ChannelName'), { type, messageTtlSeconds, tags });
  return { ChannelARN: arn };
}

function list({ account, input }: CallContext): object {
  const most = input.integer('MaxResults', 1, 10_000) ?? 500;
  const prefix = readPrefix(input);
  const after = readToken(input.text('NextToken'));
  const rest = account.channels.filter(({ name }) => name.startsWith(prefix) && name > after);
  const page = rest.slice(0, most);
  const last = page.at(-1);
  const more =
    last && rest.length > page.length ? { NextToken: Buffer.from(last.name).toString('base64') } : {};
  return { ChannelInfoList: page.map(describe), ...more };
}

function update({ input }: CallContext, channel: Channel): object {
  checkVersion(channel, input.needText('CurrentVersion'));
  channel.checkActive();
  channel.messageTtlSeconds = readTtl(input) ?? channel.messageTtlSeconds;
  channel.renew();
  return {};
}

function remove({ account, input }: CallContext, channel: Channel): object {
  const version = input.text('CurrentVersion');
  if (version !== undefined) checkVersion(channel, version);
  channel.checkActive();
  account.delete(channel);
  return {};
}

function describe(channel: Channel): object {
  return {
    ChannelName: channel.name,
    ChannelARN: channel.arn,
    ChannelType: channel.type,
    ChannelStatus: channel.status,
    CreationTime: channel.createdAt / 1000,
    SingleMasterConfiguration: { MessageTtlSeconds: channel.messageTtlSeconds },
    Version: channel.version,
  };
}

function checkVersion(channel: Channel, version: string): void {
  if (!/^[a-zA-Z0-9]{1,64}$/.test(version)) throw invalidArgument('CurrentVersion is not a version');
  if (version === channel.version) return;
  throw errorOf('VersionMismatchException', 400, 'CurrentVersion is not the version of the channel');
}

function readTtl(input: Input): number | undefined {
  return input.object('SingleMasterConfiguration').integer('MessageTtlSeconds', 5, 120);
}

function readTags(input: Input): Map<string, string> {
  return new Map(input.objects('Tags').map((tag) => [tag.needText('Key'), tag.needText('Value')]));
}

function readPrefix(input: Input): string {
  const condition = input.object('ChannelNameCondition');
  oneOf(['BEGINS_WITH'], condition.text('ComparisonOperator') ?? 'BEGINS_WITH', 'ComparisonOperator');
  return condition.text('ComparisonValue') ?? '';
}

function readToken(token = ''): string {
  const name = Buffer.from(token, 'base64').toString();
  if (Buffer.from(name).toString('base64') === token) return name;
  throw invalidArgument('NextToken is not one this service gave');
}
