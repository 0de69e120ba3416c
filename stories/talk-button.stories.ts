import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { settle } from './support/act.js';
import { inside } from './support/until.js';
import { pttMeta, type PttArgs } from './support/ptt-play.js';

export default { title: 'Talk button/States', ...pttMeta } satisfies Meta<PttArgs>;

type Story = StoryObj<PttArgs>;

/** Hold it: the simulated camera hears, and no microphone is opened. */
export const Idle: Story = {};

/** The device is told to open its speaker. */
export const Asking: Story = { args: { talk: 'asking' } };

/** The microphone is being opened. */
export const Arming: Story = { args: { talk: 'arming' } };

export const Talking: Story = { args: { talk: 'on' } };

/** From one click to the next; the line at the lower edge is the level of the voice. */
export const TalkingWithLevel: Story = {
  args: { mode: 'toggle' },
  play: async (context) => {
    await settle(context);
    const button = context.canvasElement.querySelector('kvs-ptt-button');
    if (button) (await inside(button, 'button')).click();
  },
};

/** The person has not allowed the microphone. */
export const Denied: Story = { args: { talk: 'microphone-denied' } };

/** Something else forbids it: a page that is not secure, or an iframe without `allow`. */
export const Blocked: Story = { args: { talk: 'microphone-blocked' } };

export const NoMicrophone: Story = { args: { talk: 'microphone-missing' } };

export const MicrophoneTaken: Story = { args: { talk: 'microphone-taken' } };

/** Another tab of the page talks already. */
export const FloorTaken: Story = { args: { talk: 'floor-taken' } };

/** The device said no to the command before the talk. */
export const DeviceRefused: Story = { args: { talk: 'device-refused' } };

/** The camera cannot be talked to now. */
export const Unavailable: Story = { args: { camera: 'offline' } };

export const Disabled: Story = { args: { disabled: true } };

export const OwnWords: Story = { args: { content: 'Speak to the gate' } };

export const LongWordsInLittleRoom: Story = {
  args: {
    content: 'Hold this button while you speak to whoever stands at the gate',
    width: 200,
    talk: 'floor-taken',
  },
};

export const DarkPage: Story = { args: { talk: 'microphone-denied' }, globals: { scheme: 'dark' } };

export const RightToLeft: Story = { args: { talk: 'on' }, globals: { direction: 'rtl' } };

export const German: Story = { args: { talk: 'floor-taken' }, globals: { language: 'de' } };
