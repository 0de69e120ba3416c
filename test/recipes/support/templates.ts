/**
 * What type checkers of templates let pass, and what they refuse: files beside those of a recipe, which its build
 * checks. A refusal that does not come is an error as well.
 */
export const TEMPLATES: Readonly<Record<string, string>> = {
  'react/src/Types.tsx': `
    import type {} from 'kvs-elements/jsx';
    import { KvsGrid } from 'kvs-elements/react';

    export const taken = [
      <kvs-grid onkvs-statechange={({ state }) => state} onkvs-summary={({ live }) => live} />,
      <KvsGrid onKvsStateChange={({ state }) => state} />,
    ];
  `,
  'vue/src/Types.vue': `
    <template>
      <kvs-grid @kvs-statechange="({ state }) => state" @kvs-summary="({ live }) => live" />
      <!-- @vue-expect-error is for listeners on a camera itself -->
      <kvs-grid @kvs-stats="() => {}" />
    </template>
  `,
  'svelte/src/types.ts': `
    import type { SvelteHTMLElements } from 'svelte/elements';

    type Grid = SvelteHTMLElements['kvs-grid'];

    export const wall: Grid = { 'onkvs-statechange': ({ state }) => state, 'onkvs-summary': ({ live }) => live };
    // @ts-expect-error is for listeners on a camera itself
    export const measured: Grid = { 'onkvs-stats': () => {} };
  `,
};
