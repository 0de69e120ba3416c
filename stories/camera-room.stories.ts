import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { registerWords } from '../src/index.js';
import { cameraMeta, type CameraArgs } from './support/camera-play.js';

export default { title: 'Camera/Room and language', ...cameraMeta } satisfies Meta<CameraArgs>;

type Story = StoryObj<CameraArgs>;

registerWords('ar', {
  'state-offline': 'غير متصلة',
  'error-camera-offline': 'الكاميرا لا تستجيب.',
  retry: 'أعد المحاولة',
});

const LONG = 'Warehouse 3, loading dock on the north side, second gate from the left, above the ramp';

export const SmallTile: Story = { args: { width: 160 } };
export const SmallTileOffline: Story = { args: { width: 160, state: 'offline' } };
export const SmallTileFailed: Story = { args: { width: 160, state: 'failed' } };
export const LargeTile: Story = { args: { width: 1280 } };
export const LargeTileFrozen: Story = { args: { width: 1280, state: 'frozen' } };
export const Upright: Story = { args: { width: 280, state: 'offline', style: '--kvs-aspect-ratio: 9/16' } };

export const LongLabel: Story = { args: { label: LONG } };
export const LongLabelOverWords: Story = { args: { label: LONG, width: 320, state: 'failed' } };
export const WithoutLabel: Story = { args: { label: '' } };

/** A bright picture: everything over it can be read all the same. */
export const BrightPicture: Story = { args: { weather: 'snow', talk: 'on' } };
export const DarkPicture: Story = { args: { weather: 'night', talk: 'on' } };
export const DarkPage: Story = { args: { state: 'offline' }, globals: { scheme: 'dark' } };

/** Any language by `registerWords`, and everything on the other side. */
export const Arabic: Story = {
  args: { label: 'الباب الأمامي', state: 'offline' },
  globals: { direction: 'rtl', language: 'ar' },
};
export const RightToLeftTalking: Story = { args: { talk: 'on' }, globals: { direction: 'rtl' } };

export const German: Story = {
  args: { label: 'Haustür', state: 'reconnecting' },
  globals: { language: 'de' },
};
export const Spanish: Story = {
  args: { label: 'Puerta principal', state: 'denied' },
  globals: { language: 'es' },
};
export const French: Story = {
  args: { label: 'Porte d’entrée', state: 'frozen' },
  globals: { language: 'fr' },
};
export const Japanese: Story = { args: { label: '玄関', state: 'offline' }, globals: { language: 'ja' } };
export const Vietnamese: Story = {
  args: { label: 'Cửa trước', state: 'failed' },
  globals: { language: 'vi' },
};
