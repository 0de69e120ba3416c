/**
 * What type checkers of templates let pass, and what they refuse: files beside those of a recipe, which its build
 * checks. A refusal that does not come is an error as well.
 */
export const TEMPLATES: Readonly<Record<string, string>> = {
  'react/src/Types.tsx': `
    import type {} from 'kvs-elements/jsx';
    import { KvsCamera, KvsGrid } from 'kvs-elements/react';

    export const taken = [
      <kvs-camera view-only={false} onplay={({ type }) => type} onvolumechange={({ type }) => type} />,
      <kvs-grid onkvs-statechange={({ state }) => state} onkvs-summary={({ live }) => live} />,
      <KvsCamera onPlay={({ type }) => type} onVolumeChange={({ type }) => type} />,
      <KvsGrid onKvsStateChange={({ state }) => state} />,
    ];
    export const refused = [
      // @ts-expect-error React listens to it nowhere
      <kvs-camera onPlay={() => {}} />,
      // @ts-expect-error does not bubble
      <KvsGrid onPlay={() => {}} />,
    ];
  `,
  'vue/src/Types.vue': `
    <template>
      <kvs-camera view-only disablepictureinpicture :unload-delay="5000" @play="({ type }) => type" />
      <kvs-camera :viewOnly="false" :disablePictureInPicture="false" />
      <kvs-grid @kvs-statechange="({ state }) => state" @kvs-summary="({ live }) => live" />
      <!-- @vue-expect-error Vue writes false as text, which turns it on -->
      <kvs-camera :view-only="false" />
      <!-- @vue-expect-error likewise -->
      <kvs-camera :disablepictureinpicture="false" />
      <!-- @vue-expect-error is for listeners on a camera itself -->
      <kvs-grid @kvs-stats="() => {}" />
    </template>
  `,
  'svelte/src/types.ts': `
    import type { SvelteHTMLElements } from 'svelte/elements';

    type Camera = SvelteHTMLElements['kvs-camera'];
    type Grid = SvelteHTMLElements['kvs-grid'];

    export const plain: Camera = { 'view-only': true, disablepictureinpicture: '', onplay: ({ type }) => type };
    export const properties: Camera = { viewOnly: false, disablePictureInPicture: false };
    export const wall: Grid = { 'onkvs-statechange': ({ state }) => state, 'onkvs-summary': ({ live }) => live };
    // @ts-expect-error Svelte writes false as text, which turns it on
    export const talking: Camera = { 'view-only': false };
    // @ts-expect-error likewise
    export const floating: Camera = { disablepictureinpicture: false };
    // @ts-expect-error is for listeners on a camera itself
    export const measured: Grid = { 'onkvs-stats': () => {} };
  `,
};
