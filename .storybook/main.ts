import type { StorybookConfig } from '@storybook/web-components-vite';

/** Storybook as designers open it: nothing is sent anywhere, and nothing is fetched from elsewhere. */
const config: StorybookConfig = {
  framework: '@storybook/web-components-vite',
  stories: ['../stories/*.stories.ts'],
  addons: ['@storybook/addon-docs', '@storybook/addon-a11y'],
  core: { disableTelemetry: true, disableWhatsNewNotifications: true, enableCrashReports: false },
  // Stories bring their own: what happens to a camera is in the controls, colours are in the toolbar.
  features: { actions: false, interactions: false, backgrounds: false, sidebarOnboardingChecklist: false },
};

export default config;
