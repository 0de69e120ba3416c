import { KvsError } from './errors.js';
import type { TokenSource } from './token.js';

/** Which network paths may be used: all, only TURN, or only without TURN. */
export type Transport = 'auto' | 'relay' | 'direct';

/** Who is at the other end: the camera, or the service that records it. */
export type Mode = 'auto' | 'peer' | 'storage';

/** How much delay the receiver may add to even out the network. */
export type Latency = 'low' | 'balanced' | 'smooth';

/** A camera to connect to, and how. */
export interface CameraTarget extends TokenSource {
  /** Channel name or ARN. */
  readonly channel: string;
  /** AWS region; by default the ARN's. */
  readonly region?: string | undefined;
  /** `peer`: the camera itself; `storage` is not there yet; `auto` is `peer` until it is. */
  readonly mode?: Mode | undefined;
  readonly transport?: Transport | undefined;
  /** Video codecs in the order of preference, as in `video/<name>`; others are not offered. */
  readonly codecs?: readonly string[] | undefined;
  readonly latency?: Latency | undefined;
  /** Do not negotiate a return audio path. */
  readonly viewOnly?: boolean | undefined;
  /** How long one connection attempt may take, in milliseconds; 30 000 by default. */
  readonly connectTimeoutMs?: number | undefined;
}

const TRANSPORTS: readonly Transport[] = ['auto', 'relay', 'direct'];
const MODES: readonly Mode[] = ['auto', 'peer', 'storage'];
const LATENCIES: readonly Latency[] = ['low', 'balanced', 'smooth'];
const CREDENTIALS: readonly RequestCredentials[] = ['omit', 'same-origin', 'include'];
const NAME = /^[a-zA-Z0-9_.-]{1,256}$/;
const ARN = /^arn:[a-z\d-]+:kinesisvideo:([a-z0-9-]+):[0-9]+:channel\/([a-zA-Z0-9_.-]{1,256})\/[0-9]+$/;
const REGION = /^[a-z]{2,}(?:-[a-z0-9]+)+$/;

/**
 * The target with its region filled in from the ARN.
 *
 * @throws {KvsError} `bad-configuration`, saying which attribute is wrong and what it should look like
 */
export function parseTarget(target: CameraTarget): CameraTarget {
  const channel = typeof target.channel === 'string' ? target.channel.trim() : '';
  if (!channel)
    throw badTarget('The camera has no channel', 'Set the channel attribute to a channel name or ARN.');
  const region = channel.startsWith('arn:') ? regionOfArn(channel) : (checkName(channel), undefined);
  if (target.region && !REGION.test(target.region)) {
    throw badTarget(`"${target.region}" is no AWS region`, 'A region looks like us-west-2.');
  }
  if (region && target.region && region !== target.region) {
    throw badTarget(
      `The ARN is of ${region}, the region attribute says ${target.region}`,
      'Leave the region attribute out: the ARN has it.',
    );
  }
  requireOneOf('mode', MODES, target.mode);
  if (target.mode === 'storage') {
    throw badTarget('Storage sessions cannot be watched yet', 'Leave the mode attribute out.');
  }
  requireOneOf('transport', TRANSPORTS, target.transport);
  requireOneOf('latency', LATENCIES, target.latency);
  requireOneOf('token-credentials', CREDENTIALS, target.tokenCredentials);
  if (target.tokenUrl && !URL.canParse(target.tokenUrl, 'https://page/')) {
    throw badTarget(
      `"${target.tokenUrl}" is no token-url`,
      'Use a path such as /api/kvs/token, or a whole URL.',
    );
  }
  if (target.endpoint && !/^https?:\/\/./.test(target.endpoint)) {
    throw badTarget(`"${target.endpoint}" is no endpoint`, 'Use a whole URL, with https:// before the host.');
  }
  return { ...target, channel, region: target.region || region };
}

type Field = keyof CameraTarget;

/** Which camera it is; how it is connected to; where its tokens come from, beside a first ticket. */
export const PLACE: readonly Field[] = ['channel', 'region', 'endpoint', 'mode'];
export const MANNER: readonly Field[] = ['transport', 'latency', 'viewOnly', 'codecs'];
export const SOURCE: readonly Field[] = [
  'getToken',
  'tokenUrl',
  'tokenCredentials',
  'identityPoolId',
  'identityRoleArn',
];

/** Whether two targets say the same in these fields. */
export function areAlike(one: CameraTarget, other: CameraTarget, fields: readonly Field[]): boolean {
  const said = (target: CameraTarget, field: Field): unknown =>
    field === 'codecs' ? target.codecs?.join() : target[field];
  return fields.every((field) => Object.is(said(one, field), said(other, field)));
}

/** What makes two targets the same camera: they share one session. */
export function keyOf(target: CameraTarget): string {
  return [target.channel, target.region ?? '', target.mode ?? 'auto', target.endpoint ?? ''].join('\n');
}

/** The channel's name, whether given as name or ARN. */
export function nameOf(channel: string): string {
  return ARN.exec(channel)?.[2] ?? channel;
}

function regionOfArn(arn: string): string {
  const region = ARN.exec(arn)?.[1];
  if (region) return region;
  throw badTarget(
    `"${arn}" is no ARN of a signaling channel`,
    'It looks like arn:aws:kinesisvideo:us-west-2:123456789012:channel/front-door/1580000000000.',
  );
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw badTarget(`"${name}" is no channel name`, 'A name has 1 to 256 letters, digits, and the marks _ . -');
}

function requireOneOf(name: string, allowed: readonly string[], value: string | undefined): void {
  if (value === undefined || allowed.includes(value)) return;
  throw badTarget(`"${value}" is no ${name}`, `Use one of: ${allowed.join(', ')}.`);
}

function badTarget(message: string, hint: string): KvsError {
  return new KvsError('bad-configuration', message, { hint });
}
