import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { cameraMeta, type CameraArgs } from './support/camera-play.js';

export default { title: 'Camera/States', ...cameraMeta } satisfies Meta<CameraArgs>;

type Story = StoryObj<CameraArgs>;

export const Live: Story = {};

/** Without `autoplay`: it waits for somebody to press play. */
export const Idle: Story = { args: { state: 'idle', autoplay: false } };

export const IdleWithPoster: Story = {
  args: { state: 'idle', autoplay: false, poster: '/images/front-door.jpg' },
};

/** After somebody has pressed pause: the last picture stays, grey. */
export const Paused: Story = { args: { state: 'idle', hasLast: true } };

export const Connecting: Story = { args: { state: 'connecting' } };

/** Live, but no new picture comes. It must not look alive, so it is grey and says how old it is. */
export const Frozen: Story = { args: { state: 'frozen' } };

/** A retry is scheduled or running. */
export const Reconnecting: Story = { args: { state: 'reconnecting' } };

export const ReconnectingOverLastPicture: Story = { args: { state: 'reconnecting', hasLast: true } };

/** The camera does not answer; slow retries go on. */
export const Offline: Story = { args: { state: 'offline' } };

export const OfflineOverLastPicture: Story = { args: { state: 'offline', hasLast: true } };

/** No right to watch. */
export const Denied: Story = { args: { state: 'denied' } };

/** The browser does not play before somebody has touched the page. */
export const Blocked: Story = { args: { state: 'blocked' } };

/** No retry will help by itself. The small words are for whoever embeds the camera. */
export const Failed: Story = { args: { state: 'failed' } };

/** The right to watch has run out. */
export const Ended: Story = { args: { state: 'ended', hasLast: true } };
