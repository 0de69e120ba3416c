import type { Meta, StoryObj } from '@storybook/web-components-vite';
import type { KvsCamera, KvsPttButton } from '../src/index.js';
import { settle, staged, type Play } from './support/act.js';
import { inside } from './support/until.js';
import { cameraMarkup, styleOf } from './support/camera-play.js';
import type { Markup } from './support/markup.js';
import { exhibition, LOUD, LOUD_GROUND, type Specimen, type Specimens } from './support/specimens.js';
import type { Scene } from './support/stage.js';

export default { title: 'Theming/Looks', component: 'kvs-camera' } satisfies Meta;

type Story = StoryObj;

const LIVE: Scene = { state: 'live' };
const OFFLINE: Scene = { state: 'offline' };
const TALK: Scene = { state: 'live', talk: 'on' };
const FAILED: Scene = { state: 'failed' };

const OF_CAMERA: Specimens = {
  '--kvs-aspect-ratio': { value: '4/3', scene: LIVE },
  '--kvs-radius': { value: '24px', scene: LIVE },
  '--kvs-live-color': { value: LOUD, scene: LIVE },
  '--kvs-warn-color': { value: LOUD, scene: OFFLINE },
  '--kvs-error-color': { value: LOUD, scene: FAILED },
  '--kvs-talk-color': { value: LOUD, scene: TALK },
  '--kvs-scrim': { value: LOUD_GROUND, scene: OFFLINE },
  '--media-object-fit': { value: 'cover', scene: LIVE, args: { style: '--kvs-aspect-ratio: 1' } },
  '--media-primary-color': { value: LOUD, scene: { state: 'connecting' } },
  '--media-control-background': { value: LOUD_GROUND, scene: OFFLINE },
  '--media-font-family': { value: 'Georgia, serif', scene: OFFLINE },
  '::part(video)': { scene: LIVE },
  '::part(poster)': { scene: { state: 'connecting' }, args: { poster: '/images/front-door.jpg' } },
  '::part(overlay)': { scene: OFFLINE },
  '::part(status)': { scene: OFFLINE },
  '::part(message)': { scene: OFFLINE },
  '::part(spinner)': { scene: { state: 'connecting' } },
  '::part(retry)': { scene: OFFLINE },
  '::part(controls)': { scene: LIVE, args: { controls: true } },
  '::part(volume)': { scene: LIVE, args: { controls: true } },
  '::part(menu)': { scene: LIVE, args: { controls: true } },
  '::part(notice)': { scene: LIVE, args: { controls: true } },
  '::part(button)': { scene: { state: 'idle' }, args: { autoplay: false } },
  '::part(label)': { scene: LIVE },
  '::part(stats)': { scene: LIVE, args: { stats: true } },
  '::part(recording)': { scene: LIVE },
  '::part(talk)': { scene: TALK },
};

const OF_TALK_BUTTON: Specimens = {
  '--kvs-talk-color': { value: LOUD, scene: TALK },
  '--kvs-error-color': { value: LOUD, scene: { state: 'live', talk: 'microphone-denied' } },
  '--kvs-radius': { value: '4px', scene: LIVE },
  '--media-control-background': { value: LOUD_GROUND, scene: LIVE },
  '--media-primary-color': { value: LOUD, scene: LIVE },
  '--media-font-family': { value: 'Georgia, serif', scene: LIVE },
  '::part(button)': { scene: LIVE },
  '::part(label)': { scene: LIVE },
  '::part(level)': { scene: LIVE },
  '::part(message)': { scene: { state: 'live', talk: 'microphone-denied' } },
};

const LIST_FAILED: Specimen = { args: { src: '/cameras.json', states: [] } };
const PAIR = { states: ['live', 'live'], 'min-tile-width': 100 };

const OF_GRID: Specimens = {
  '--kvs-gap': { value: '24px', args: PAIR },
  '--kvs-select-color': { value: LOUD, args: { ...PAIR, selected: 'gate' } },
  '--kvs-radius': { value: '24px', ...LIST_FAILED },
  '--media-font-family': { value: 'Georgia, serif', ...LIST_FAILED },
  '::part(wall)': { args: PAIR },
  '::part(message)': LIST_FAILED,
  '::part(button)': LIST_FAILED,
  '::part(retry)': LIST_FAILED,
};

/** Everything of a camera that CSS reaches, set to something that nobody can overlook. */
export const Camera: Story = {
  ...staged(exhibition('kvs-camera', OF_CAMERA)),
  play: async (context) => {
    await settle(context);
    const { canvasElement, viewMode } = context;
    canvasElement.querySelector<KvsCamera>('.of-partrecording kvs-camera')?.record();
    const camera = canvasElement.querySelector('.of-partcontrols kvs-camera');
    // The bar is seen while the focus is in it.
    if (camera && viewMode === 'story') (await inside(camera, '.bar .play')).focus({ preventScroll: true });
  },
};

export const TalkButton: Story = {
  ...staged(exhibition('kvs-ptt-button', OF_TALK_BUTTON)),
  play: async (context) => {
    await settle(context);
    const button = context.canvasElement.querySelector<KvsPttButton>('.of-partlevel kvs-ptt-button');
    if (!button) throw new Error('The story has no level');
    button.mode = 'toggle';
    (await inside(button, 'button')).click();
  },
};

export const Grid: Story = {
  ...staged(exhibition('kvs-grid', OF_GRID)),
  play: async (context) => {
    // Out of sight, as on a page of documentation, its cameras have no connection.
    if (context.viewMode === 'story') await settle(context);
  },
};

/** Dark or light is what the page's `color-scheme` says, or that of whatever is around an element. */
export const DarkAndLight: Story = staged({
  isFixed: true,
  markup: (_, own) =>
    (['light', 'dark'] as const).map((scheme) => ({
      tag: 'section',
      attributes: { style: `color-scheme: ${scheme}; ${SECTION}` },
      children: corner((name) => own(`${scheme}.${name}`)),
    })),
  scenes: () => ({ ...cornerScenes('light.'), ...cornerScenes('dark.') }),
});

/** A soft one, for the portal of a house. Everything in it is in the controls. */
export const OwnLookSoft: Story = {
  ...staged(themed('portal')),
  args: {
    '--kvs-radius': '20px',
    '--kvs-scrim': '#fdf1e4f2',
    '--kvs-live-color': '#0c7a5b',
    '--kvs-talk-color': '#8a3ffc',
    '--media-primary-color': '#3b2f2a',
    '--media-control-background': '#fffaf4',
    '--media-font-family': 'Georgia, serif',
    '--media-object-fit': 'cover',
  },
};

/** A strict one, for a control room. */
export const OwnLookStrict: Story = {
  ...staged(themed('control-room')),
  globals: { scheme: 'dark' },
  args: {
    '--kvs-radius': '0',
    '--kvs-scrim': '#05080cf5',
    '--kvs-live-color': '#35e0ff',
    '--kvs-warn-color': '#ffd23f',
    '--kvs-talk-color': '#c2410c',
    '--media-primary-color': '#d7f9ff',
    '--media-control-background': '#05080c',
    '--media-font-family': 'ui-monospace, monospace',
  },
};

const COLUMNS = 'display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 16px';
const SECTION = `${COLUMNS}; padding: 16px; background: light-dark(#fff, #0b1017)`;

/** A bit of everything. */
function corner(own: (name: string) => string): readonly Markup[] {
  const all = { muted: true, autoplay: true, controls: true };
  return [
    cameraMarkup({ ...all, id: 'front', label: 'Front door' }, own, 'front-door'),
    cameraMarkup({ ...all, label: 'Gate' }, own, 'gate'),
    cameraMarkup({ ...all, label: 'Yard' }, own, 'yard'),
    cameraMarkup({ ...all, label: 'Garage' }, own, 'garage'),
    { tag: 'kvs-ptt-button', attributes: { for: 'front' }, real: { for: own('front') } },
  ];
}

function cornerScenes(prefix = ''): Readonly<Record<string, Scene>> {
  const scenes: Readonly<Record<string, Scene>> = {
    'front-door': TALK,
    gate: OFFLINE,
    yard: { state: 'frozen', weather: 'snow' },
    garage: FAILED,
  };
  return Object.fromEntries(Object.entries(scenes).map(([name, scene]) => [prefix + name, scene]));
}

/** A corner of a page that has its own look by custom properties. */
function themed(name: string): Play {
  return {
    css: (args) => `.${name} {\n${`${COLUMNS}; ${styleOf(args)}`.replaceAll(/(.+?)(; |$)/g, '  $1;\n')}}`,
    markup: (args, own) => [
      {
        tag: 'div',
        attributes: { class: name },
        real: { style: `${COLUMNS}; ${styleOf(args)}` },
        children: corner(own),
      },
    ],
    scenes: () => cornerScenes(),
  };
}
