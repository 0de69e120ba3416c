import type {
  Attribute,
  ClassDeclaration,
  ClassMember,
  CustomElement,
  Declaration,
  JavaScriptModule,
  Package,
} from 'custom-elements-manifest/schema';

/** A class with a tag. */
export type ElementDeclaration = ClassDeclaration & CustomElement;

/** Names of unions of words, such as `Latency`, and what they stand for. */
export type Unions = ReadonlyMap<string, string>;

/** What the platform calls by a name, and an attribute takes. */
const PLATFORM_UNIONS: Unions = new Map([['RequestCredentials', "'same-origin' | 'include' | 'omit'"]]);

/** The elements of a manifest, in the order of their files. */
export function elementsOf({ modules }: Package): ElementDeclaration[] {
  return modules.flatMap(({ declarations = [] }) => declarations).filter(isElement);
}

/** Reads `export type X = 'a' | 'b';` out of sources. */
export function unionsIn(sources: readonly string[]): Unions {
  const unions = new Map(PLATFORM_UNIONS);
  for (const source of sources) {
    const code = source.replaceAll(/\/\*[^]*?\*\//g, '');
    for (const [, name = '', text = ''] of code.matchAll(/^export type (\w+) =([^;]+);/gm)) {
      const parts = text.split('|').map((part) => part.trim());
      if (parts[0] === '') parts.shift();
      if (parts.every((part) => /^'[\w-]+'$/.test(part))) unions.set(name, parts.join(' | '));
    }
  }
  return unions;
}

/**
 * What of the analyzer's manifest is the package's: one module per tag, at the path that is published, with
 * what it inherits and without what is private. What nobody has described is not public.
 */
export function publicManifest(raw: Package, unions: Unions): Package {
  return {
    schemaVersion: raw.schemaVersion,
    readme: 'README.md',
    modules: elementsOf(raw).map((element) => toModule(element, unions)),
  };
}

function isElement(declaration: Declaration): declaration is ElementDeclaration {
  return declaration.kind === 'class' && 'tagName' in declaration && declaration.tagName !== undefined;
}

function toModule(element: ElementDeclaration, unions: Unions): JavaScriptModule {
  const { name, tagName = '' } = element;
  const path = `dist/${tagName}.js`;
  const declaration = { name, module: path };
  return {
    kind: 'javascript-module',
    path,
    declarations: [
      {
        kind: 'class',
        name,
        tagName,
        customElement: true,
        description: element.description ?? '',
        superclass: { name: 'LitElement', package: 'lit' },
        attributes: (element.attributes ?? []).map((attribute) => publicAttribute(attribute, unions)),
        members: (element.members ?? []).filter(isPublic).map((member) => publicMember(member, unions)),
        events: (element.events ?? []).filter(({ description }) => description).map(withoutOrigin),
        slots: element.slots ?? [],
        cssParts: element.cssParts ?? [],
        cssProperties: element.cssProperties ?? [],
        cssStates: element.cssStates ?? [],
      },
    ],
    exports: [
      { kind: 'js', name, declaration },
      { kind: 'custom-element-definition', name: tagName, declaration },
    ],
  };
}

function isPublic({ description, privacy = 'public' }: ClassMember): boolean {
  return privacy === 'public' && Boolean(description);
}

function publicAttribute(attribute: Attribute, unions: Unions): Attribute {
  return { ...withoutOrigin(attribute), ...typeOf(attribute, unions), ...defaultOf(attribute) };
}

function publicMember(member: ClassMember, unions: Unions): ClassMember {
  const own = withoutOrigin(member);
  return member.kind === 'method' ? own : { ...own, ...typeOf(member, unions), ...defaultOf(member) };
}

/** A class of ours that is not public is nothing to refer to. */
function withoutOrigin<T extends { inheritedFrom?: unknown }>(described: T): T {
  const copy = { ...described };
  delete copy.inheritedFrom;
  return copy;
}

function typeOf({ type }: Attribute, unions: Unions): Pick<Attribute, 'type'> {
  if (!type) return {};
  const text = type.text.replaceAll(/\b[A-Z]\w+\b/g, (name) => unions.get(name) ?? name);
  return { type: { ...type, text } };
}

/** As one would write it in HTML. */
function defaultOf({ default: value }: Pick<Attribute, 'default'>): Pick<Attribute, 'default'> {
  if (value === undefined) return {};
  return { default: /^[\d_]+$/.test(value) ? value.replaceAll('_', '') : value };
}
