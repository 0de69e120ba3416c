import { VERSION } from '../version.js';

/** Where an element's class says which version it is of; the same for every copy of this package. */
const MARK = Symbol.for('kvs-elements.version');

let hasWarned = false;

/**
 * Defines a tag unless somebody has, and says so once when that was another copy of this package. Harmless
 * where there are no custom elements, as in Node.
 */
export function define(tag: string, element: CustomElementConstructor): void {
  if (typeof customElements === 'undefined') return;
  const present = customElements.get(tag);
  if (present === element) return;
  if (present) return warnOnce(tag, present);
  Object.defineProperty(element, MARK, { value: VERSION });
  customElements.define(tag, element);
}

/** Two copies do not know each other: what the page tells one does not reach the elements of the other. */
function warnOnce(tag: string, present: CustomElementConstructor): void {
  // A server that renders pages may well load both of our builds, and connects to nothing.
  if (hasWarned || !('document' in globalThis)) return;
  hasWarned = true;
  const version: unknown = Reflect.get(present, MARK);
  const owner = typeof version === 'string' ? `kvs-elements ${version}` : 'something else';
  console.warn(
    `kvs-elements ${VERSION}: <${tag}> is defined already, by ${owner}, and stays so. Load one copy: ` +
      'setTokenCallback() and sessions of this one do not reach those elements.',
  );
}
