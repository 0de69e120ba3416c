import { setCustomElementsManifest, type Preview } from '@storybook/web-components-vite';
import { html } from 'lit';
import { argTypesOf, manifest } from '../stories/support/arg-types.js';

setCustomElementsManifest(manifest);

const preview: Preview = {
  tags: ['autodocs'],
  parameters: {
    layout: 'fullscreen',
    // What cannot be changed is on the pages of documentation.
    controls: { expanded: true, exclude: /^(parts|slots|events|properties|methods):/ },
    docs: {
      extractArgTypes: argTypesOf,
      codePanel: true,
      story: { autoplay: true },
      canvas: { sourceState: 'shown' },
    },
    a11y: { test: 'error' },
    options: { storySort: { order: ['Camera', ['States', '*'], 'Talk button', 'Grid', 'Theming'] } },
  },
  globalTypes: {
    scheme: {
      description: 'Colour scheme of the page',
      toolbar: { icon: 'circlehollow', dynamicTitle: true, items: ['light', 'dark'] },
    },
    direction: {
      description: 'Direction of writing',
      toolbar: {
        dynamicTitle: true,
        items: [
          { value: 'ltr', title: 'Left to right' },
          { value: 'rtl', title: 'Right to left' },
        ],
      },
    },
    language: {
      description: 'Language',
      toolbar: { icon: 'globe', dynamicTitle: true, items: ['en', 'de', 'es', 'fr', 'ja', 'vi'] },
    },
  },
  initialGlobals: { scheme: 'light', direction: 'ltr', language: 'en' },
  decorators: [
    (story, { globals: { scheme, direction, language }, viewMode }) =>
      html`<div class="page ${viewMode}" lang=${language} dir=${direction} style="color-scheme: ${scheme}">
        ${story()}
      </div>`,
  ],
};

export default preview;
