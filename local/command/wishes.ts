import { parseArgs } from 'node:util';
import { IDENTITIES, type Identity } from '../cameras/index.js';

/** One camera to run. */
export interface CameraPlace {
  readonly channel: string;
  readonly label: string;
  readonly picture: Identity;
}

/** What the command was asked for. */
export interface Wishes {
  /** Of the page and the token endpoint; the service takes the four after it. 0 finds free ones. */
  readonly port: number;
  /** Address to listen on. */
  readonly host: string;
  readonly cameras: readonly CameraPlace[];
}

export const USAGE = `Usage: kvs-elements local [options]

  --port N          page and token endpoint; KVS takes the four ports after it (4600; 0 finds free ones)
  --cameras N       how many cameras (3, at most 24)
  --channel NAME    name of a camera's channel; again for each further one
  --host ADDRESS    address to listen on (127.0.0.1): that, or 0.0.0.0 or :: for all that there are
  --help            this text
`;

const PICTURES = Object.keys(IDENTITIES) as Identity[];
const MOST_CAMERAS = 24;
const LAST_PORT = 65_531;
/** Cameras and pages reach it by 127.0.0.1. */
const HOSTS = ['127.0.0.1', '0.0.0.0', '::'];
const NAME = /^[a-zA-Z0-9_.-]{1,256}$/;

/**
 * Reads the command line; `undefined` when only help is wanted.
 *
 * @throws {Error} with a sentence for whoever typed it
 */
export function readWishes(words: readonly string[]): Wishes | undefined {
  const { values } = parseArgs({
    args: [...words],
    options: {
      port: { type: 'string', default: '4600' },
      cameras: { type: 'string' },
      channel: { type: 'string', multiple: true, default: [] },
      host: { type: 'string', default: '127.0.0.1' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const names = values.channel;
  for (const name of names) {
    if (!NAME.test(name)) throw new Error(`"${name}" is no channel name: letters, digits and . _ - only.`);
  }
  if (new Set(names).size < names.length) throw new Error('Each --channel needs a name of its own.');
  const count = readNumber('--cameras', values.cameras ?? String(names.length || 3), 1, MOST_CAMERAS);
  return {
    port: readNumber('--port', values.port, 0, LAST_PORT),
    host: readHost(values.host),
    cameras: placesFor(names, Math.max(count, names.length)),
  };
}

function placesFor(names: readonly string[], count: number): CameraPlace[] {
  // A name of one's own comes first; pictures that are not named yet lend theirs to the rest.
  const spare = PICTURES.filter((name) => !names.includes(name));
  const rest = Array.from({ length: count }, (_, index) => spare[index] ?? `camera-${index + 1}`);
  return [...names, ...rest.filter((name) => !names.includes(name))].slice(0, count).map((channel, index) => {
    const picture = PICTURES.find((name) => name === channel) ?? PICTURES[index % PICTURES.length] ?? 'barn';
    return { channel, label: channel === picture ? IDENTITIES[picture].name : channel, picture };
  });
}

function readHost(text: string): string {
  const host = text === 'localhost' ? '127.0.0.1' : text;
  if (HOSTS.includes(host)) return host;
  throw new Error(`--host is "${text}"; it takes 127.0.0.1, 0.0.0.0 or ::. All else finds KVS by 127.0.0.1.`);
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${option} is "${text}"; it takes a number from ${least} to ${most}.`);
}
