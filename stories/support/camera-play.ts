import type { KvsErrorCode } from '../../src/index.js';
import { unshownOf } from './arg-types.js';
import { attributesOf, staged, type Args } from './act.js';
import type { Attributes, Markup } from './markup.js';
import type { Weather } from './painted-stream.js';
import { POSTER } from './poster.js';
import type { Scene, TalkScene } from './stage.js';

/** The controls of a story of a camera: what of its HTML can be changed, and what happens to it. */
export interface CameraArgs extends Args, Scene {
  /** What stands in the element, for its slots. */
  readonly content?: readonly Markup[];
  /** Pixels that the camera may be wide. */
  readonly width?: number;
}

const TAG = 'kvs-camera';
/** What a story of a simulated camera can show; the others are about the way to it. */
const SHOWN = [
  'label',
  'lang',
  'muted',
  'autoplay',
  'controls',
  'poster',
  'disablepictureinpicture',
  'stats',
];
/** A story on a page of documentation may be out of sight, and shows its state all the same. */
const ALWAYS_ON: Attributes = { loading: 'eager', unload: '' };

const WEATHERS: readonly Weather[] = ['day', 'night', 'snow'];
const ERRORS: readonly KvsErrorCode[] = [
  'unsupported',
  'insecure-context',
  'bad-configuration',
  'token-failed',
  'access-denied',
  'session-expired',
  'channel-not-found',
  'channel-busy',
  'signaling-lost',
  'camera-offline',
  'negotiation-failed',
  'codec-unsupported',
  'ice-failed',
  'media-timeout',
  'media-lost',
];

const TALKS: readonly TalkScene[] = ['off', 'asking', 'arming', 'on'];

const simulation = { table: { category: 'simulation' } };

/** What stories of `<kvs-camera>` have in common; spread it into their meta. */
export const cameraMeta = {
  component: TAG,
  ...staged({
    markup: (args, own) => [cameraMarkup(args, own)],
    scenes: (args) => ({ [CHANNEL]: sceneOf(args as CameraArgs) }),
  }),
  args: {
    state: 'live',
    weather: 'day',
    isMoving: false,
    hasLast: false,
    isSilenced: false,
    talk: 'off',
    width: 640,
    label: 'Front door',
    muted: true,
    autoplay: true,
    controls: true,
  } satisfies CameraArgs as CameraArgs,
  argTypes: {
    ...unshownOf(TAG, SHOWN),
    state: { ...simulation, control: 'select' },
    error: {
      ...simulation,
      control: 'select',
      options: ERRORS,
      description: 'What went wrong, in states with an error.',
    },
    weather: {
      ...simulation,
      control: 'inline-radio',
      options: WEATHERS,
      description: 'What the camera sees.',
    },
    isMoving: { ...simulation, control: 'boolean', description: 'Whether a car drives by.' },
    hasLast: { ...simulation, control: 'boolean', description: 'Whether there was a picture before.' },
    isSilenced: {
      ...simulation,
      control: 'boolean',
      description: 'Whether the browser plays only without sound.',
    },
    talk: {
      ...simulation,
      control: 'select',
      options: TALKS,
      description: 'How far somebody is who talks to the camera.',
    },
    content: { table: { disable: true } },
    width: {
      ...simulation,
      control: { type: 'range', min: 120, max: 1280, step: 20 },
      description: 'Pixels that the camera may be wide.',
    },
  },
} as const;

const CHANNEL = 'front-door';

/** A camera of a story. */
export function cameraMarkup(args: Args, own: (name: string) => string, channel: string = CHANNEL): Markup {
  const names = Object.keys(args).filter((name) => SHOWN.includes(name));
  const style = styleOf(args);
  const attributes: Attributes = {
    ...attributesOf(args, ['id']),
    channel,
    region: 'us-west-2',
    'token-url': '/api/kvs/token',
    ...attributesOf(args, names),
    ...(style && { style }),
  };
  const { id, poster } = attributes;
  const real = {
    ...ALWAYS_ON,
    channel: own(channel),
    ...(typeof id === 'string' && { id: own(id) }),
    ...(poster && { poster: POSTER }),
  };
  const { content } = args as { readonly content?: readonly Markup[] };
  return { tag: TAG, attributes, real, ...(content && { children: content }) };
}

/** The custom properties among the controls and other styles, as one writes them into HTML. */
export function styleOf({ style, ...args }: Args): string {
  const properties = Object.entries(args).filter(([name, value]) => name.startsWith('--') && value);
  const all = properties.map(([name, value]) => `${name}: ${String(value)}`);
  return [...(typeof style === 'string' ? [style] : []), ...all].join('; ');
}

/** What happens to the camera of a story. One that nobody has asked for the picture shows none. */
export function sceneOf({ state, autoplay, hasLast, ...args }: CameraArgs): Scene {
  const { error, weather, isMoving, isSilenced, talk } = args;
  return {
    state: autoplay || hasLast ? state : 'idle',
    ...(hasLast && { hasLast }),
    ...(error && { error }),
    ...(weather && { weather }),
    ...(isMoving && { isMoving }),
    ...(isSilenced && { isSilenced }),
    ...(talk && { talk }),
  };
}
