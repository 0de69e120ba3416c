import type { ClassMember } from 'custom-elements-manifest/schema';
import type { ElementDeclaration } from './public.js';

type Row = readonly string[];
type Field = Extract<ClassMember, { kind: 'field' }>;
type Method = Extract<ClassMember, { kind: 'method' }>;

const HEAD = `# Reference

Made from the elements by \`npm run docs\`; \`npm test\` fails when it is stale. The README says how things go together.
`;

/** The reference as Markdown: a chapter for each element. */
export function reference(elements: readonly ElementDeclaration[]): string {
  return [HEAD, ...elements.map(chapter)].join('\n');
}

function chapter(element: ElementDeclaration): string {
  const { tagName = '', description = '', attributes = [], members = [] } = element;
  const names = new Set(attributes.map(({ fieldName }) => fieldName));
  const fields = members.filter(
    (member): member is Field => member.kind === 'field' && !names.has(member.name),
  );
  const methods = members.filter((member): member is Method => member.kind === 'method');
  return [
    `## \`<${tagName}>\`\n\n${description}\n`,
    section(
      'Attributes',
      ['attribute', 'type', 'default', 'meaning'],
      attributes.map((attribute) => [
        code(attribute.name),
        code(attribute.type?.text),
        code(attribute.default),
        sentence(attribute.description),
      ]),
    ),
    section(
      'Properties without an attribute',
      ['property', 'type', 'meaning'],
      fields.map((field) => [
        code(field.name),
        code(field.type?.text) + (field.readonly ? ', read-only' : ''),
        sentence(field.description),
      ]),
    ),
    section(
      'Methods',
      ['method', 'answers', 'meaning'],
      methods.map((method) => [
        code(
          `${method.name}(${(method.parameters ?? []).map(({ name, optional }) => name + (optional ? '?' : '')).join(', ')})`,
        ),
        code(method.return?.type?.text),
        sentence(method.description),
      ]),
    ),
    section(
      'Events',
      ['event', 'class', 'when'],
      (element.events ?? []).map(({ name, type, description: when }) => [
        code(name),
        code(type.text),
        sentence(when),
      ]),
    ),
    section('Slots', ['slot', 'what goes there'], (element.slots ?? []).map(named)),
    section('Parts', ['part', 'what it is'], (element.cssParts ?? []).map(named)),
    section('Custom states, as `:state(…)`', ['state', 'when'], (element.cssStates ?? []).map(named)),
    section(
      'Custom properties',
      ['property', 'default', 'meaning'],
      (element.cssProperties ?? []).map((property) => [
        code(property.name),
        code(property.default),
        sentence(property.description),
      ]),
    ),
  ]
    .filter(Boolean)
    .join('\n');
}

function named({ name, description }: { readonly name: string; readonly description?: string }): Row {
  return [name ? code(name) : '(default)', sentence(description)];
}

function section(title: string, head: Row, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `### ${title}\n\n${lines.join('\n')}\n`;
}

function code(text: string | undefined): string {
  return text ? `\`${text.replaceAll('|', '\\|')}\`` : '';
}

/** One line, begun with a capital, whatever the comment looks like. */
function sentence(text = ''): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').trim();
  const first = line.charAt(0).toUpperCase() + line.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
