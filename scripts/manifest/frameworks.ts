import type { ElementDeclaration } from './public.js';

/** A file to write into `dist`. */
export interface Output {
  readonly path: string;
  readonly text: string;
}

/** What cameras tell comes by at their grid; `kvs-stats` does not, which is for listeners on a camera itself. */
const BUBBLING = " extends Omit<KvsCameraEvents, 'kvs-stats'>";

const HEADER = '// Made from the elements by scripts/manifest.ts.\n';

/**
 * Types of the tags for frameworks that check their templates: React 19, Vue, Svelte and Solid each take
 * them by a module of their own, `import 'kvs-elements/jsx'` and so on.
 */
export function frameworkTypes(elements: readonly ElementDeclaration[]): Output[] {
  const files = [
    { path: 'types/elements.d.ts', text: elementTypes(elements) },
    { path: 'types/jsx.d.ts', text: jsx(elements) },
    { path: 'types/vue.d.ts', text: vue(elements) },
    { path: 'types/svelte.d.ts', text: svelte(elements) },
    { path: 'types/solid.d.ts', text: solid(elements) },
  ];
  const empty = ['jsx', 'vue', 'svelte', 'solid'].map((name) => ({
    path: `types/${name}.js`,
    text: 'export {};\n',
  }));
  return [...files.map(({ path, text }) => ({ path, text: HEADER + text })), ...empty];
}

/** What each tag takes, whatever the framework: attributes by their HTML names, properties, events. */
function elementTypes(elements: readonly ElementDeclaration[]): string {
  const classes = elements.map(({ name, tagName }) => `import type { ${name} } from '../${tagName}.js';`);
  const eventNames = [...new Set(elements.flatMap((element) => ownEvents(element).map(({ type }) => type)))];
  return [
    ...classes,
    `import type { ${eventNames.join(', ')} } from '../index.js';`,
    '/** Attributes of HTML are text; numbers and booleans may be given as they are. */',
    'export type Text<T> = T extends boolean ? boolean | "" : T extends number ? number | `${number}` : T;',
    '/** Attributes where a framework writes `false` as text, which turns them on: `undefined` leaves them out. */',
    'export type Switches<Attributes> = { [Name in keyof Attributes]: Exclude<Attributes[Name], false> };',
    ...elements.flatMap((element) => [
      `export interface ${element.name}Attributes {`,
      ...attributesOf(element),
      '}',
      `export interface ${element.name}Properties {`,
      ...propertiesOf(element),
      '}',
      `export interface ${element.name}Events${element.name === 'KvsGrid' ? BUBBLING : ''} {`,
      ...ownEvents(element).map(({ name, type }) => `  '${name}': ${type};`),
      '}',
    ]),
    '',
  ].join('\n');
}

/** Attributes by which a tag differs from its properties: `token-url`, but not `channel`. */
function attributesOf({ attributes = [] }: ElementDeclaration): string[] {
  return attributes
    .filter(({ name, fieldName }) => name !== 'state' && name !== fieldName && name !== 'muted')
    .flatMap(({ name, description, type }) => [
      `  /** ${description ?? ''} */`,
      `  '${name}'?: Text<${type?.text ?? 'string'}> | undefined;`,
    ]);
}

/** Properties that can be set, in the types of the class. */
function propertiesOf({ name: element, members = [] }: ElementDeclaration): string[] {
  return members.flatMap((member) => {
    if (member.kind !== 'field' || member.readonly || member.static) return [];
    const { name, description } = member;
    return [`  /** ${description ?? ''} */`, `  '${name}'?: ${element}['${name}'] | undefined;`];
  });
}

/** Events that HTML does not know. */
function ownEvents({ events = [] }: ElementDeclaration): { name: string; type: string }[] {
  return events
    .filter(({ name }) => name.startsWith('kvs-'))
    .map(({ name, type }) => ({ name, type: type.text }));
}

function imports(elements: readonly ElementDeclaration[]): string {
  return elements
    .flatMap(({ name, tagName }) => [
      `import type { ${name} } from '../${tagName}.js';`,
      `import type { ${name}Attributes, ${name}Events, ${name}Properties } from './elements.js';`,
    ])
    .join('\n');
}

function tags(
  elements: readonly ElementDeclaration[],
  indent: string,
  type: (name: string) => string,
): string {
  return elements.map(({ name, tagName }) => `${indent}'${tagName}': ${type(name)};`).join('\n');
}

function jsx(elements: readonly ElementDeclaration[]): string {
  return `import type { HTMLAttributes, RefAttributes } from 'react';
import type { KvsMediaEvents } from '../react.js';
${imports(elements)}
/** React listens to \`onPlay\` on nothing but \`<video>\` and \`<audio>\`, and to \`onplay\` on any custom element. */
type Media = { [Name in keyof KvsMediaEvents as Lowercase<Name>]: KvsMediaEvents[Name] };
type Listeners<Events> = { [Name in keyof Events & string as \`on\${Name}\`]?: ((event: Events[Name]) => void) | undefined };
type Props<Element, Attributes, Properties, Events> = Attributes &
  Properties &
  Listeners<Events> &
  Omit<HTMLAttributes<Element>, keyof Attributes | keyof Properties | keyof KvsMediaEvents> &
  RefAttributes<Element> & { class?: string | undefined };
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
${tags(elements, '      ', (name) => `Props<${name}, ${name}Attributes, ${name}Properties, ${name}Events>${name === 'KvsCamera' ? ' & Media' : ''}`)}
    }
  }
}
`;
}

function vue(elements: readonly ElementDeclaration[]): string {
  return `import type { HTMLAttributes, PublicProps } from 'vue';
import type { Switches } from './elements.js';
${imports(elements)}
type Listeners<Events> = { [Name in keyof Events & string as \`on\${Capitalize<Camel<Name>>}\`]?: ((event: Events[Name]) => void) | undefined };
type Camel<Text extends string> = Text extends \`\${infer Head}-\${infer Tail}\` ? \`\${Head}\${Capitalize<Camel<Tail>>}\` : Text;
/** Vue takes an attribute for the property of its name; written in a template it is text. */
type Written<Properties> = { [Name in keyof Properties]: Properties[Name] | (number extends Properties[Name] ? \`\${number}\` : never) };
type Component<Element, Attributes, Properties, Events> = new () => {
  $el: Element;
  $props: Switches<Attributes> & Written<Properties> & Listeners<Events> & Omit<HTMLAttributes, keyof Attributes | keyof Properties> & PublicProps;
};
declare module 'vue' {
  interface GlobalComponents {
${tags(elements, '    ', (name) => `Component<${name}, ${name}Attributes, ${name}Properties, ${name}Events>`)}
  }
}
`;
}

function svelte(elements: readonly ElementDeclaration[]): string {
  return `import type { HTMLAttributes } from 'svelte/elements';
import type { Switches } from './elements.js';
${imports(elements)}
type Listeners<Events> = { [Name in keyof Events & string as \`on\${Name}\`]?: ((event: Events[Name]) => void) | undefined };
type Props<Element extends EventTarget, Attributes, Properties, Events> = Switches<Attributes> &
  Properties &
  Listeners<Events> &
  Omit<HTMLAttributes<Element>, keyof Attributes | keyof Properties>;
declare module 'svelte/elements' {
  interface SvelteHTMLElements {
${tags(elements, '    ', (name) => `Props<${name}, ${name}Attributes, ${name}Properties, ${name}Events>`)}
  }
}
`;
}

function solid(elements: readonly ElementDeclaration[]): string {
  return `import type { JSX as SolidJSX } from 'solid-js';
${imports(elements)}
type Listeners<Events> = { [Name in keyof Events & string as \`on:\${Name}\`]?: ((event: Events[Name]) => void) | undefined };
type Set<Properties> = { [Name in keyof Properties & string as \`prop:\${Name}\`]?: Properties[Name] };
type Props<Element, Attributes, Properties, Events> = Attributes &
  Properties &
  Set<Properties> &
  Listeners<Events> &
  Omit<SolidJSX.HTMLAttributes<Element>, keyof Attributes | keyof Properties>;
declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
${tags(elements, '      ', (name) => `Props<${name}, ${name}Attributes, ${name}Properties, ${name}Events>`)}
    }
  }
}
`;
}
