import { noChange, type ElementPart } from 'lit';
import { Directive, directive, type DirectiveResult } from 'lit/directive.js';

/** Attributes of an element; true: without a value. */
export type Attributes = Readonly<Record<string, string | true>>;

/** An element of a story: what an integrator writes, and what is in the page. */
export interface Markup {
  readonly tag: string;
  readonly attributes?: Attributes;
  /** What differs in the page: names that are used once only, and what a simulation needs. */
  readonly real?: Attributes;
  readonly children?: readonly (Markup | string)[];
}

const WIDTH = 80;
/** What is written on one line whatever is in it. */
const RAW = ['style', 'script'];

/** The HTML to paste into a page. */
export function toHtml(markup: Markup | string, indent = ''): string {
  if (typeof markup === 'string') return markup.replaceAll(/^(?=.)/gm, indent);
  const { tag, attributes = {}, children = [] } = markup;
  const pieces = Object.entries(attributes).map(([name, value]) =>
    value === true ? name : `${name}="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"`,
  );
  const oneLine = `${indent}<${[tag, ...pieces].join(' ')}>`;
  const isLong = oneLine.length + tag.length + 3 > WIDTH;
  const start = isLong
    ? [`${indent}<${tag}`, ...pieces.map((piece) => `${indent}  ${piece}`), `${indent}>`].join('\n')
    : oneLine;
  const [only] = children;
  const isInline = children.length === 1 && typeof only === 'string' && !RAW.includes(tag);
  if (children.length === 0 || isInline) return `${start}${isInline ? only : ''}</${tag}>`;
  const inner = children.map((child) => toHtml(child, `${indent}  `));
  return [start, ...inner, `${indent}</${tag}>`].join('\n');
}

/** The same in the page: what was there before is kept, and changed where it differs. Put it on an element. */
export const contents: (markups: readonly Markup[]) => DirectiveResult = directive(
  class extends Directive {
    render(_markups: readonly Markup[]): unknown {
      return noChange;
    }

    override update({ element }: ElementPart, [markups]: [readonly Markup[]]): unknown {
      fill(element, markups);
      return noChange;
    }
  },
);

function fill(parent: Element, children: readonly (Markup | string)[]): void {
  for (const [index, child] of children.entries()) {
    const there = parent.childNodes[index];
    const node = typeof child === 'string' ? written(child, there) : built(child, there);
    if (node !== there) parent.replaceChild(node, there ?? parent.appendChild(new Text()));
  }
  while (parent.childNodes.length > children.length) parent.lastChild?.remove();
}

function written(text: string, there: Node | undefined): Node {
  const node = there instanceof Text ? there : new Text();
  if (node.data !== text) node.data = text;
  return node;
}

function built({ tag, attributes, real, children }: Markup, there: Node | undefined): Node {
  const element = there instanceof Element && there.localName === tag ? there : document.createElement(tag);
  setAttributes(element, { ...attributes, ...real });
  // Without children in the story there may be some that the element has made itself.
  if (children) fill(element, children);
  return element;
}

/** By element: what was set before, and is taken away when it is not wanted any more. */
const given = new WeakMap<Element, Attributes>();

function setAttributes(element: Element, attributes: Attributes): void {
  const before = given.get(element) ?? {};
  for (const name of Object.keys(before)) if (!(name in attributes)) element.removeAttribute(name);
  for (const [name, value] of Object.entries(attributes))
    if (before[name] !== value) element.setAttribute(name, value === true ? '' : value);
  given.set(element, attributes);
}
