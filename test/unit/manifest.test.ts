import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Package } from 'custom-elements-manifest/schema';
import {
  elementsOf,
  publicManifest,
  unionsIn,
  type ElementDeclaration,
} from '../../scripts/manifest/public.js';
import { CAMERA_STATES } from '../../src/components/camera-state.js';

const dist = (path: string): URL => new URL(`../../dist/${path}`, import.meta.url);
const read = (path: string): string => readFileSync(dist(path), 'utf8');
const manifest = JSON.parse(read('custom-elements.json')) as Package;
const names = (list: readonly { readonly name: string }[] | undefined): string[] =>
  (list ?? []).map(({ name }) => name);

/** The part of a Lit element's class that says what it observes. */
interface Observing {
  readonly observedAttributes: readonly string[];
  readonly elementProperties: ReadonlyMap<string, unknown>;
}

/** Names that outlive every version; what is new need not be listed. */
const CONTRACT = {
  'kvs-camera': {
    attributes:
      'channel region token-url token-credentials identity-pool-id endpoint autoplay muted controls poster disablepictureinpicture loading unload unload-delay connect-timeout mode transport codecs latency view-only label state',
    members:
      'getToken ticket state error play pause reconnect getLog diagnose requestPictureInPicture paused muted defaultMuted volume readyState networkState currentTime duration videoWidth videoHeight ended buffered seekable srcObject',
    events: 'kvs-statechange kvs-error kvs-firstframe kvs-log',
    slots: ' poster loading offline error blocked controls',
    cssParts: 'video poster overlay status message spinner retry controls button label stats talk recording',
    cssStates: `${CAMERA_STATES.join(' ')} talking muted relayed recording shared`,
    cssProperties:
      '--media-object-fit --media-primary-color --media-control-background --media-font-family --kvs-aspect-ratio --kvs-radius --kvs-live-color --kvs-warn-color --kvs-error-color --kvs-scrim',
  },
  'kvs-grid': {
    attributes:
      'layout columns min-tile-width max-live audio selected tour label src region endpoint token-url token-credentials identity-pool-id latency transport',
    members: 'cameras getToken select spotlight next previous selectedCamera spotlit tiles',
    events: 'kvs-select kvs-summary kvs-error',
    slots: '',
    cssParts: 'wall message retry button',
    cssProperties: '--kvs-gap --kvs-select-color',
  },
  'kvs-ptt-button': {
    attributes:
      'for mode press-command release-command command-url command-timeout max-talk duplex hotkey disabled label state',
    members: 'camera sendCommand state',
    events: 'kvs-talkrequest kvs-talkchange kvs-miclevel',
    cssProperties: '--kvs-talk-color',
    cssStates: 'idle asking arming talking denied blocked unavailable disabled',
  },
} as const satisfies Record<string, Partial<Record<keyof ElementDeclaration, string>>>;

describe('the manifest', () => {
  for (const [tag, contract] of Object.entries(CONTRACT)) {
    const element = elementsOf(manifest).find(({ tagName }) => tagName === tag);
    assert(element, tag);

    for (const [kind, list] of Object.entries(contract) as [keyof typeof contract, string][]) {
      it(`has the ${kind} of <${tag}> that pages rely on, inherited ones as well`, () => {
        const missing = list.split(' ').filter((name) => !names(element[kind]).includes(name));
        assert.deepEqual(missing, []);
      });
    }

    it(`has a description of whatever <${tag}> observes`, async () => {
      const module = (await import(dist(`${tag}.js`).href)) as Record<string, Observing>;
      const { observedAttributes, elementProperties } = module[element.name] ?? assert.fail(element.name);
      const described = (element.attributes ?? []).filter(({ description }) => description);
      for (const name of observedAttributes) assert.ok(names(described).includes(name), name);
      for (const name of elementProperties.keys()) assert.ok(names(element.members).includes(name), name);
    });

    it(`hides what is not for pages of <${tag}>`, () => {
      const hidden = names(element.members).filter((name) =>
        /^(#|target$|isHeld$|willUpdate$|video$)/.test(name),
      );
      assert.deepEqual(hidden, []);
      assert.ok((element.members ?? []).every(({ privacy = 'public' }) => privacy === 'public'));
    });

    it(`leads to a module that defines <${tag}>`, () => {
      const { path, exports = [] } =
        manifest.modules.find(({ declarations = [] }) => declarations.includes(element)) ?? assert.fail();
      assert.ok(read(path.replace('dist/', '')).includes(element.name));
      assert.deepEqual(
        exports.map(({ kind, name }) => [kind, name]),
        [
          ['js', element.name],
          ['custom-element-definition', tag],
        ],
      );
    });
  }

  it('offers editors the words that an attribute takes', () => {
    const { tags } = JSON.parse(read('vscode.html-custom-data.json')) as {
      tags: { name: string; attributes: { name: string; values: { name: string }[] }[] }[];
    };
    const camera = tags.find(({ name }) => name === 'kvs-camera');
    const latency = camera?.attributes.find(({ name }) => name === 'latency');
    assert.deepEqual(names(latency?.values), ['low', 'balanced', 'smooth']);
  });

  it('tells JetBrains editors of the same tags', () => {
    const { contributions } = JSON.parse(read('web-types.json')) as {
      contributions: { html: { elements: { name: string; attributes: { name: string }[] }[] } };
    };
    assert.deepEqual(
      names(contributions.html.elements),
      elementsOf(manifest).map(({ tagName }) => tagName),
    );
    assert.ok(names(contributions.html.elements[0]?.attributes).includes('token-url'));
  });

  it('leaves out what nobody has described', () => {
    const raw: Package = {
      schemaVersion: '1.0.0',
      modules: [
        {
          kind: 'javascript-module',
          path: 'a.ts',
          declarations: [
            {
              kind: 'class',
              name: 'A',
              tagName: 'x-a',
              customElement: true,
              members: [
                { kind: 'field', name: 'shown', description: 'Shown.', type: { text: 'Size | null' } },
                { kind: 'field', name: 'bare' },
                { kind: 'method', name: 'inner', description: 'Inner.', privacy: 'protected' },
              ],
            },
          ],
        },
      ],
    };
    const unions = unionsIn([
      `export type Size =\n  /** Small; cheap. */\n  | 's'\n  | 'l';\nexport type Other = Size | 3;`,
    ]);
    const [element] = elementsOf(publicManifest(raw, unions));
    assert.deepEqual(names(element?.members), ['shown']);
    const [shown] = element?.members ?? [];
    assert.deepEqual(shown && 'type' in shown && shown.type, { text: "'s' | 'l' | null" });
  });
});
