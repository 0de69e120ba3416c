import { runAll } from '../core/lifetime.js';

/**
 * Gives an element what a page has set on its tag before that was defined: there it is a property of its own, and hides
 * the accessor of its class. Lit does so for reactive properties only.
 */
export function takeOwn(element: object): void {
  for (const name of Object.keys(element)) {
    if (!(name in Object.getPrototypeOf(element))) continue;
    const value: unknown = Reflect.get(element, name);
    Reflect.deleteProperty(element, name);
    // What is read-only stays what it is; and a value that is none must not keep the camera dark.
    runAll([() => void Reflect.set(element, name, value)]);
  }
}
