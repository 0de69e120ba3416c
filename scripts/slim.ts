import { fileURLToPath } from 'node:url';
import { parseAst, type Plugin } from 'vite';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** What stands for what the KVS library requires: our tickets are signed already, and what it needs of the rest is little. */
const STUBS: readonly (readonly [RegExp, string])[] = [
  [/\/SigV4RequestSigner$/, '../src/stubs/empty.ts'],
  [/^events$/, '../src/stubs/events.ts'],
  [/^tslib$/, '../src/stubs/tslib.ts'],
];

/** What only a master calls, and what nobody here does. */
const UNUSED =
  /^ {4}SignalingClient\.prototype\.(?:sendSdpAnswer|drainPendingIceCandidates|getPendingIceCandidates|resetIceCandidateState|validateRecipientClientId|validateCorrelationId) = function [\s\S]*?^ {4}};$/gm;
const LOGGING = /^ *\(_\w = _?this\.logger\).*;$/gm;
/** Of what is the same for all our viewers. */
const CHECKS = /^ *(?:\(0, utils_1\.validate|this\.validate)\w+\)?\(.*\);$/gm;
const OFFER_OF_A_VIEWER = /^ *case MessageType\.SDP_OFFER:[\s\S]*?return;$/m;
const ENUM = /^var (MessageType|ReadyState);\n\(function[\s\S]*?^}\)\(\1 .*$/gm;
const STATES: readonly string[] = ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'];

/** Leaves of the KVS library what a viewer with a signed URL calls. */
function forViewers(code: string): string {
  return code
    .replace(UNUSED, '')
    .replace(LOGGING, '')
    .replace(CHECKS, '')
    .replace(OFFER_OF_A_VIEWER, '')
    .replace(ENUM, '')
    .replace(/\bMessageType\.(\w+)/g, "'$1'")
    .replace(/\bReadyState\.(\w+)/g, (_, state: string) => String(STATES.indexOf(state)))
    .replace(/\b(?:this\.)?config\.role === Role_1\.Role\.VIEWER/g, 'true')
    .replace('if (config.requestSigner)', 'if (true)');
}

/** Makes of the KVS library's files, which are CommonJS, modules of which only what is used is kept. */
function asModule(code: string): string {
  return code
    .replace(
      /^"use strict";$|^Object\.defineProperty\(exports, "__esModule".*$|^exports\.\w+ = void 0;$/gm,
      '',
    )
    .replace(/^var (\w+) = require\((".+?")\);$/gm, 'import * as $1 from $2;')
    .replace(
      /^var (\w+) = tslib_1\.__importDefault\(require\((".+?")\)\);$/gm,
      'import $1_ from $2; var $1 = { default: $1_ };',
    )
    .replace(/\(exports\.(\w+) = \1 = \{\}\)/g, '($1 = {})')
    .replace("(WebSocket || require('ws'))", 'WebSocket')
    .replace('_super.call(this) || this', 'Reflect.construct(_super, [], SignalingClient)')
    .replace(/^exports\.default = (\w+);$/gm, 'export default $1;')
    .replace(/^exports\.(\w+) = \1;$/gm, 'export { $1 };')
    .replace(/^var Role;$/m, 'export var Role;');
}

/** Takes out of the KVS library what a viewer with a ticket does not need. The library itself stays as it is. */
export const slimKvs: Plugin = {
  name: 'slim-kvs',
  enforce: 'pre',
  resolveId: (id, importer) => {
    const stub = STUBS.find(([pattern]) => pattern.test(id))?.[1];
    return stub && importer?.includes('amazon-kinesis-video-streams-webrtc') ? here(stub) : undefined;
  },
  transform: (code, id) => {
    if (!id.includes('amazon-kinesis-video-streams-webrtc/lib/')) return undefined;
    const slim = asModule(forViewers(code));
    if (/\b(?:exports|require|MessageType|ReadyState)\b|\butils_1\./.test(slim))
      throw new Error(`The KVS library is not written as it was: ${id}`);
    return { code: slim, map: null };
  },
};

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

interface Template extends Node {
  readonly tag: { readonly name?: string };
  readonly quasi: { readonly quasis: readonly Node[] };
}

/** Takes out of templates the white space that only serves whoever reads the source. */
export const squeezeTemplates: Plugin = {
  name: 'squeeze-templates',
  transform: (code, id) => {
    if (!/\/src\/components\/.*\.ts$/.test(id)) return undefined;
    const pieces = templatesOf(parseAst(code)).flatMap(({ tag, quasi }) =>
      quasi.quasis.map((piece) => ({ ...piece, isStyle: tag.name === 'css' })),
    );
    // From the last to the first, so that the places of the others stay.
    const slim = pieces.sort((a, b) => b.start - a.start).reduce(squeezePiece, code);
    return { code: slim, map: null };
  },
};

/** What is taken out follows behind as empty lines of code, so that each line keeps its number. */
function squeezePiece(code: string, { start, end, isStyle }: Node & { readonly isStyle: boolean }): string {
  const text = code.slice(start, end);
  const squeezed = isStyle ? squeezeStyles(text) : text.replace(/\s+/g, ' ');
  const mark = code.startsWith('${', end) ? '${' : '`';
  const lines = '\n'.repeat(text.split('\n').length - 1);
  return code.slice(0, start) + squeezed + mark + lines + code.slice(end + mark.length);
}

function squeezeStyles(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,>]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/;}/g, '}')
    .replace(/\b0\./g, '.')
    .replace(/='([\w-]+)'\]/g, '=$1]');
}

function templatesOf(node: unknown): Template[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap(templatesOf);
  const isTemplate = (one: object): one is Template =>
    (one as Node).type === 'TaggedTemplateExpression' &&
    /^(css|html|svg)$/.test((one as Template).tag.name ?? '');
  return isTemplate(node) ? [node, ...inner] : inner;
}
