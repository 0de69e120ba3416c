import type { Plugin } from 'vite';
import { VERSION } from '../src/version.js';

const IMPORT = /^import \{([^}]*)\} from "\.\.\/[\w-]+\.js";$/m;
const EXPORT = /^export \{([^}]*)\};$/m;
/** What chunks use of what is exported for pages. */
const PUBLIC: readonly string[] = [
  'KvsError',
  'KvsStatsEvent',
  'KvsTalkRequestEvent',
  'KvsZoomChangeEvent',
  'sessions',
];

/**
 * Lets chunks take what they share with the script from the script that has loaded them. By its name they would get
 * another copy of it where a page has it with a query: WordPress puts `?ver=` behind each script, others a hash.
 */
export function sameScript(script: string): Plugin {
  /** Where the script leaves for its chunks what they share with it. */
  const place = `globalThis[Symbol.for("${script} ${VERSION}")]`;
  return {
    name: 'same-script',
    renderChunk: (code, { isEntry }) => ({
      code: isEntry
        ? code.replace(EXPORT, (_, list: string) => leaveShared(list, place))
        : code.replace(IMPORT, (_, list: string) => takeShared(list, place)),
      map: null,
    }),
  };
}

/** An import becomes a constant; it stays on its line, so that source maps hold. */
function takeShared(list: string, place: string): string {
  for (const [exported] of namesIn(list)) {
    if (!isShared(exported)) throw new Error(`${exported} is exported, but not for chunks`);
  }
  return `const {${list.replaceAll(' as ', ': ')}} = ${place};`;
}

/** What is for chunks alone is no export any more. */
function leaveShared(list: string, place: string): string {
  const all = namesIn(list);
  const shared = all.filter(([, exported]) => isShared(exported));
  const fields = shared.map(([local, exported]) => `${exported}: ${local}`);
  const rest = all.filter(([, exported]) => !isInternal(exported)).map((names) => names.join(' as '));
  return `${place} ??= {${fields.join(', ')}}; export {${rest.join(', ')}};`;
}

function isShared(exported: string): boolean {
  return isInternal(exported) || PUBLIC.includes(exported);
}

/** Rolldown gives short names to what only its chunks want. */
function isInternal(exported: string): boolean {
  return exported.length < 3;
}

/** The names in an import or an export, before and after `as`. */
function namesIn(list: string): (readonly [string, string])[] {
  return list.split(',').map((one) => {
    const [before = '', after = before] = one.trim().split(' as ');
    return [before, after];
  });
}
