import type { Meta, StoryContext } from '@storybook/web-components-vite';
import type { CameraState, KvsGrid } from '../../src/index.js';
import '../../src/index.js';
import { unshownOf } from './arg-types.js';
import { attributesOf, staged, type Args } from './act.js';
import { styleOf } from './camera-play.js';
import type { Attributes, Markup } from './markup.js';
import type { Weather } from './painted-stream.js';
import { POSTER } from './poster.js';
import type { Scene } from './stage.js';
import { untilSo } from './until.js';

/** The controls of a story of a grid. */
export interface GridArgs extends Args {
  /** Of its cameras, one after the other. */
  readonly states: readonly CameraState[];
  readonly width?: number;
}

const TAG = 'kvs-grid';
const SHOWN = [
  'label',
  'layout',
  'columns',
  'min-tile-width',
  'max-live',
  'audio',
  'selected',
  'tour',
  'src',
];
const PLACES = [
  'Front door',
  'Gate',
  'Yard',
  'Garage',
  'Lobby',
  'Loading dock',
  'Roof',
  'Stairs',
  'Car park',
  'Reception',
  'Workshop',
  'Warehouse',
] as const;
const WEATHERS: readonly Weather[] = ['day', 'night', 'day', 'snow'];
const DEFAULT_MAX_LIVE = 16;
/** Has no list in it, and is no address elsewhere. */
const NO_LIST = 'data:application/json,{}';

const simulation = { table: { category: 'simulation' } };

/** What stories of `<kvs-grid>` have in common; spread it into their meta. */
export const gridMeta: Omit<Meta<GridArgs>, 'title'> = {
  component: TAG,
  ...staged({ markup: (args, own) => [gridMarkup(args, own)], scenes: scenesOf }),
  play: (context) => gridSettled(context),
  args: { states: Array.from({ length: 9 }, () => 'live' as const), label: 'Site north' },
  argTypes: {
    ...unshownOf(TAG, SHOWN),
    states: {
      ...simulation,
      control: 'object',
      description: 'Of its cameras, one after the other; up to twelve.',
    },
    width: { ...simulation, control: { type: 'range', min: 120, max: 1600, step: 20 } },
    src: { control: false },
  },
};

/** A grid of a story, with its cameras. */
export function gridMarkup(args: Args, own: (name: string) => string): Markup {
  const style = styleOf(args);
  const attributes: Attributes = {
    ...attributesOf(args, ['id']),
    region: 'us-west-2',
    'token-url': '/api/kvs/token',
    ...attributesOf(args, SHOWN),
    ...(style && { style }),
  };
  const { selected, src, id } = attributes;
  const real = {
    ...(typeof id === 'string' && { id: own(id) }),
    ...(typeof selected === 'string' && { selected: own(selected) }),
    ...(src && { src: NO_LIST }),
  };
  return { tag: TAG, attributes, real, children: placesOf(args).map((place) => tile(place, own)) };
}

/** What happens to the cameras of a grid. */
export function scenesOf(args: Args): Readonly<Record<string, Scene>> {
  const states = statesOf(args);
  const scenes = placesOf(args).map((place, index) => {
    const weather = WEATHERS[index % WEATHERS.length] ?? 'day';
    return [channelOf(place), { state: states[index] ?? 'live', weather }] as const;
  });
  return Object.fromEntries(scenes);
}

/** Resolves when as many cameras have a connection as may have one. */
export async function gridSettled({ args, canvasElement, viewMode }: StoryContext): Promise<void> {
  // Out of sight, as on a page of documentation, there may be none.
  if (viewMode !== 'story') return;
  const grid = canvasElement.querySelector<KvsGrid>(TAG);
  const most = Number(args['max-live'] ?? DEFAULT_MAX_LIVE);
  const wanted = statesOf(args)
    .slice(0, PLACES.length)
    .filter((state) => state !== 'idle').length;
  const count = (): number => grid?.tiles.filter(({ state }) => state !== 'idle').length ?? 0;
  await untilSo(() => count() === Math.min(most, wanted), 'the cameras of the grid');
}

function statesOf({ states }: Args): readonly CameraState[] {
  return Array.isArray(states) ? (states as CameraState[]) : [];
}

function placesOf(args: Args): readonly string[] {
  return PLACES.slice(0, statesOf(args).length);
}

function tile(place: string, own: (name: string) => string): Markup {
  const channel = channelOf(place);
  return {
    tag: 'kvs-camera',
    attributes: { channel, label: place, poster: `/images/${channel}.jpg`, muted: true, autoplay: true },
    real: { channel: own(channel), poster: POSTER },
  };
}

function channelOf(place: string): string {
  return place.toLowerCase().replaceAll(' ', '-');
}
