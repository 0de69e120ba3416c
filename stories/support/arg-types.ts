import type { ArgTypes } from '@storybook/web-components-vite';
import type { ClassDeclaration, CustomElement, Package } from 'custom-elements-manifest/schema';
import json from '../../dist/custom-elements.json';

type Element = ClassDeclaration & CustomElement;
type ArgType = NonNullable<ArgTypes[string]>;

/** What the build says of the elements. */
export const manifest: Package = json as Package;

/** What the controls and tables of a story show of an element: all that the manifest has, each under its own heading. */
export function argTypesOf(tag: string): ArgTypes {
  const {
    attributes = [],
    members = [],
    events = [],
    slots = [],
    cssParts = [],
    cssProperties = [],
  } = find(tag);
  const written = new Set(attributes.map(({ fieldName }) => fieldName));
  const fields = members.filter((member) => member.kind === 'field' && !written.has(member.name));
  const methods = members.filter(({ kind }) => kind === 'method');
  return Object.fromEntries([
    ...attributes.map(({ name, description, type, default: value }) => [
      name,
      { ...entry('attributes', name, description, type?.text, value), ...controlFor(type?.text ?? '') },
    ]),
    ...cssProperties.map(({ name, description, default: value }) => [
      name,
      { ...entry('custom properties', name, description, undefined, value), control: styleControl(name) },
    ]),
    ...cssParts.map(({ name, description }) => row('parts', name, description)),
    ...slots.map(({ name, description }) => row('slots', name || '(default)', description)),
    ...events.map(({ name, description, type }) => row('events', name, description, type.text)),
    ...fields.map(({ name, description }) => row('properties', name, description)),
    ...methods.map(({ name, description }) => row('methods', `${name}()`, description)),
  ]) as ArgTypes;
}

/** The attributes of an element that a simulation does not show: they can be read about only. */
export function unshownOf(tag: string, shown: readonly string[]): Record<string, { control: false }> {
  const names = Object.entries(argTypesOf(tag)).filter(
    ([name, { table }]) => table?.category === 'attributes' && !shown.includes(name),
  );
  return Object.fromEntries(names.map(([name]) => [name, { control: false }]));
}

/** What of an element can be styled from outside: its custom properties and its parts, as the manifest has them. */
export function styleableOf(tag: string): readonly { readonly name: string; readonly description: string }[] {
  const { cssProperties = [], cssParts = [] } = find(tag);
  const parts = cssParts.map(({ name, description }) => ({ name: `::part(${name})`, description }));
  return [...cssProperties, ...parts].map(({ name, description = '' }) => ({
    name,
    description: sentence(description),
  }));
}

/** The manifest begins as the source does. */
function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function find(tag: string): Element {
  const all = manifest.modules.flatMap(({ declarations = [] }) => declarations) as Element[];
  const found = all.find(({ tagName }) => tagName === tag);
  if (!found) throw new Error(`custom-elements.json has no ${tag}`);
  return found;
}

/** One that can be read about only. Its key is its own: a slot and a part may have the name of an attribute. */
function row(category: string, name: string, description?: string, type?: string): [string, ArgType] {
  return [`${category}:${name}`, { ...entry(category, name, description, type), control: { disable: true } }];
}

function entry(category: string, name: string, description = '', type = '', value = ''): ArgType {
  return {
    name,
    description: sentence(description),
    table: {
      category,
      ...(type && { type: { summary: type } }),
      ...(value && { defaultValue: { summary: value } }),
    },
  };
}

function controlFor(type: string): ArgType {
  const words = [...type.matchAll(/'([^']*)'/g)].map(([, word]) => word);
  if (words.length > 0) return { control: { type: 'select' }, options: words };
  const [kind] = ['boolean', 'number'].filter((name) => type.startsWith(name));
  return { control: { type: kind ?? 'text' } } as ArgType;
}

function styleControl(name: string): ArgType['control'] {
  return { type: /color|scrim|background/.test(name) ? 'color' : 'text' };
}
