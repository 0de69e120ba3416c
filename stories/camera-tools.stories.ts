import type { Meta, StoryContext, StoryObj } from '@storybook/web-components-vite';
import { cameraOf, settle } from './support/act.js';
import { inside } from './support/until.js';
import { cameraMeta, type CameraArgs } from './support/camera-play.js';

export default { title: 'Camera/Tools and marks', ...cameraMeta } satisfies Meta<CameraArgs>;

type Story = StoryObj<CameraArgs>;

/** The bar is there while a mouse moves, after a tap, and while something in it has the focus. */
export const Bar: Story = { play: (context) => showBar(context, '.play') };

/** A bar that is too narrow leaves the rest to its menu. */
export const BarWithMenu: Story = {
  args: { width: 360 },
  play: async (context) => {
    await showBar(context, '.more');
    if (context.viewMode === 'story') (await inside(cameraOf(context), '.more')).click();
  },
};

export const WithoutControls: Story = { args: { controls: false } };

/** What stands in the slot `controls` takes the place of the bar. */
export const OwnBar: Story = {
  args: {
    content: [
      {
        tag: 'button',
        attributes: { slot: 'controls', type: 'button', style: 'margin: 8px; pointer-events: auto' },
        children: ['Open the gate'],
      },
    ],
  },
  play: async (context) => {
    await settle(context);
    if (context.viewMode === 'story')
      cameraOf(context).querySelector('button')?.focus({ preventScroll: true });
  },
};

/** What stands in the camera lies over the picture. */
export const OwnWordsOverThePicture: Story = {
  args: {
    content: [
      {
        tag: 'p',
        attributes: {
          style:
            'position: absolute; inset: auto 12px 12px auto; margin: 0; padding: 4px 10px; background: #fff; color: #16202b',
        },
        children: ['12 °C'],
      },
    ],
  },
};

export const WithSound: Story = { args: { muted: false }, play: (context) => showBar(context, '.mute') };

/** The browser has refused the sound before somebody has touched the page, so the picture plays without. */
export const SoundRefused: Story = {
  args: { muted: false, isSilenced: true },
  play: (context) => showBar(context, '.mute'),
};

export const MicrophoneOpening: Story = { args: { talk: 'arming' } };

export const Talking: Story = { args: { talk: 'on' } };

export const Recording: Story = { play: record };

/** What is on always shows, however little room there is. */
export const TalkingAndRecordingInASmallTile: Story = {
  args: { talk: 'on', width: 240, label: 'Loading dock, north side' },
  play: record,
};

export const Statistics: Story = {
  args: { stats: true, isMoving: true, width: 800 },
  play: async (context) => {
    await settle(context);
    await inside(cameraOf(context), '[part=stats] dl');
  },
};

export const Zoomed: Story = {
  play: async (context) => {
    await settle(context);
    await cameraOf(context).zoom(2.5, { x: 0.7, y: 0.75 });
  },
};

async function showBar(context: StoryContext, button: string): Promise<void> {
  await settle(context);
  const found = await inside(cameraOf(context), `.bar ${button}`);
  // On a page of documentation many stories would fight for the focus.
  if (context.viewMode === 'story') found.focus({ preventScroll: true });
}

async function record(context: StoryContext): Promise<void> {
  await settle(context);
  const camera = cameraOf(context);
  camera.record();
  await camera.updateComplete;
}
