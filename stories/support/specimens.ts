import { styleableOf } from './arg-types.js';
import type { Args, Play } from './act.js';
import { cameraMarkup } from './camera-play.js';
import { gridMarkup, scenesOf } from './grid-play.js';
import type { Markup } from './markup.js';
import type { Scene } from './stage.js';

/** Something of an element that can be styled, in a state that shows it. */
export interface Specimen {
  /** What a custom property is set to. */
  readonly value?: string;
  /** Of its camera, where it has only one. */
  readonly scene?: Scene;
  /** Attributes beside the usual ones. */
  readonly args?: Args;
}

/** By the name of a custom property, or `::part(…)`. */
export type Specimens = Readonly<Record<string, Specimen>>;

/** Nobody takes it for a colour of the design. */
export const LOUD = '#a3006b';
/** What is written on it can still be read. */
export const LOUD_GROUND = '#ffc2ec';

const FIGURES = `
.specimens { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 24px; }
.specimens figure { margin: 0; }
.specimens figcaption { padding-block-start: 8px; }
.specimens code { display: block; font-weight: 600; }
`;

/** Shows everything of an element that can be styled, loudly. Throws when there is no specimen of something. */
export function exhibition(tag: string, specimens: Specimens): Play {
  const all = styleableOf(tag).map(({ name, description }) => {
    const specimen = specimens[name];
    if (!specimen) throw new Error(`There is no specimen of ${name} of ${tag}`);
    return { name, description, specimen, key: name.replaceAll(/[^a-z-]/g, '') };
  });
  return {
    isFixed: true,
    css: () => all.map(({ name, specimen }) => rule(name, specimen, tag)).join('\n'),
    markup: (_, own) => [
      {
        tag: 'style',
        children: [
          FIGURES +
            all.map(({ name, key, specimen }) => rule(name, specimen, `.of-${key} ${tag}`)).join('\n'),
        ],
      },
      {
        tag: 'div',
        attributes: { class: 'specimens' },
        children: all.map(({ name, description, key, specimen }) => ({
          tag: 'figure',
          attributes: { class: `of-${key}` },
          children: [...show(tag, key, specimen, own), caption(name, description, specimen)],
        })),
      },
    ],
    scenes: () => Object.fromEntries(all.flatMap(({ key, specimen }) => scenes(tag, key, specimen))),
  };
}

function rule(name: string, { value }: Specimen, selector: string): string {
  if (value) return `${selector} { ${name}: ${value}; }`;
  return `${selector}${name} { outline: 3px solid ${LOUD}; outline-offset: -3px; }`;
}

function caption(name: string, description: string, { value }: Specimen): Markup {
  const set = value ? `${name}: ${value}` : name;
  return { tag: 'figcaption', children: [{ tag: 'code', children: [set] }, description] };
}

function show(
  tag: string,
  key: string,
  { args }: Specimen,
  own: (name: string) => string,
): readonly Markup[] {
  if (tag === 'kvs-grid') return [gridMarkup({ label: key, ...args }, (name) => own(`${key}.${name}`))];
  const id = tag === 'kvs-ptt-button' ? { id: key } : {};
  const camera = cameraMarkup({ ...id, label: 'Front door', muted: true, autoplay: true, ...args }, own, key);
  if (tag === 'kvs-camera') return [camera];
  return [camera, { tag, attributes: { for: key }, real: { for: own(key) } }];
}

function scenes(
  tag: string,
  key: string,
  { scene, args = {} }: Specimen,
): readonly (readonly [string, Scene])[] {
  if (tag !== 'kvs-grid') return [[key, scene ?? { state: 'live' }]];
  return Object.entries(scenesOf(args)).map(([name, one]) => [`${key}.${name}`, one]);
}
