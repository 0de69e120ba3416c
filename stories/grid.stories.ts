import type { Meta, StoryContext, StoryObj } from '@storybook/web-components-vite';
import type { CameraState } from '../src/index.js';
import { staged } from './support/act.js';
import { gridMarkup, gridMeta, gridSettled, scenesOf, type GridArgs } from './support/grid-play.js';
import { untilSo } from './support/until.js';

export default { title: 'Grid/Walls', ...gridMeta } satisfies Meta<GridArgs>;

type Story = StoryObj<GridArgs>;

const MIXED: readonly CameraState[] = [
  'live',
  'live',
  'reconnecting',
  'live',
  'offline',
  'live',
  'frozen',
  'denied',
  'failed',
];

/** As many columns as fit. */
export const Wall: Story = {};

export const TwoColumns: Story = { args: { columns: 2, states: ['live', 'live', 'live', 'live'] } };

export const SmallTiles: Story = {
  args: { 'min-tile-width': 120, states: Array.from({ length: 12 }, () => 'live' as const) },
};

/** One camera large, the others beside it; Enter on a camera puts it there, Escape takes it back. */
export const Spotlight: Story = {
  args: { layout: 'spotlight', selected: 'gate', states: ['live', 'live', 'live', 'offline', 'live'] },
};

/** In little room the others are above and below. */
export const SpotlightInLittleRoom: Story = {
  args: {
    layout: 'spotlight',
    selected: 'yard',
    width: 420,
    states: ['live', 'live', 'live', 'live', 'live'],
  },
};

/** The selected camera is the one that is heard, and that a talk button for the grid talks to. */
export const Selection: Story = { args: { selected: 'yard', states: ['live', 'live', 'live', 'live'] } };

/** Goes on to the next camera every few seconds while nobody touches anything. */
export const Tour: Story = {
  args: { layout: 'spotlight', tour: 5, states: ['live', 'live', 'live', 'live'] },
};

/** Four connections for nine cameras: the others wait with their poster. */
export const MaxLive: Story = { args: { 'max-live': 4 } };

export const Troubles: Story = { args: { states: MIXED } };

/** How many cameras are how, for the header of a portal. */
export const Summary: Story = {
  args: { states: MIXED },
  ...staged({
    markup: (args, own) => [
      { tag: 'p', attributes: { class: 'summary' }, children: ['…'] },
      gridMarkup(args, own),
    ],
    script: () => SUMMARY_SCRIPT,
    scenes: scenesOf,
  }),
  play: async (context) => {
    const line = summarise(context);
    await gridSettled(context);
    if (context.viewMode === 'story') await untilSo(() => line.textContent !== '…', 'the summary');
  },
};

const SUMMARY_SCRIPT = `const line = document.querySelector('.summary');
document.querySelector('kvs-grid').addEventListener('kvs-summary', ({ live, offline, failed, total }) => {
  line.textContent = \`\${live} of \${total} live, \${offline} offline, \${failed} not available\`;
});`;

export const Empty: Story = { args: { states: [] } };

/** The list of cameras in \`src\` could not be loaded. */
export const ListFailed: Story = { args: { states: [], src: '/cameras.json' } };

export const OneCamera: Story = { args: { states: ['live'], width: 640 } };

export const DarkPage: Story = { args: { states: MIXED, selected: 'gate' }, globals: { scheme: 'dark' } };

export const RightToLeft: Story = {
  args: { layout: 'spotlight', selected: 'gate', states: ['live', 'live', 'live', 'live'] },
  globals: { direction: 'rtl' },
};

/** What the script of the story does. */
function summarise({ canvasElement }: StoryContext): Element {
  const line = canvasElement.querySelector('.summary');
  const grid = canvasElement.querySelector('kvs-grid');
  if (!line || !grid) throw new Error('The story has no grid');
  grid.addEventListener('kvs-summary', ({ live, offline, failed, total }) => {
    line.textContent = `${live} of ${total} live, ${offline} offline, ${failed} not available`;
  });
  return line;
}
